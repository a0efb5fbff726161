using Tollgate.Recording;

namespace Tollgate.Server.Replay;

/// <summary>Adds up what a trial decides.</summary>
internal sealed class TrialCount
{
    /// <summary>The sums so far.</summary>
    public TrialResult Result { get; } = new();

    /// <summary>Counts a row of which a number of requests is refused.</summary>
    public void Add(in RecordedRequest request, long refused, string window, bool isEndpointKnown)
    {
        var refusedThen = request.WasRefused ? request.Count : 0;
        Result.Requests += request.Count;
        Result.RefusedThen += refusedThen;
        Result.Refused += refused;
        Result.NewlyRefused += request.WasRefused ? 0 : refused;
        Result.NewlyServed += refusedThen == 0 ? 0 : request.Count - refused;
        Result.EndpointUnknown += isEndpointKnown ? 0 : request.Count;
        if (refused + refusedThen > 0)
        {
            AddToSubject(request, refusedThen, refused, window);
        }
    }

    /// <summary>Counts a row that limits had no part in.</summary>
    public void LeaveOut(in RecordedRequest request, bool isCounted)
    {
        if (isCounted)
        {
            var why = request.Plan is null && request.Outcome == Outcome.Admitted ? "no plan recorded" : OutcomeName.Of(request.Outcome);
            Increase(Result.NotReplayed, why, request.Count);
        }
    }

    /// <summary>Counts a row of a caller whose plan is not proposed.</summary>
    public void MissPlan(in RecordedRequest request, bool isCounted)
    {
        if (isCounted)
        {
            Result.PlanMissing[request.Subject] = request.Plan!;
            Result.PlanMissingRequests += request.Count;
        }
    }

    private void AddToSubject(in RecordedRequest request, long refusedThen, long refused, string window)
    {
        if (!Result.Subjects.TryGetValue(request.Subject, out var subject))
        {
            Result.Subjects.Add(request.Subject, subject = new TrialSubject(request.Subject, request.UserId, request.Plan!));
        }

        subject.Plan = request.Plan!;
        subject.RefusedThen += refusedThen;
        subject.Refused += refused;
        subject.NewlyRefused += refusedThen == 0 ? refused : 0;
        subject.NewlyServed += refusedThen == 0 ? 0 : request.Count - refused;
        if (refused > 0)
        {
            subject.FirstRefusedAt ??= request.At;
            Increase(subject.ByWindow, window, refused);
            Increase(Result.ByWindow, window, refused);
        }
    }

    private static void Increase(SortedDictionary<string, long> counts, string key, long by) => counts[key] = counts.GetValueOrDefault(key) + by;
}
