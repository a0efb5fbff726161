using Microsoft.Extensions.Options;
using Tollgate.Entitling;

namespace Tollgate.Administering;

/// <summary>Creates or migrates the schema, stores first plans and gives every user a plan; may be run any number of times.</summary>
public sealed class SetUp(ISchema schema, IPlanStore plans, IUserStore users, IOptions<EntitlingOptions> options, TimeProvider clock)
{
    /// <summary>Sets up, and says what it did.</summary>
    /// <param name="preset">Which plans to start with when there are none: <see cref="PlanPresets.Names"/>; null for the default ones.</param>
    /// <param name="cancellationToken">Gives up; what is done stays.</param>
    /// <exception cref="InvalidInputException">There is no such preset, or no default plan for users without one.</exception>
    public async Task<SetUpReport> RunAsync(string? preset, CancellationToken cancellationToken)
    {
        var presetPlans = PlanPresets.Find(preset ?? PlanPresets.DefaultName);
        var migrations = await schema.MigrateAsync(cancellationToken);
        var added = await AddPlansAsync(preset is not null, presetPlans, cancellationToken);
        var errors = new InputErrors();
        var defaultPlan = options.Value.DefaultPlan;
        await plans.FindAsync(defaultPlan, errors, cancellationToken);
        errors.ThrowIfAny();
        var moved = await users.SubscribeRestAsync(defaultPlan, clock.GetUtcNow(), cancellationToken);
        var stored = await plans.ListAsync(includeArchived: false, cancellationToken);
        return new SetUpReport(migrations, added, moved, defaultPlan, [.. stored.SelectMany(p => PlanLint.Check(p.Plan))]);
    }

    /// <summary>A preset that is asked for adds what it has more; without one, plans are added to an empty store only.</summary>
    private async Task<IReadOnlyList<string>> AddPlansAsync(bool isAskedFor, IReadOnlyList<Plan> preset, CancellationToken cancellationToken) =>
        isAskedFor || (await plans.ListAsync(includeArchived: true, cancellationToken)).Count == 0
            ? await plans.AddMissingAsync(preset, cancellationToken)
            : [];
}
