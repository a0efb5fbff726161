namespace Tollgate.Entitling;

/// <summary>An endpoint group as JSON has it.</summary>
internal sealed class PlanScopeDocument
{
    public string Name { get; set; } = "";

    public IReadOnlyList<string> Routes { get; set; } = [];

    public long Cost { get; set; } = 1;

    public IReadOnlyList<WindowLimit> Limits { get; set; } = [];

    public static PlanScopeDocument Of(PlanScope scope) => new() { Name = scope.Name, Routes = scope.Routes, Cost = scope.Cost, Limits = scope.Limits };

    public PlanScope ToScope() => new() { Name = Name, Routes = Routes, Cost = Cost, Limits = Limits };
}
