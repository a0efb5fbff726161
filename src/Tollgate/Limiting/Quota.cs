namespace Tollgate.Limiting;

/// <summary>This node's state of one (subject, scope).</summary>
internal sealed class Quota(QuotaSpec spec)
{
    public QuotaSpec Spec { get; set; } = spec;
}
