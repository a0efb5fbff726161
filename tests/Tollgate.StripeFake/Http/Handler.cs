using System.Text.Json.Nodes;

namespace Tollgate.StripeFake;

/// <summary>Answers a call with an object; runs while the ledger is locked.</summary>
internal delegate JsonObject Handler(Call call);
