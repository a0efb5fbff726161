namespace Tollgate.Administering;

/// <summary>Looks a database over: whether it can keep the promise of exact limits, and how it is doing.</summary>
public interface IDatabaseDoctor
{
    /// <summary>Examines the database without changing it. What can't be examined is a finding too, so this throws only when cancelled.</summary>
    Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Examines only what the promise of exact limits rests on (durability, role, clock), which is quick on a database of any size.
    /// Throws only when cancelled.
    /// </summary>
    Task<IReadOnlyList<Finding>> CheckPromiseAsync(CancellationToken cancellationToken);
}
