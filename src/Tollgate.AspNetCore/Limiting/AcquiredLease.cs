using System.Threading.RateLimiting;

namespace Tollgate.AspNetCore.Limiting;

/// <summary>An acquired lease; disposing it ends the request, once.</summary>
internal sealed class AcquiredLease(Action complete) : RateLimitLease
{
    private Action? _complete = complete;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _complete, null)?.Invoke();
        }

        base.Dispose(disposing);
    }
}
