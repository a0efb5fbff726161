using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Hosting;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Hosting;

public sealed class ChangeWorkerTests : IChangeFeed, IEntitlementStore, IChangeObserver
{
    private static readonly Change User = Change.OfUser(42);

    private readonly Channel<Change> _changes = Channel.CreateUnbounded<Change>();
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly FakeTimeProvider _clock = new();
    private int _feeds;
    private bool _observerFails;

    [Fact]
    public async Task Change_Arrives_IsForgottenBeforeObserversHearAndAgainAfterTwoSeconds()
    {
        using var worker = await StartAsync();
        _changes.Writer.TryWrite(User);

        await SeeAsync("forget everything:", "tell everything:", "forget user:42", "tell user:42");
        _clock.Advance(TimeSpan.FromSeconds(2));
        await SeeAsync("forget everything:", "forget user:42");
        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task Feed_Fails_IsStartedAgain()
    {
        using var worker = await StartAsync();
        await SeeAsync("forget everything:", "tell everything:");
        var broken = _changes;
        broken.Writer.Complete(new IOException("The connection is lost."));

        while (Volatile.Read(ref _feeds) < 2)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Token);
        }

        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task Observer_Fails_NextChangeIsStillApplied()
    {
        _observerFails = true;
        using var worker = await StartAsync();
        _changes.Writer.TryWrite(User);

        await SeeAsync("forget everything:", "forget user:42");
        await worker.StopAsync(Token);
    }

    [Fact]
    public async Task Start_FeedIsSilent_GoesOnAfterFiveSeconds()
    {
        using var worker = Create();
        var starting = worker.StartAsync(Token);
        starting.IsCompleted.ShouldBeFalse();

        while (!starting.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Token);
        }

        await starting;
        await worker.StopAsync(Token);
    }

    async IAsyncEnumerable<Change> IChangeFeed.ListenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _feeds);
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    ValueTask IEntitlementStore.ForgetAsync(Change change, CancellationToken cancellationToken) => _seen.Writer.WriteAsync($"forget {change}", cancellationToken);

    ValueTask IChangeObserver.OnChangeAsync(Change change, CancellationToken cancellationToken) =>
        _observerFails ? throw new InvalidOperationException("broken") : _seen.Writer.WriteAsync($"tell {change}", cancellationToken);

    ValueTask<Entitlement?> IEntitlementStore.FindByKeyAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) => default;

    ValueTask<Entitlement?> IEntitlementStore.FindByUserAsync(string userName, CancellationToken cancellationToken) => default;

    ValueTask<Entitlement?> IEntitlementStore.FindBySubjectAsync(string subject, CancellationToken cancellationToken) => default;

    ValueTask<Plan?> IEntitlementStore.FindAnonymousPlanAsync(CancellationToken cancellationToken) => default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<ChangeWorker> StartAsync()
    {
        _changes.Writer.TryWrite(Change.Everything);
        var worker = Create();
        await worker.StartAsync(Token);
        return worker;
    }

    private ChangeWorker Create()
    {
        var identifying = Options.Create(new IdentifyingOptions());
        var directory = new CallerDirectory(
            this, new AddressRules(identifying), identifying, Options.Create(new EntitlingOptions()), _clock, NullLogger<CallerDirectory>.Instance);
        return new ChangeWorker(this, this, directory, [this], new ChangeFeedState(_clock), _clock, NullLogger<ChangeWorker>.Instance);
    }

    private async Task SeeAsync(params string[] expected)
    {
        foreach (var one in expected)
        {
            (await _seen.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token)).ShouldBe(one);
        }
    }
}
