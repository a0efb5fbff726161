namespace Tollgate.Server.Plans;

/// <summary>A single value as text; null for an empty one.</summary>
internal sealed record ScalarNode(string? Value, int Line) : Node(Line)
{
    /// <inheritdoc />
    public override string Kind => Value is null ? "nothing" : $"'{Shown.Of(Value)}'";
}
