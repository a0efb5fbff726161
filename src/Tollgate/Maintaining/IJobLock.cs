namespace Tollgate.Maintaining;

/// <summary>A lock that is held; it ends with its node, however that ends.</summary>
public interface IJobLock : IAsyncDisposable
{
    /// <summary>Cancelled when the lock was lost, e.g. because the database restarted: whoever holds it must stop.</summary>
    CancellationToken Lost { get; }
}
