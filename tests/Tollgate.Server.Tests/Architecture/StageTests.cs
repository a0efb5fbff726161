using Shouldly;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>A stage uses itself and earlier stages only, in every project that it has a folder in.</summary>
public sealed class StageTests
{
    /// <summary>In the order of a request's way.</summary>
    private static readonly string[] Stages = ["Identifying", "Entitling", "Limiting", "Recording", "Aggregating", "Notifying", "Billing", "Watching"];

    private static readonly int AboveAll = Stages.Length;

    /// <summary>The model that maps the tables of all stages: whoever reads a table of its own goes through it.</summary>
    private const string Model = "Tollgate.EntityFrameworkCore.TollgateDbContext";

    /// <summary>What a caller may do depends on what the caller has paid and wants to pay: one query reads both, and nothing else may.</summary>
    private static readonly string[] Read = ["Tollgate.EntityFrameworkCore.Entitling.FactsReader"];

    private static readonly string[] OfPayment = ["Tollgate.Billing.SpendCap", "Tollgate.Billing.CreditGrant"];

    [Fact]
    public void Stage_Uses_EarlierStagesOnly()
    {
        TypeGraph.Uses.Count.ShouldBeGreaterThan(200);
        TypeGraph.Uses["Tollgate.Gate"].ShouldContain("Tollgate.Entitling.CallerDirectory");
        TypeGraph.Uses["Tollgate.Limiting.QuotaBinder"].ShouldContain("Tollgate.Limiting.QuotaSet"); // made in a method's body

        var wrong = TypeGraph.Uses
            .Where(type => OwnRank(type.Key) is { } rank && rank < AboveAll)
            .SelectMany(type => type.Value.Where(used => Rank(used, []) > OwnRank(type.Key) && !(Read.Contains(type.Key) && OfPayment.Contains(used))).Select(used => $"{type.Key} uses {used}"));

        wrong.ShouldBeEmpty("move what both need to the earlier stage");
    }

    [Fact]
    public void Core_UsesNoHttpNoSqlNoPaymentProvider()
    {
        var references = typeof(Gate).Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        references.ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || name.StartsWith("System.Data", StringComparison.Ordinal)
            || name.StartsWith("Npgsql", StringComparison.Ordinal)
            || name.StartsWith("Stripe", StringComparison.Ordinal));
    }

    /// <summary>The place of a type's namespace in the order; null where the namespace names no stage.</summary>
    private static int? OwnRank(string type)
    {
        var segments = type.Split('.')[..^1];
        if (segments.Contains("Administering") || segments.Contains("Maintaining"))
        {
            return AboveAll;
        }

        var rank = Array.FindIndex(Stages, segments.Contains);
        return rank < 0 ? null : rank;
    }

    /// <summary>What has no stage (shared words, the gate, hosting) ranks as high as the highest stage that it uses.</summary>
    private static int Rank(string type, HashSet<string> seen)
    {
        if (OwnRank(type) is { } rank)
        {
            return rank;
        }

        if (type == Model)
        {
            return -1;
        }

        return seen.Add(type) && TypeGraph.Uses.TryGetValue(type, out var uses) ? uses.Select(used => Rank(used, seen)).DefaultIfEmpty(-1).Max() : -1;
    }
}
