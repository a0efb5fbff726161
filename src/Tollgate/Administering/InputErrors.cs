namespace Tollgate.Administering;

/// <summary>Collects what is wrong with an input, so that it is reported at once.</summary>
internal sealed class InputErrors
{
    private readonly List<InputError> _errors = [];

    /// <summary>Notes an error.</summary>
    public void Add(string field, string? value, string message) => _errors.Add(new InputError(field, value, message));

    /// <summary>Throws everything noted so far, if anything.</summary>
    /// <exception cref="InvalidInputException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new InvalidInputException([.. _errors]);
        }
    }

    /// <summary>An exception with this one error.</summary>
    public static InvalidInputException Of(string field, string? value, string message) => new([new InputError(field, value, message)]);
}
