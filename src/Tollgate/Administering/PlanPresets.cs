using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.Administering;

/// <summary>Plans to start with.</summary>
public static class PlanPresets
{
    /// <summary>The name of <see cref="Default"/>.</summary>
    public const string DefaultName = "default";

    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [DefaultName, "saas"];

    /// <summary>
    /// The plans that the product was specified with. Their hour limit makes most of their day limits unreachable, which <see cref="PlanLint"/> says.
    /// </summary>
    public static IReadOnlyList<Plan> Default { get; } =
    [
        Create(Plan.AnonymousName, "Anonymous", minute: 10, hour: 60, day: 200, month: null),
        Create("free", "Free", minute: 20, hour: 100, day: 100, month: 30_000),
        Create("basic", "Basic", minute: 40, hour: 100, day: 1_000, month: 30_000),
        Create("premium", "Premium", minute: 60, hour: 100, day: 10_000, month: 30_000),
        Create("enterprise", "Enterprise", minute: 100, hour: 100, day: 100_000, month: 30_000),
    ];

    /// <summary>Plans whose limits grow from window to window and from plan to plan, so that each of them can be reached.</summary>
    public static IReadOnlyList<Plan> Saas { get; } =
    [
        Create(Plan.AnonymousName, "Anonymous", minute: 10, hour: 60, day: 200, month: null),
        Create("free", "Free", minute: 20, hour: 200, day: 1_000, month: 10_000),
        Create("basic", "Basic", minute: 60, hour: 1_000, day: 10_000, month: 100_000),
        Create("premium", "Premium", minute: 300, hour: 6_000, day: 60_000, month: 1_000_000),
        Create("enterprise", "Enterprise", minute: 1_500, hour: 30_000, day: 400_000, month: 10_000_000),
    ];

    /// <summary>A preset by name.</summary>
    /// <exception cref="InvalidInputException">There is none of this name.</exception>
    public static IReadOnlyList<Plan> Find(string name) => name switch
    {
        DefaultName => Default,
        "saas" => Saas,
        _ => throw InputErrors.Of("preset", name, $"There is no preset '{name}'. Use one of {string.Join(", ", Names)}."),
    };

    private static Plan Create(string name, string displayName, long minute, long hour, long day, long? month) => new()
    {
        Name = name,
        DisplayName = displayName,
        Limits =
        [
            new WindowLimit(Window.Minute, minute),
            new WindowLimit(Window.Hour, hour),
            new WindowLimit(Window.Day, day),
            .. month is { } units ? [new WindowLimit(Window.Month, units)] : Array.Empty<WindowLimit>(),
        ],
    };
}
