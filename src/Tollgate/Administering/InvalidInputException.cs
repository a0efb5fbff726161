namespace Tollgate.Administering;

/// <summary>What was asked for can't be done as given; carries every error at once.</summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public InvalidInputException()
        : this([])
    {
    }

    /// <summary>Creates the exception with a message only.</summary>
    public InvalidInputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with everything that is wrong.</summary>
    public InvalidInputException(IReadOnlyList<InputError> errors)
        : base(string.Join(Environment.NewLine, errors.Select(e => e.Message))) => Errors = errors;

    /// <summary>Everything that is wrong, in the order of the input.</summary>
    public IReadOnlyList<InputError> Errors { get; } = [];
}
