namespace Tollgate.Billing.Restricting;

/// <summary>Works off what time alone changes. All times are by the database's clock, and doing it twice changes nothing.</summary>
internal interface IDueRestrictions
{
    /// <summary>Works out anew the customers whose next step is due.</summary>
    /// <param name="node">Who does it.</param>
    /// <param name="cancellationToken">Gives up; what is done stays.</param>
    /// <returns>How many; null when another node is at it.</returns>
    Task<int?> ApplyAsync(string node, CancellationToken cancellationToken);

    /// <summary>Works out anew every customer who owes something or is restricted: settings may have changed since.</summary>
    /// <param name="node">Who does it.</param>
    /// <param name="cancellationToken">Gives up; what is done stays.</param>
    /// <returns>How many; null when another node is at it.</returns>
    Task<int?> ApplyAllAsync(string node, CancellationToken cancellationToken);

    /// <summary>Stores notices of trials that end and cards that expire soon, unless they are stored.</summary>
    /// <param name="cancellationToken">Gives up; what is stored stays.</param>
    /// <returns>How many were looked at.</returns>
    Task<int> RemindAsync(CancellationToken cancellationToken);
}
