using System.Collections.Concurrent;
using Tollgate.Entitling;

namespace Tollgate.Tests.Entitling;

/// <summary>A store whose answers a test sets, and which counts the questions.</summary>
internal sealed class ScriptedStore : IEntitlementStore
{
    private int _asked;

    public ConcurrentDictionary<string, Entitlement> Keys { get; } = new();

    public ConcurrentDictionary<string, Entitlement> Users { get; } = new();

    public Plan? Anonymous { get; set; }

    public bool IsDown { get; set; }

    public TaskCompletionSource? Hold { get; set; }

    public int Asked => Volatile.Read(ref _asked);

    public ValueTask<Entitlement?> FindByKeyAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) =>
        AnswerAsync(Keys.GetValueOrDefault(Convert.ToHexStringLower(keyHash.Span)));

    public ValueTask<Entitlement?> FindByUserAsync(string userName, CancellationToken cancellationToken) => AnswerAsync(Users.GetValueOrDefault(userName));

    public ValueTask<Entitlement?> FindBySubjectAsync(string subject, CancellationToken cancellationToken) => AnswerAsync<Entitlement>(null);

    public ValueTask<Plan?> FindAnonymousPlanAsync(CancellationToken cancellationToken) => AnswerAsync(Anonymous);

    private async ValueTask<T?> AnswerAsync<T>(T? answer)
    {
        Interlocked.Increment(ref _asked);
        if (IsDown)
        {
            throw new TimeoutException("The database is down.");
        }

        if (Hold is { } hold)
        {
            await hold.Task;
        }

        return answer;
    }
}
