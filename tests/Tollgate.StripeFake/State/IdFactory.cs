namespace Tollgate.StripeFake;

/// <summary>Ids that look like Stripe's and are the same again for the same seed.</summary>
internal sealed class IdFactory(int seed)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly Random _random = new(seed);
    private long _count;

    /// <summary>A prefix such as "cus", a counter against collisions, and random letters.</summary>
    public string Next(string prefix, int length = 22)
    {
        var letters = new char[length];
        for (var i = 0; i < length; i++)
        {
#pragma warning disable CA5394 // ids need no secrecy, but the same ones on every run
            letters[i] = Letters[_random.Next(Letters.Length)];
#pragma warning restore CA5394
        }

        return $"{prefix}_{++_count:D2}{new string(letters)}";
    }
}
