namespace Tollgate.Administering;

/// <summary>Where a database's schema stands.</summary>
/// <param name="CurrentVersion">The last migration applied; null when the schema was never created.</param>
/// <param name="LatestVersion">The newest migration that this program knows.</param>
/// <param name="Pending">Migrations still to apply, oldest first.</param>
public sealed record SchemaState(string? CurrentVersion, string LatestVersion, IReadOnlyList<string> Pending)
{
    /// <summary>Whether nothing is pending.</summary>
    public bool IsCurrent => Pending.Count == 0;
}
