namespace Tollgate.Billing.Crediting;

/// <summary>Takes expired credits out of the ledger, for all customers.</summary>
internal sealed class CreditExpiry(ICreditStore credits)
{
    private const int CustomersAtOnce = 500;

    /// <summary>Does it once for each customer with credits that are due; says how many units expired.</summary>
    /// <param name="recently">How long after an expiry units that were on lease or in flight may come back, to expire too.</param>
    /// <param name="cancellationToken">Stops between two customers.</param>
    public async Task<long> RunAsync(TimeSpan recently, CancellationToken cancellationToken)
    {
        var (units, last) = (0L, 0L);
        while (true)
        {
            var customers = await credits.FindExpiredAsync(recently, last, CustomersAtOnce, cancellationToken);
            foreach (var customer in customers)
            {
                units += await credits.ExpireAsync(customer, cancellationToken);
                last = customer;
            }

            if (customers.Count < CustomersAtOnce)
            {
                return units;
            }
        }
    }
}
