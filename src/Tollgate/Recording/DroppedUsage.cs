namespace Tollgate.Recording;

/// <summary>What was removed from <c>api_usage</c>.</summary>
/// <param name="Rows">Rows; an estimate where counting a partition takes longer than a minute.</param>
/// <param name="Bytes">Bytes given back to the file system; 0 where the file keeps them for new rows.</param>
/// <param name="Partitions">Partitions dropped; 0 where there are none.</param>
/// <param name="Postponed">Partitions that someone was reading; the next run drops them.</param>
public sealed record DroppedUsage(long Rows, long Bytes, int Partitions, int Postponed);
