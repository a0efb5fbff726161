using System.Globalization;
using System.Text;

namespace Tollgate.AspNetCore.Tests.Testing;

/// <summary>Reads a list of structured-field strings with parameters by RFC 9651, section 4.2, independently of what writes it.</summary>
public sealed class StructuredList
{
    private readonly string _text;
    private int _at;

    private StructuredList(string text) => _text = text;

    public sealed record Member(string Name, IReadOnlyDictionary<string, object> Parameters);

    public static IReadOnlyList<Member> Parse(string text)
    {
        var reader = new StructuredList(text);
        var members = new List<Member>();
        while (true)
        {
            members.Add(new Member(reader.ReadString(), reader.ReadParameters()));
            reader.SkipSpace();
            if (reader._at == text.Length)
            {
                return members;
            }

            reader.Expect(',');
            reader.SkipSpace();
        }
    }

    private Dictionary<string, object> ReadParameters()
    {
        var parameters = new Dictionary<string, object>();
        while (_at < _text.Length && _text[_at] == ';')
        {
            _at++;
            var start = _at;
            while (_at < _text.Length && (char.IsAsciiLetterLower(_text[_at]) || char.IsAsciiDigit(_text[_at]) || "_-.*".Contains(_text[_at])))
            {
                _at++;
            }

            var key = _text[start.._at];
            if (key.Length == 0 || char.IsAsciiDigit(key[0]))
            {
                throw new FormatException($"Bad key at {start} in {_text}");
            }

            Expect('=');
            parameters.Add(key, _text[_at] == '"' ? ReadString() : ReadInteger());
        }

        return parameters;
    }

    private long ReadInteger()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || (_at == start && _text[_at] == '-')))
        {
            _at++;
        }

        return _at - start is >= 1 and <= 15
            ? long.Parse(_text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : throw new FormatException($"Bad integer at {start} in {_text}");
    }

    private string ReadString()
    {
        Expect('"');
        var value = new StringBuilder();
        while (_text[_at] != '"')
        {
            if (_text[_at] is < ' ' or > '~')
            {
                throw new FormatException($"Bad character at {_at} in {_text}");
            }

            if (_text[_at] == '\\' && _text[++_at] is not ('"' or '\\'))
            {
                throw new FormatException($"Bad escape at {_at} in {_text}");
            }

            value.Append(_text[_at++]);
        }

        _at++;
        return value.ToString();
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t'))
        {
            _at++;
        }
    }

    private void Expect(char expected)
    {
        if (_at >= _text.Length || _text[_at] != expected)
        {
            throw new FormatException($"Expected '{expected}' at {_at} in {_text}");
        }

        _at++;
    }
}
