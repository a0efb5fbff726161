namespace Tollgate.Server.Plans;

/// <summary>A list of values.</summary>
internal sealed record SequenceNode(IReadOnlyList<Node> Items, int Line) : Node(Line)
{
    /// <inheritdoc />
    public override string Kind => "a list";
}
