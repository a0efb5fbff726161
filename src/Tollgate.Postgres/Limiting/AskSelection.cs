using Tollgate.Limiting;

namespace Tollgate.Postgres.Limiting;

/// <summary>Some asks of a batch, in the order asked, and where in the batch they stand.</summary>
internal sealed class AskSelection
{
    private readonly List<int>? _places;

    private AskSelection(IReadOnlyList<LedgerAsk> asks, List<int>? places) => (Asks, _places) = (asks, places);

    /// <summary>The asks; a statement's positions count them from 1.</summary>
    public IReadOnlyList<LedgerAsk> Asks { get; }

    /// <summary>All of a batch.</summary>
    public static AskSelection All(IReadOnlyList<LedgerAsk> batch) => new(batch, places: null);

    /// <summary>Those at some places of a batch.</summary>
    public static AskSelection Of(IReadOnlyList<LedgerAsk> batch, List<int> places)
    {
        var asks = new LedgerAsk[places.Count];
        for (var index = 0; index < asks.Length; index++)
        {
            asks[index] = batch[places[index]];
        }

        return new AskSelection(asks, places);
    }

    /// <summary>Where in the batch the ask stands, from 0.</summary>
    /// <param name="index">Of the ask in the selection, from 0.</param>
    public int PlaceOf(int index) => _places is null ? index : _places[index];

    /// <summary>Some of these.</summary>
    /// <param name="indexes">In this selection, ascending.</param>
    public AskSelection Among(List<int> indexes) =>
        indexes.Count == Asks.Count ? this : Of(Asks, indexes).Behind(this);

    private AskSelection Behind(AskSelection outer) => new(Asks, _places!.ConvertAll(outer.PlaceOf));
}
