using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Server.Tests.Guides;

/// <summary>Reads a guide in Markdown: "## " begins a step, "sh" and "sh fake" fences are run, "text" fences are compared, "sh account" is for others.</summary>
internal static partial class Guide
{
    /// <summary>The steps of a page; what stands above the first heading is not run.</summary>
    public static IReadOnlyList<GuideStep> Read(string markdown)
    {
        var steps = new List<GuideStep>();
        foreach (var section in Heading().Split(markdown.ReplaceLineEndings("\n")).Skip(1))
        {
            var commands = new StringBuilder();
            var promises = new List<string>();
            foreach (Match fence in Fence().Matches(section))
            {
                var text = fence.Groups["text"].Value;
                switch (fence.Groups["kind"].Value)
                {
                    case "sh" or "sh fake":
                        commands.Append(text);
                        break;
                    case "text":
                        promises.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                        break;
                    case "sh account":
                        break;
                    case var other:
                        throw new InvalidDataException($"A fence is '{other}'; use sh, sh fake, sh account or text.");
                }
            }

            steps.Add(new GuideStep(section[..section.IndexOf('\n', StringComparison.Ordinal)], commands.ToString(), promises));
        }

        return steps;
    }

    /// <summary>The first promise that the output does not keep, in order; null when it keeps all. The width of blanks does not count.</summary>
    public static string? FindBroken(IEnumerable<string> promises, string output)
    {
        var lines = new Queue<string>(output.Split('\n').Select(l => Blanks().Replace(l, " ").Trim()));
        foreach (var promise in promises)
        {
            var pattern = string.Join(".*", Blanks().Replace(promise, " ").Trim().Split('…').Select(Regex.Escape));
            while (true)
            {
                if (!lines.TryDequeue(out var line))
                {
                    return promise;
                }

                if (Regex.IsMatch(line, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
                {
                    break;
                }
            }
        }

        return null;
    }

    [GeneratedRegex(@"^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```(?<kind>[^\n`]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
