namespace Tollgate.Server.Plans;

/// <summary>Keys with values, in the order written.</summary>
internal sealed record MappingNode(IReadOnlyList<KeyValuePair<ScalarNode, Node>> Entries, int Line) : Node(Line)
{
    /// <inheritdoc />
    public override string Kind => "a mapping";
}
