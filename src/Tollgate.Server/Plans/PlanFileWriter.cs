using System.Globalization;
using Tollgate.Entitling;
using Tollgate.Limiting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Server.Plans;

/// <summary>Writes plans as a YAML plan file that reads back as the same plans; what has its default value is left out.</summary>
internal static class PlanFileWriter
{
    /// <summary>The plans as YAML.</summary>
    public static string ToYaml(IEnumerable<Plan> plans)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, [], isImplicit: true));
        WriteMapping(emitter, new Dictionary<string, object?> { ["plans"] = plans.Select(PlanShape.Of).ToList() });
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, object value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> mapping:
                WriteMapping(emitter, mapping);
                break;
            case IEnumerable<object> items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in items)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                WriteScalar(emitter, value);
                break;
        }
    }

    private static void WriteMapping(Emitter emitter, IReadOnlyDictionary<string, object?> mapping)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var (key, value) in mapping)
        {
            if (value is not null)
            {
                emitter.Emit(new Scalar(key));
                Write(emitter, value);
            }
        }

        emitter.Emit(new MappingEnd());
    }

    /// <summary>Names and numbers stand plain; any other text in double quotes, so that "null" or "1e3" stays text.</summary>
    private static void WriteScalar(Emitter emitter, object value)
    {
        var text = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        var isPlain = value is not string || (PlanWords.IsName(text) && text[0] != '-' && text is not "null");
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlain, !isPlain));
    }
}
