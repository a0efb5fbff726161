namespace Tollgate.Benchmarks.Growth;

/// <summary>
/// Ranks whose frequency falls as rank^-exponent, from any number of ranks without a table: rejection-inversion
/// (W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", 1996).
/// </summary>
internal sealed class Zipf
{
    private readonly long _count;
    private readonly double _exponent;
    private readonly double _first;
    private readonly double _last;
    private readonly double _sure;

    /// <param name="count">Ranks.</param>
    /// <param name="exponent">Above 0; 1 is the classic.</param>
    public Zipf(long count, double exponent)
    {
        (_count, _exponent) = (count, exponent);
        _first = Area(1.5) - 1;
        _last = Area(count + 0.5);
        _sure = 2 - Inverse(Area(2.5) - Height(2));
        Total = Sum(count);
    }

    /// <summary>The sum of all heights.</summary>
    public double Total { get; }

    /// <summary>A rank from 1 to the count.</summary>
    public long Next(Dice dice)
    {
        while (true)
        {
            var area = _last + (dice.Next() * (_first - _last));
            var x = Inverse(area);
            var rank = Math.Clamp((long)(x + 0.5), 1, _count);
            if (rank - x <= _sure || area >= Area(rank + 0.5) - Height(rank))
            {
                return rank;
            }
        }
    }

    /// <summary>The share of all requests that a rank gets.</summary>
    public double ShareOf(double rank) => Height(rank) / Total;

    private double Height(double x) => Math.Exp(-_exponent * Math.Log(x));

    private double Area(double x) => Grown((1 - _exponent) * Math.Log(x)) * Math.Log(x);

    private double Inverse(double area) => Math.Exp(Shrunk(Math.Max(-1, area * (1 - _exponent))) * area);

    /// <summary>The first thousand one by one, the rest by the midpoint rule, whose error there is below a millionth.</summary>
    private double Sum(long count)
    {
        var exact = Math.Min(count, 1_000);
        var sum = 0d;
        for (var rank = 1; rank <= exact; rank++)
        {
            sum += Height(rank);
        }

        return count > exact ? sum + Area(count + 0.5) - Area(exact + 0.5) : sum;
    }

    /// <summary>(e^t - 1) / t.</summary>
    private static double Grown(double t) => Math.Abs(t) > 1e-8 ? (Math.Exp(t) - 1) / t : 1 + (t / 2);

    /// <summary>ln(1 + t) / t.</summary>
    private static double Shrunk(double t) => Math.Abs(t) > 1e-8 ? Math.Log(1 + t) / t : 1 - (t / 2);
}
