using Tollgate.Entitling;
using Tollgate.Limiting;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>Plans for tests.</summary>
public static class Plans
{
    public static Plan Hourly(long limit) => new() { Name = "free", Limits = [new(Window.Hour, limit)] };

    public static Plan AllWindows { get; } = new()
    {
        Name = "pro",
        Limits = [new(Window.Minute, 100), new(Window.Hour, 2_000), new(Window.Day, 20_000), new(Window.Month, 500_000)],
    };
}
