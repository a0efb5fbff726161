using System.Diagnostics.CodeAnalysis;
using Fluid;
using Microsoft.Extensions.Options;
using Tollgate.Billing.Notices;

namespace Tollgate.Server.Billing;

/// <summary>The templates of e-mails to customers: the built-in ones, and in their place those of the operator's folder.</summary>
/// <remarks>
/// Liquid (https://shopify.github.io/liquid) by Fluid, which gives a template the values that it is handed and nothing else: no files, no types, no network.
/// All are parsed at start, so that a mistake shows there and not with the first customer.
/// </remarks>
internal sealed class NoticeTemplates
{
    private const string Layout = "layout";
    private const string SubjectPrefix = "Subject:";
    private static readonly FluidParser Parser = new();

    private readonly Dictionary<string, IFluidTemplate> _texts = [];
    private readonly Dictionary<string, IFluidTemplate> _pages = [];

    private NoticeTemplates()
    {
    }

    /// <summary>The kind's text: a line "Subject: …", then the message.</summary>
    public IFluidTemplate TextOf(string kind) => _texts[kind];

    /// <summary>The kind's page; null where it is made from the text.</summary>
    public IFluidTemplate? PageOf(string kind) => _pages.GetValueOrDefault(kind);

    /// <summary>What a page that is made from the text looks like.</summary>
    public IFluidTemplate PageLayout => _pages[Layout];

    /// <summary>Reads the templates.</summary>
    /// <param name="folder">The operator's; null for none.</param>
    /// <exception cref="OptionsValidationException">A template of the folder can't be used; names every one.</exception>
    public static NoticeTemplates Load(string? folder)
    {
        var errors = new List<string>();
        var templates = new NoticeTemplates();
        foreach (var kind in NoticeKind.All)
        {
            templates._texts[kind] = Parse(ReadBuiltIn($"{kind}.txt"), $"{kind}.txt", errors)!;
        }

        templates._pages[Layout] = Parse(ReadBuiltIn($"{Layout}.html"), $"{Layout}.html", errors)!;
        if (folder is not null)
        {
            templates.Override(folder, errors);
        }

        return errors.Count == 0 ? templates : throw new OptionsValidationException(nameof(NoticeOptions), typeof(NoticeOptions), errors);
    }

    private void Override(string folder, List<string> errors)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var (name, extension) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
            var isText = extension == ".txt" && NoticeKind.All.Contains(name);
            if (!isText && !(extension == ".html" && (name == Layout || NoticeKind.All.Contains(name))))
            {
                errors.Add($"Tollgate:Billing:Notices:TemplateFolder holds '{Path.GetFileName(path)}', which is no template; use {string.Join(", ", NoticeKind.All)} with .txt or .html, or {Layout}.html.");
                continue;
            }

            var text = File.ReadAllText(path);
            if (isText && !text.StartsWith(SubjectPrefix, StringComparison.Ordinal))
            {
                errors.Add($"The template '{Path.GetFileName(path)}' does not begin with 'Subject: '; put the subject into its first line.");
            }

            if (Parse(text, Path.GetFileName(path), errors) is { } template)
            {
                (isText ? _texts : _pages)[name] = template;
            }
        }
    }

    [SuppressMessage("Globalization", "CA1508", Justification = "TryParse decides which of the two is set.")]
    private static IFluidTemplate? Parse(string text, string file, List<string> errors)
    {
        if (Parser.TryParse(text, out var template, out var error))
        {
            return template;
        }

        errors.Add($"The template '{file}' can't be read: {error}");
        return null;
    }

    private static string ReadBuiltIn(string file)
    {
        using var stream = typeof(NoticeTemplates).Assembly.GetManifestResourceStream($"notices/{file}")
            ?? throw new InvalidOperationException($"The built-in template '{file}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
