namespace Tollgate.Server.Plans;

/// <summary>Something wrong in a file that a person wrote.</summary>
/// <param name="Line">Line from 1; 0 when the whole file is meant.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record FileError(int Line, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Line > 0 ? $"line {Line}: {Message}" : Message;
}
