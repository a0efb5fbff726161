using Tollgate.Billing;
using Tollgate.Notifying;

namespace Tollgate.Maintaining;

/// <summary>How jobs, alerts, notifications and billing stand, for everybody who shares the database.</summary>
/// <param name="Jobs">A line per job, also for one that never ran.</param>
/// <param name="Firing">Alerts that fire, by severity; what is not there is zero.</param>
/// <param name="Pending">Notifications that wait to be sent.</param>
/// <param name="Dead">Notifications that were given up and are still kept.</param>
/// <param name="Billing">Restrictions and prepaid credits.</param>
public sealed record OperationFigures(
    IReadOnlyList<JobFigures> Jobs, IReadOnlyDictionary<NotificationSeverity, long> Firing, long Pending, long Dead, BillingFigures Billing);
