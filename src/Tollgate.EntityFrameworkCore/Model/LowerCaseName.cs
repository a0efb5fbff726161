using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Stores an enumeration's value as its name in lower case, so that SQL reads well.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class LowerCaseName<T>() : ValueConverter<T, string>(
    value => value.ToString().ToLowerInvariant(),
    text => Enum.Parse<T>(text, true))
    where T : struct, Enum;
