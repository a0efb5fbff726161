using Tollgate.Administering;
using Tollgate.Recording;

namespace Tollgate.Server.Health;

/// <summary>Whether usage is recorded: the journal can be written and the database takes what is in it.</summary>
internal sealed class RecordingProbe(RecordingState state, IUsageRecorder recorder, IUsageJournals? journals = null) : IHealthProbe
{
    private const string Name = "journal";
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>([Check()]);

    private Finding Check()
    {
        if (!recorder.IsEnabled)
        {
            return new Finding(Name, Severity.Ok, "Usage is not recorded, as configured.");
        }

        if (!state.IsJournalling)
        {
            return new Finding(Name, Severity.Warning, "The usage journal can't be written; usage waits in memory and is lost when that is full or the process ends.", "Look at the log and at the disk of Tollgate:Recording:JournalPath.");
        }

        if (journals?.FindSetAside() is { Count: > 0 } aside)
        {
            return new Finding(
                Name,
                Severity.Warning,
                $"Usage is recorded, but {aside.Count} damaged file(s) of the journal were put aside and may hold usage that the database does not have: {Path.GetFileName(aside[0])}{(aside.Count > 1 ? ", …" : "")} in {Path.GetDirectoryName(aside[0])}.",
                "Check the disk of Tollgate:Recording:JournalPath, save the files if you want what is in them, and move them out of the folder.");
        }

        var age = state.JournalAge;
        return age > MaxAge
            ? new Finding(Name, Severity.Warning, $"The journal holds usage of the last {age.TotalSeconds:0} s ({state.JournalBytes} bytes) that the database has not taken.", "It is stored when the database is back; the journal is bounded by Tollgate:Recording:MaxJournalBytes.")
            : new Finding(Name, Severity.Ok, $"The journal is written and stored; {state.JournalBytes} bytes wait.");
    }
}
