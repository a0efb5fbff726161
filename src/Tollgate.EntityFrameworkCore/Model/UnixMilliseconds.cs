using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Stores an instant as Unix milliseconds.</summary>
public sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
