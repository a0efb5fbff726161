using System.Globalization;
using Tollgate.Administering;
using Tollgate.Server.Plans;

namespace Tollgate.Server.Admin;

/// <summary>Reads the parameters of a query string and collects what is wrong with them; unknown ones are wrong, too.</summary>
internal sealed class QueryWords
{
    private readonly IQueryCollection _query;
    private readonly List<InputError> _errors = [];

    public QueryWords(IQueryCollection query, params string[] known)
    {
        _query = query;
        foreach (var name in query.Keys.Except(known, StringComparer.Ordinal))
        {
            _errors.Add(new InputError(Shown.Of(name), null, known.Length == 0
                ? $"'{Shown.Of(name)}' is not a parameter; there are none."
                : $"'{Shown.Of(name)}' is not a parameter; use {string.Join(", ", known)}."));
        }
    }

    /// <summary>A text; null when it is not there or empty.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A word of an enumeration.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var word)
            ? word
            : Wrong<T>(name, text, $"use {string.Join(", ", Enum.GetValues<T>().Select(Commands.Parsers.WordOf))}");
    }

    /// <summary>A time; without an offset it is UTC.</summary>
    public DateTimeOffset? Instant(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : Wrong<DateTimeOffset>(name, text, "use e.g. 2027-01-31 or 2027-01-31T12:00:00Z");

    /// <summary>A whole number from 0.</summary>
    public int? Number(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Wrong<int>(name, text, "use a whole number");

    /// <summary>Whether something is wanted; no when it is not there.</summary>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var text => Wrong<bool>(name, text, "use true or false") ?? false,
    };

    /// <summary>Notes that a parameter does not go with the others.</summary>
    public void Forbid(string name, string? value, string because)
    {
        if (value is not null)
        {
            _errors.Add(new InputError(name, value, $"{name} is '{Shown.Of(value)}', but {because}."));
        }
    }

    /// <summary>Notes that a parameter must not be left out.</summary>
    public void Require(string name, string? value)
    {
        if (value is null)
        {
            _errors.Add(new InputError(name, null, $"{name} is missing; give it in the query."));
        }
    }

    /// <summary>Throws everything that is wrong, if anything.</summary>
    /// <exception cref="InvalidInputException">Something is.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
        {
            throw new InvalidInputException([.. _errors]);
        }
    }

    private T? Wrong<T>(string name, string text, string advice)
        where T : struct
    {
        _errors.Add(new InputError(name, text, $"{name} is '{Shown.Of(text)}'; {advice}."));
        return null;
    }
}
