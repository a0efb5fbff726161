namespace Tollgate.Server.Plans;

/// <summary>Collects everything that is wrong in one file, so that its author learns all of it at once.</summary>
internal sealed class FileErrors
{
    /// <summary>More would not be read; a file of another kind makes thousands.</summary>
    private const int Most = 100;

    private readonly List<FileError> _errors = [];

    /// <summary>The errors in the order of lines.</summary>
    public IReadOnlyList<FileError> Sorted => [.. _errors.OrderBy(e => e.Line)];

    /// <summary>Adds an error.</summary>
    public void Add(int line, string message)
    {
        if (_errors.Count < Most)
        {
            _errors.Add(new FileError(line, message));
        }
    }
}
