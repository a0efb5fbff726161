namespace Tollgate.Postgres.Administering;

/// <summary>One table: rows by the server's estimate, and bytes with indexes.</summary>
internal sealed record TableFacts(string Name, long LiveRows, long DeadRows, long Bytes);
