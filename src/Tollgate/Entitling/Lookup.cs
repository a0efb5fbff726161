namespace Tollgate.Entitling;

/// <summary>The answer of a look-up that may have had to ask the database.</summary>
/// <param name="Found">What is known; null when the database could not be asked and nothing is remembered.</param>
internal readonly record struct Lookup<TValue>(Remembered<TValue>? Found)
    where TValue : class
{
    /// <summary>Whether there is an answer, be it that no such thing exists.</summary>
    public bool IsAnswered => Found is not null;

    /// <summary>What was found.</summary>
    public TValue? Value => Found?.Value;
}
