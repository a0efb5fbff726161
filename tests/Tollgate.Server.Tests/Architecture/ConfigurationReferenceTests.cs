using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Aggregating;
using Tollgate.AspNetCore;
using Tollgate.Billing.Notices;
using Tollgate.Billing.Restricting;
using Tollgate.Billing;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Maintaining;
using Tollgate.Notifying;
using Tollgate.Recording;
using Tollgate.Server.Gateway;
using Tollgate.Server.Notifying;
using Tollgate.Stripe;
using Tollgate.Watching;
using Xunit;

namespace Tollgate.Server.Tests.Architecture;

/// <summary>The reference and the editors' schema name every setting there is, and no other.</summary>
public sealed partial class ConfigurationReferenceTests
{
    private static readonly (string Section, object Defaults)[] Sections =
    [
        ("Identifying", new IdentifyingOptions()),
        ("Entitling", new EntitlingOptions()),
        ("Limiting", new LimitingOptions()),
        ("Recording", new RecordingOptions()),
        ("Aggregating", new AggregatingOptions()),
        ("Maintaining", new MaintainingOptions()),
        ("Billing:Restrictions", new RestrictionOptions()),
        ("Billing:Notices", new NoticeOptions()),
        ("Alerts", new AlertsOptions()),
        ("Notifications", new NotificationOptions()),
        ("Email", new EmailOptions()),
        ("Webhooks", new WebhookOptions()),
        ("Inbox", new InboxOptions()),
        ("Stripe", new StripeOptions()),
        ("Http", new HttpOptions()),
        ("Server", new ServerOptions()),
    ];

    [Fact]
    public void Reference_Rows_AreTheSettings()
    {
        var rows = Row().Matches(File.ReadAllText(SourceTree.PathOf("docs", "reference", "configuration.md")));

        rows.Select(r => r.Groups["setting"].Value).ShouldBe(["Tollgate:Database", "Tollgate:ReadDatabase", .. Settings().Select(s => s.Path)], ignoreOrder: true);
        rows.ShouldAllBe(r => r.Groups["variable"].Value == r.Groups["setting"].Value.Replace(":", "__"));
        foreach (var (path, property, defaults) in Settings())
        {
            var shown = rows.Single(r => r.Groups["setting"].Value == path).Groups["default"].Value;
            shown.ShouldBe(Text(property.GetValue(defaults)) is { Length: > 0 } text ? $"`{text}`" : "none", path);
        }
    }

    [Fact]
    public void Schema_Properties_AreTheSettingsWithTheirDefaults()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("docs", "reference", "appsettings.schema.json")));
        var tollgate = schema.RootElement.GetProperty("properties").GetProperty("Tollgate").GetProperty("properties");
        tollgate.EnumerateObject().Select(p => p.Name).ShouldBe(["Database", "ReadDatabase", .. Sections.Select(s => s.Section.Split(':')[0]).Distinct()], ignoreOrder: true);

        foreach (var (section, _) in Sections)
        {
            At(tollgate, section).GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
            At(tollgate, section).GetProperty("properties").EnumerateObject().Select(p => $"Tollgate:{section}:{p.Name}")
                .ShouldBe(Settings().Select(s => s.Path).Where(p => p.StartsWith($"Tollgate:{section}:", StringComparison.Ordinal)), ignoreOrder: true);
        }

        foreach (var (path, property, defaults) in Settings())
        {
            var described = At(tollgate, path["Tollgate:".Length..]);
            described.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(path);
            JsonText(described.GetProperty("default")).ShouldBe(Text(property.GetValue(defaults)), path);
            if (property.PropertyType == typeof(LedgerFailurePolicy))
            {
                described.GetProperty("enum").EnumerateArray().Select(e => e.GetString()).ShouldBe(Enum.GetNames<LedgerFailurePolicy>(), path);
            }
        }
    }

    /// <summary>What the schema says of a path below "Tollgate".</summary>
    private static JsonElement At(JsonElement tollgate, string path) => path.Split(':') is [var first, .. var rest]
        ? rest.Aggregate(tollgate.GetProperty(first), (schema, name) => schema.GetProperty("properties").GetProperty(name))
        : throw new ArgumentException("An empty path.", nameof(path));

    /// <summary>What configuration can set: everything but code.</summary>
    private static IEnumerable<(string Path, PropertyInfo Property, object Defaults)> Settings() => Sections.SelectMany(s =>
        s.Defaults.GetType().GetProperties().Where(p => !typeof(Delegate).IsAssignableFrom(p.PropertyType))
            .Select(p => ($"Tollgate:{s.Section}:{p.Name}", p, s.Defaults)));

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan span => Short(span.ToString("c")),
        string text => text,
        IEnumerable list => string.Join(",", list.Cast<object>()),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>A time without the zeros at the end of its fraction.</summary>
    private static string Short(string span) => span.Contains('.', StringComparison.Ordinal) && span.LastIndexOf('.') > span.LastIndexOf(':') ? span.TrimEnd('0') : span;

    private static string JsonText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Object => string.Join(",", value.EnumerateObject().Select(p => p.ToString())),
        JsonValueKind.Array => string.Join(",", value.EnumerateArray()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"^\| `(?<setting>Tollgate:[\w:]+)` \| `(?<variable>\w+)` \| (?<default>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
