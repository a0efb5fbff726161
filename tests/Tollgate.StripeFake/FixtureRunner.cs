using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.StripeFake;

/// <summary>Runs a file in the format of "stripe fixtures": requests in order, "${name:field.path}" stands for a field of an earlier answer.</summary>
internal sealed partial class FixtureRunner(HttpClient client, Uri address, string apiKey)
{
    private readonly Dictionary<string, JsonObject> _answers = [];

    public async Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(string fixtures, CancellationToken cancellationToken)
    {
        foreach (var fixture in JsonNode.Parse(fixtures)?["fixtures"] as JsonArray ?? throw new ArgumentException("The fixtures have no list named 'fixtures'.", nameof(fixtures)))
        {
            var name = fixture.Text("name") ?? throw new ArgumentException("A fixture has no name.", nameof(fixtures));
            var path = Resolve(fixture.Text("path") ?? throw new ArgumentException($"The fixture '{name}' has no path.", nameof(fixtures)));
            var fields = new List<KeyValuePair<string, string>>();
            Flatten("", fixture.Part("params"), fields);
            using var request = new HttpRequestMessage(new HttpMethod((fixture.Text("method") ?? "post").ToUpperInvariant()), new Uri(address, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
            request.Content = new FormUrlEncodedContent(fields);
            using var response = await client.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            _answers[name] = response.IsSuccessStatusCode ? (JsonObject)JsonNode.Parse(answer)! : throw new InvalidOperationException($"The fixture '{name}' was refused: {answer}");
        }

        return _answers;
    }

    private void Flatten(string path, JsonNode? node, List<KeyValuePair<string, string>> fields)
    {
        switch (node)
        {
            case JsonObject part:
                foreach (var (name, value) in part)
                {
                    Flatten(path.Length == 0 ? name : $"{path}[{name}]", value, fields);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    Flatten($"{path}[{i}]", list[i], fields);
                }

                break;
            case not null:
                fields.Add(new(path, Resolve(node.ToString())));
                break;
        }
    }

    private string Resolve(string text) => Reference().Replace(text, match =>
    {
        var node = (JsonNode?)_answers.GetValueOrDefault(match.Groups["name"].Value);
        foreach (var part in match.Groups["path"].Value.Split('.'))
        {
            node = node is JsonArray list ? list[int.Parse(part, Invariant.Culture)] : node?[part];
        }

        return node?.ToString() ?? throw new ArgumentException($"'{match.Value}' names nothing that was made before.", nameof(text));
    });

    [GeneratedRegex(@"\$\{(?<name>[^:}]+):(?<path>[^}]+)\}")]
    private static partial Regex Reference();
}
