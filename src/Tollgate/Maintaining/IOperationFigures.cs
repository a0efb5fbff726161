namespace Tollgate.Maintaining;

/// <summary>Reads how jobs, alerts, notifications and billing stand; a few small reads, once a minute on each node.</summary>
public interface IOperationFigures
{
    /// <summary>Reads all of it.</summary>
    Task<OperationFigures> ReadAsync(CancellationToken cancellationToken);
}
