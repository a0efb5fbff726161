using Tollgate.Billing;

namespace Tollgate.Administering;

/// <summary>Gives up what is owed for an invoice: its restriction is lifted at once. The payment provider is not told.</summary>
public sealed class ForgiveInvoice(IRestrictionStore restrictions)
{
    private const int MostText = 1_000;

    /// <summary>Forgives it.</summary>
    /// <param name="reference">The provider's id, e.g. "in_1Abc".</param>
    /// <param name="by">Who forgives it, and why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">There is no such invoice, or nothing is owed for it.</exception>
    public async Task<Invoice> RunAsync(string reference, string by, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var invoice = await restrictions.FindInvoiceAsync(reference, cancellationToken);
        if (invoice is null)
        {
            errors.Add("invoice", reference, $"There is no invoice '{reference}'. `tollgate users show` lists a customer's open ones.");
        }
        else if (!invoice.IsOwed && invoice.ForgivenAt is null)
        {
            errors.Add("invoice", reference, $"Nothing is owed for '{reference}': it is {invoice.Status.ToString().ToLowerInvariant()}.");
        }

        if (string.IsNullOrWhiteSpace(by) || by.Length > MostText)
        {
            errors.Add("by", null, $"Who forgives it has {by?.Length ?? 0} characters; use 1 to {MostText}.");
        }

        errors.ThrowIfAny();
        return await restrictions.ForgiveAsync(reference, by!.Trim(), cancellationToken);
    }
}
