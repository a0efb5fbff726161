using Microsoft.Data.Sqlite;
using Tollgate.Limiting;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Whether a node is alive and its database answers; asked before and after every call that the node makes to the outside.</summary>
internal sealed class NodeLife
{
    private int _callsLeft = -1;
    private bool _diesBefore;

    /// <summary>Whether the node is dead: nothing of it reaches anything any more, not even to clean up.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Whether the database refuses.</summary>
    public bool IsDatabaseAway { get; set; }

    public void Kill() => IsDead = true;

    /// <summary>Has the node die at one of its next calls, before or after the call takes effect.</summary>
    public void KillAfter(int calls, bool before)
    {
        _diesBefore = before;
        Volatile.Write(ref _callsLeft, calls);
    }

    /// <summary>Forgets a death that did not come.</summary>
    public void Spare() => Volatile.Write(ref _callsLeft, -1);

    /// <summary>Before a call; returns whether the node is to die after it.</summary>
    public bool Enter(bool isLedger, bool isDatabase)
    {
        ThrowIfDead();
        if (isDatabase && IsDatabaseAway)
        {
            throw isLedger ? new LedgerUnavailableException("The database is away.") : new SqliteException("SQLite Error 5: 'database is locked'.", 5);
        }

        var dies = Volatile.Read(ref _callsLeft) >= 0 && Interlocked.Decrement(ref _callsLeft) < 0;
        if (dies && _diesBefore)
        {
            Kill();
        }

        ThrowIfDead();
        return dies;
    }

    /// <summary>After a call that took effect.</summary>
    public void Leave(bool dies)
    {
        if (dies)
        {
            Kill();
        }

        ThrowIfDead();
    }

    private void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new NodeDiedException();
        }
    }
}
