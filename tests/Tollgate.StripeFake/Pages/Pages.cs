namespace Tollgate.StripeFake;

/// <summary>The hosted pages that a person opens in a browser.</summary>
internal sealed class Pages
{
    private readonly List<(string Method, string[] Path, Func<string, Params, Reply> Page)> _pages = [];

    public void Add(string method, string template, Func<string, Params, Reply> page) => _pages.Add((method, template.Split('/'), page));

    public Func<Params, Reply>? Find(string method, string path)
    {
        var parts = path.Split('/');
        foreach (var (pageMethod, template, page) in _pages.Where(p => p.Method == method && p.Path.Length == parts.Length))
        {
            if (template.Zip(parts).All(pair => pair.First == "*" || pair.First == pair.Second))
            {
                var id = parts[Array.IndexOf(template, "*")];
                return p => page(id, p);
            }
        }

        return null;
    }
}
