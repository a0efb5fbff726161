namespace Tollgate.Server.Plans;

/// <summary>A value of a YAML or JSON document with the line it stands on.</summary>
internal abstract record Node(int Line)
{
    /// <summary>What the value is, in the words of an error message.</summary>
    public abstract string Kind { get; }
}
