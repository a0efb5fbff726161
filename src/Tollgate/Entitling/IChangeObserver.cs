namespace Tollgate.Entitling;

/// <summary>Hears of every change once the caches have forgotten what it concerns; register any number.</summary>
public interface IChangeObserver
{
    /// <summary>Reacts to a change; entitlements that are looked up from now on are new.</summary>
    ValueTask OnChangeAsync(Change change, CancellationToken cancellationToken);
}
