using Microsoft.Extensions.Options;
using Tollgate.Entitling;
using Tollgate.Identifying;

namespace Tollgate.Administering;

/// <summary>Finds what a subject may do, by the name that people use for it.</summary>
public sealed class FindSubject(IUserStore users, IEntitlementStore entitlements, IOptions<IdentifyingOptions> options)
{
    /// <summary>The entitlement of a user, a key or an anonymous address.</summary>
    /// <param name="subject">"user_42", a user's name, "key_7", or an anonymous caller's address ("ip_203.0.113.7").</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such subject.</exception>
    public async Task<Entitlement> RunAsync(string subject, CancellationToken cancellationToken)
    {
        if (subject.StartsWith("ip_", StringComparison.Ordinal))
        {
            return await AnonymousAsync(subject, cancellationToken);
        }

        var errors = new InputErrors();
        var known = subject;
        if (References.IdOf(subject, "key_") is null)
        {
            known = (await users.FindAsync(subject, errors, cancellationToken))?.User.Subject ?? subject;
        }

        errors.ThrowIfAny();
        return await entitlements.FindBySubjectAsync(known, cancellationToken)
            ?? throw InputErrors.Of("subject", subject, $"There is no working key '{subject}'. `tollgate keys list` shows the keys.");
    }

    private async Task<Entitlement> AnonymousAsync(string subject, CancellationToken cancellationToken)
    {
        var text = subject["ip_".Length..].Split('/')[0];
        if (!AddressText.TryParse(text, out var bits))
        {
            throw InputErrors.Of("subject", subject, $"'{text}' is no address. Write an anonymous caller as ip_203.0.113.7 or ip_2001:db8::/64.");
        }

        var plan = await entitlements.FindAnonymousPlanAsync(cancellationToken)
            ?? throw InputErrors.Of("subject", subject, $"Callers without a key are refused, because there is no plan '{Plan.AnonymousName}'. Apply one to let them in.");
        return EntitlementResolver.Resolve(plan, ClientAddress.SubjectOf(AddressBits.ToAddress(bits), options.Value));
    }
}
