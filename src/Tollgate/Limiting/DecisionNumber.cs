namespace Tollgate.Limiting;

/// <summary>Numbers decisions of this process without a shared hot counter: each thread takes a block at a time.</summary>
internal static class DecisionNumber
{
    private const long Block = 1_024;

    private static long s_next = 1;

    [ThreadStatic]
    private static long t_current;

    [ThreadStatic]
    private static long t_end;

    /// <summary>A number that no other decision of this process has; from 1, not in order between threads.</summary>
    public static long Next()
    {
        if (t_current == t_end)
        {
            t_end = Interlocked.Add(ref s_next, Block);
            t_current = t_end - Block;
        }

        return t_current++;
    }
}
