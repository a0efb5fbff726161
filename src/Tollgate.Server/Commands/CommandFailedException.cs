namespace Tollgate.Server.Commands;

/// <summary>A command can't do what was asked; every line says what is wrong and what to do.</summary>
internal sealed class CommandFailedException(params IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}
