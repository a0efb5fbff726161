using Tollgate.Entitling;

namespace Tollgate.Billing.Restricting;

/// <summary>The level at every instant, as steps, hold and manual restriction make it.</summary>
internal sealed class RestrictionTimeline(IReadOnlyList<RestrictionStep> steps, RestrictionHold? hold, RestrictionLevel manual)
{
    /// <summary>The reason of what an operator set.</summary>
    public const string ByHand = "Set by an operator.";

    private readonly DateTimeOffset[] _instants =
        [.. steps.Select(s => s.At).Concat(hold is null ? [] : [hold.GrantedAt, hold.Until]).Distinct().Order()];

    /// <summary>Everything about an instant.</summary>
    public RestrictionDecision DecideAt(DateTimeOffset now)
    {
        var level = LevelAt(now);
        var next = _instants.Where(t => t > now && LevelAt(t) != level).Select(t => (DateTimeOffset?)t).FirstOrDefault();
        var leading = LeadingAt(now);
        return new RestrictionDecision
        {
            Level = level,
            Reason = level == RestrictionLevel.None ? null : ReasonAt(now, level, leading),
            Since = level == RestrictionLevel.None || level > EarnedAt(now) ? null : SinceOf(level, now),
            PaymentLink = leading?.PaymentLink ?? steps.Where(s => s.At <= now && s.PaymentLink is not null).OrderBy(s => s.At)
                .ThenBy(s => s.PaymentLink, StringComparer.Ordinal).FirstOrDefault()?.PaymentLink,
            ChangesAt = next,
            NextLevel = next is { } at ? LevelAt(at) : null,
            SuspendsAt = level == RestrictionLevel.Suspended
                ? null
                : _instants.Where(t => t > now && LevelAt(t) == RestrictionLevel.Suspended).Select(t => (DateTimeOffset?)t).FirstOrDefault(),
        };
    }

    private RestrictionLevel LevelAt(DateTimeOffset at) => EarnedAt(at) is var earned && earned > manual ? earned : manual;

    /// <summary>What failures lead to, under the hold.</summary>
    private RestrictionLevel EarnedAt(DateTimeOffset at)
    {
        var highest = LeadingAt(at)?.Level ?? RestrictionLevel.None;
        return IsHeldAt(at) && hold!.Highest < highest ? hold.Highest : highest;
    }

    private bool IsHeldAt(DateTimeOffset at) => hold is not null && hold.GrantedAt <= at && at < hold.Until;

    /// <summary>The step that counts: the highest, then the earliest; the reason decides between two of the same instant, so that order does not.</summary>
    private RestrictionStep? LeadingAt(DateTimeOffset at) => steps.Where(s => s.At <= at && s.Level > RestrictionLevel.None)
        .OrderByDescending(s => s.Level).ThenBy(s => s.At).ThenBy(s => s.Reason, StringComparer.Ordinal).ThenBy(s => s.PaymentLink, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>The beginning of the stretch up to now in which the level did not change.</summary>
    private DateTimeOffset? SinceOf(RestrictionLevel level, DateTimeOffset now) =>
        _instants.Where(t => t <= now).Reverse().TakeWhile(t => LevelAt(t) == level).Select(t => (DateTimeOffset?)t).LastOrDefault();

    private string ReasonAt(DateTimeOffset at, RestrictionLevel level, RestrictionStep? leading)
    {
        if (leading is null || level > EarnedAt(at))
        {
            return ByHand;
        }

        return leading.Level > level
            ? FormattableString.Invariant($"{leading.Reason} Held at {level.ToString().ToLowerInvariant()} until {hold!.Until.UtcDateTime:yyyy-MM-dd HH:mm}Z.")
            : leading.Reason;
    }
}
