using System.Globalization;

namespace Tollgate.Administering;

/// <summary>Shows one plan.</summary>
public sealed class ShowPlan(IPlanStore plans)
{
    /// <summary>The plan in the given version, or in the current one.</summary>
    /// <exception cref="InvalidInputException">There is no such plan or version.</exception>
    public async Task<StoredPlan> RunAsync(string name, int? version, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(name, version, cancellationToken) is { } plan)
        {
            return plan;
        }

        if (version is { } wanted && await plans.FindAsync(name, null, cancellationToken) is { } current)
        {
            throw InputErrors.Of(
                "version",
                wanted.ToString(CultureInfo.InvariantCulture),
                $"The plan '{name}' has no version {wanted}; its current one is {current.Plan.Version}.");
        }

        var names = string.Join(", ", (await plans.ListAsync(includeArchived: true, cancellationToken)).Select(p => p.Plan.Name));
        throw InputErrors.Of("plan", name, names.Length == 0
            ? $"There is no plan '{name}', nor any other. Run `tollgate setup` to store the default plans."
            : $"There is no plan '{name}'. There are {names}.");
    }
}
