using System.Diagnostics;
using OpenTelemetry;

namespace Tollgate.Server.Telemetry;

/// <summary>Takes out of the driver's spans what a collector has no business with: a pool without a name is called after its connection string.</summary>
internal sealed class DiscreetSpans : BaseProcessor<Activity>
{
    /// <inheritdoc />
    public override void OnEnd(Activity data) => data.SetTag("db.npgsql.data_source", null);
}
