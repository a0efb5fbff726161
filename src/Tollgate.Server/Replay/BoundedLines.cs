using System.Runtime.CompilerServices;

namespace Tollgate.Server.Replay;

/// <summary>Reads lines of bounded length, so that a file without line ends can't fill the memory.</summary>
internal static class BoundedLines
{
    /// <summary>Characters of a line at most; a longer line comes as null.</summary>
    public const int Longest = 64 * 1024;

    /// <summary>The lines without their ends, in order; null for each that is too long.</summary>
    public static async IAsyncEnumerable<string?> ReadAsync(TextReader text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[Longest + 1];
        var (start, end, isSkipping) = (0, 0, false);
        while (true)
        {
            var newLine = Array.IndexOf(buffer, '\n', start, end - start);
            if (newLine >= 0)
            {
                yield return isSkipping ? null : new string(buffer, start, newLine - start);
                (start, isSkipping) = (newLine + 1, false);
                continue;
            }

            if (end - start > Longest)
            {
                (start, end, isSkipping) = (0, 0, true);
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            var read = await text.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (isSkipping || end > 0)
        {
            yield return isSkipping ? null : new string(buffer, 0, end);
        }
    }
}
