using CsCheck;
using Shouldly;
using Tollgate.Billing.Crediting;
using Tollgate.Limiting;
using Tollgate.Testing.Hosting;
using Xunit;

namespace Tollgate.Testing.Billing;

/// <summary>Any history of grants, spending, expiries, hand-backs and crashes adds up: spent, left and expired are what was granted.</summary>
public abstract class CreditHistorySuite(IStoreHost host) : CreditSuite(host)
{
    private enum Move
    {
        Grant,
        Spend,
        HandBack,
        HandBackLate,
        Crash,
        Expire,
        ExpireTwice,
    }

    private static readonly Gen<(Move Move, int Units, int Which)[]> s_histories = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(Move.Grant)), (6, Gen.Const(Move.Spend)), (2, Gen.Const(Move.HandBack)), (1, Gen.Const(Move.HandBackLate)),
            (1, Gen.Const(Move.Crash)), (2, Gen.Const(Move.Expire)), (1, Gen.Const(Move.ExpireTwice))),
        Gen.Int[1, 40],
        Gen.Int[0, 5],
        (move, units, which) => (move, units, which)).Array[1, 25];

    [Fact]
    public async Task Histories_OfAnyKind_AddUpAndSpendNoUnitTwice()
    {
        var node = await ReadyAsync();
        var moves = new HashSet<Move>();
        await s_histories.SampleAsync(history => PlayAsync(node, history, moves), iter: 40, threads: 1);
        moves.Count.ShouldBe(Enum.GetValues<Move>().Length);
    }

    private static async Task PlayAsync(TestNode node, (Move Move, int Units, int Which)[] history, HashSet<Move> moves)
    {
        var user = await CustomerAsync(node);
        var model = new CreditModel();
        var leases = new List<(LedgerGrant Grant, long Units)>();
        foreach (var (move, units, which) in history)
        {
            moves.Add(move);
            switch (move)
            {
                case Move.Grant:
                    var expiry = which == 0 ? default(DateTimeOffset?) : (await NowAsync(node)).AddDays(which);
                    model.Grant(await GrantAsync(node, user, units, expiry));
                    break;
                case Move.Spend:
                    var grant = await SpendAsync(node, user, units);
                    grant.Granted.ShouldBe(Math.Min(units, model.Left), "exactly what is left is granted");
                    model.Spend(grant.Granted);
                    leases.Add((grant, grant.Granted));
                    break;
                case Move.HandBack when leases.Count > 0 && model.CanUndo:
                    // At once: nothing has happened since the units were taken.
                    await BackAsync(node, user, leases[^1].Units, leases[^1].Grant);
                    model.Undo();
                    leases.RemoveAt(leases.Count - 1);
                    break;
                case Move.HandBackLate when leases.Count > 0:
                    var (late, some) = leases[which % leases.Count];
                    await BackAsync(node, user, some, late);
                    leases.RemoveAt(which % leases.Count);
                    await node.Get<ICreditStore>().ExpireAsync(user, Token);
                    model.Follow(await BalanceAsync(node, user), -some);
                    break;
                case Move.Crash:
                    leases.Clear(); // what was on lease stays spent
                    break;
                case Move.Expire or Move.ExpireTwice when model.NextToExpire is { } next:
                    await EndAsync(node, next);
                    var store = node.Get<ICreditStore>();
                    var runs = Enumerable.Range(0, move == Move.Expire ? 1 : 3).Select(_ => store.ExpireAsync(user, Token));
                    (await Task.WhenAll(runs)).Sum().ShouldBe(model.Expire(), "what was not spent in time, once");
                    break;
            }

            var now = await NowAsync(node);
            var balance = await BalanceAsync(node, user);
            (balance.Spent + balance.Left + balance.Expired).ShouldBe(balance.Granted);
            (balance.Granted, balance.Spent, balance.Left, balance.Expired).ShouldBe((model.Granted, model.Spent, model.Left, model.Expired));
            balance.Grants.ShouldAllBe(g => g.Spent >= 0 && g.Expired >= 0 && g.Left >= 0 && g.Spent + g.Expired + g.Left == g.Grant.Units);
            balance.Grants.Where(g => g.Grant.ExpiresAt <= now).ShouldAllBe(g => g.Left == 0);
        }
    }
}
