using Shouldly;
using Tollgate.Billing.Crediting;

namespace Tollgate.Testing.Billing;

/// <summary>Credits as a person would keep them: a pile per grant, taken from the one that expires first.</summary>
internal sealed class CreditModel
{
    private readonly List<Pile> _piles = [];
    private List<Pile>? _before;

    public long Granted { get; private set; }

    public long Spent { get; private set; }

    public long Expired { get; private set; }

    public long Left => _piles.Sum(p => p.Left);

    /// <summary>Whether nothing has happened since the latest spending.</summary>
    public bool CanUndo => _before is not null;

    /// <summary>The grant that expires next.</summary>
    public GrantedCredits? NextToExpire => InOrder().FirstOrDefault(p => !p.IsOver && p.Credits.Grant.ExpiresAt is not null)?.Credits;

    public void Grant(GrantedCredits credits)
    {
        _before = null;
        Granted += credits.Grant.Units;
        _piles.Add(new Pile(credits, credits.Grant.Units, false));
    }

    public void Spend(long units)
    {
        _before = [.. _piles.Select(p => p with { })];
        Spent += units;
        foreach (var pile in InOrder())
        {
            var some = Math.Min(units, pile.Left);
            pile.Left -= some;
            units -= some;
        }
    }

    /// <summary>The units of the latest spending come back.</summary>
    public void Undo()
    {
        Spent -= _before!.Sum(p => p.Left) - Left;
        _piles.Clear();
        _piles.AddRange(_before!);
        _before = null;
    }

    /// <summary>Ends the grant that expires next; what was lost.</summary>
    public long Expire()
    {
        _before = null;
        var pile = InOrder().First(p => !p.IsOver && p.Credits.Grant.ExpiresAt is not null);
        var lost = pile.Left;
        (pile.Left, pile.IsOver) = (0, true);
        Expired += lost;
        return lost;
    }

    /// <summary>Which pile late units go back to is not for a person to say: they are left or expired, and the rest goes on from there.</summary>
    public void Follow(CreditBalance balance, long spent)
    {
        _before = null;
        Spent += spent;
        (balance.Left + balance.Expired).ShouldBe(Left + Expired - spent);
        balance.Expired.ShouldBeGreaterThanOrEqualTo(Expired);
        Expired = balance.Expired;
        foreach (var share in balance.Grants)
        {
            _piles.Single(p => p.Credits.Grant.Id == share.Grant.Id).Left = share.Left;
        }
    }

    private IEnumerable<Pile> InOrder() => _piles.OrderBy(p => p.Credits.Grant.ExpiresAt ?? DateTimeOffset.MaxValue).ThenBy(p => p.Credits.Grant.Id);

    private sealed record Pile(GrantedCredits Credits, long Units, bool Ended)
    {
        public long Left { get; set; } = Units;

        public bool IsOver { get; set; } = Ended;
    }
}
