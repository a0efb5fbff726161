using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Tollgate.EntityFrameworkCore.Model;

/// <summary>Stores an instant in UTC, cut to whole milliseconds.</summary>
public sealed class WholeMilliseconds() : ValueConverter<DateTimeOffset, DateTimeOffset>(
    time => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()),
    time => time);
