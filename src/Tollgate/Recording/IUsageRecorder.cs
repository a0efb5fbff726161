namespace Tollgate.Recording;

/// <summary>Takes note of what happened to requests, off their path.</summary>
public interface IUsageRecorder
{
    /// <summary>Whether anything is recorded: it is configured, and there is a database for it.</summary>
    bool IsEnabled { get; }

    /// <summary>Records one request. Never waits and never fails: what finds no room is shed, refusals first, and counted.</summary>
    /// <param name="usage">What happened; node, time, duration and count are filled in.</param>
    /// <param name="startedAt">Monotonic timestamp of the request's start.</param>
    void Record(in UsageEvent usage, long startedAt);
}
