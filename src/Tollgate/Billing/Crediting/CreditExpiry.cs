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
        var errors = new List<Exception>();
        while (true)
        {
            var customers = await credits.FindExpiredAsync(recently, last, CustomersAtOnce, cancellationToken);
            foreach (var customer in customers)
            {
                last = customer;
                try
                {
                    units += await credits.ExpireAsync(customer, cancellationToken);
                }
#pragma warning disable CA1031 // Whatever is wrong with one customer, the credits of the others expire.
                catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    errors.Add(error);
                }
            }

            if (customers.Count < CustomersAtOnce)
            {
                return errors.Count == 0 ? units : throw new AggregateException(errors);
            }
        }
    }
}
