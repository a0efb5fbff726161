using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Xunit;

namespace Tollgate.Tests.Entitling;

public sealed class CallerDirectoryTests
{
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    private readonly ScriptedStore _store = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly EntitlingOptions _entitling = new();
    private readonly IdentifyingOptions _identifying = new();

    [Fact]
    public async Task Find_KnownKey_AsksOnce()
    {
        var (key, expected) = AddKey();
        var directory = Create();

        (await FindAsync(directory, key)).Entitlement.ShouldBe(expected);
        (await FindAsync(directory, key)).Entitlement.ShouldBeSameAs((await FindAsync(directory, key)).Entitlement);

        _store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Find_WhatChangesWithTime_IsLookedUpAgainAtThatTime()
    {
        var (key, expected) = AddKey();
        _store.Keys[_store.Keys.Single().Key] = expected with { ValidUntil = _clock.GetUtcNow().AddSeconds(30) };
        var directory = Create();
        await FindAsync(directory, key);
        _clock.Advance(TimeSpan.FromSeconds(29.9));
        await FindAsync(directory, key);
        _store.Asked.ShouldBe(1);

        _store.Keys[_store.Keys.Single().Key] = expected;
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        (await FindAsync(directory, key)).Entitlement!.ValidUntil.ShouldBeNull();
        _store.Asked.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tg_live_0000000000000000000000000000000000000000")]
    [InlineData("garbage")]
    public async Task Find_MalformedKey_IsRefusedWithoutAsking(string key)
    {
        _store.Anonymous = new Plan { Name = "anonymous" };

        var caller = await Create().FindAsync(new Credentials { ApiKey = key, UserName = "ann", Address = Address }, Token);

        caller.ShouldBe(new Caller(null, Outcome.Unauthenticated));
        _store.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task Find_MadeUpKeys_CostANetworkABoundedNumberOfLookUpsAMinute()
    {
        _entitling.MaxUnknownKeysPerMinute = 5;
        var (known, expected) = AddKey();
        var directory = Create();
        await FindAsync(directory, known, "203.0.113.7");
        for (var i = 0; i < 200; i++)
        {
            (await FindAsync(directory, ApiKeyText.Create(), "203.0.113.7")).Refusal.ShouldBe(i < 5 ? Outcome.Unauthenticated : Outcome.Unavailable);
        }

        _store.Asked.ShouldBe(1 + 5);
        (await FindAsync(directory, known, "203.0.113.7")).Entitlement.ShouldBe(expected);
        await FindAsync(directory, ApiKeyText.Create(), "198.51.100.1");
        _store.Asked.ShouldBe(1 + 5 + 1);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await FindAsync(directory, ApiKeyText.Create(), "203.0.113.7");
        _store.Asked.ShouldBe(1 + 5 + 1 + 1);
    }

    [Fact]
    public async Task Find_KnownKeyManyTimesAtOnce_CostsOneLookUpAndNobodyIsRefused()
    {
        _entitling.MaxUnknownKeysPerMinute = 5;
        var (known, expected) = AddKey();
        var directory = Create();
        _store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var callers = Enumerable.Range(0, 64).Select(_ => FindAsync(directory, known, "203.0.113.7").AsTask()).ToArray();
        _store.Hold.SetResult();

        (await Task.WhenAll(callers)).ShouldAllBe(c => c.Entitlement == expected);
        _store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Find_UnknownKey_IsRememberedForAWhile()
    {
        var key = ApiKeyText.Create();
        var directory = Create();

        (await FindAsync(directory, key)).Refusal.ShouldBe(Outcome.Unauthenticated);
        (await FindAsync(directory, key)).Refusal.ShouldBe(Outcome.Unauthenticated);
        _store.Asked.ShouldBe(1);
        _clock.Advance(_entitling.UnknownKeyDuration);
        await FindAsync(directory, key);
        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Find_ManyUnknownKeys_PushNobodyOut()
    {
        _entitling.MemoryCapacity = 20;
        var (key, _) = AddKey();
        var directory = Create();
        await FindAsync(directory, key);

        for (var i = 0; i < 100; i++)
        {
            await FindAsync(directory, ApiKeyText.Create());
        }

        await FindAsync(directory, key);
        _store.Asked.ShouldBe(101);
    }

    [Fact]
    public async Task Find_MoreKeysThanMemoryHolds_StillAnswersEach()
    {
        _entitling.MemoryCapacity = 20;
        var keys = Enumerable.Range(0, 60).Select(_ => AddKey()).ToList();
        var directory = Create();

        foreach (var (key, expected) in keys.Concat(keys))
        {
            (await FindAsync(directory, key)).Entitlement.ShouldBe(expected);
        }

        _store.Asked.ShouldBeInRange(61, 120);
    }

    [Fact]
    public async Task Find_SameMissingKeyAtOnce_AsksOnce()
    {
        var (key, expected) = AddKey();
        _store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var directory = Create();

        var callers = Enumerable.Range(0, 50).Select(_ => FindAsync(directory, key).AsTask()).ToList();
        _store.Hold.SetResult();

        (await Task.WhenAll(callers)).ShouldAllBe(c => c.Entitlement == expected);
        _store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Find_CallerGivesUp_OthersStillGetTheAnswer()
    {
        var (key, expected) = AddKey();
        _store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var directory = Create();
        using var gaveUp = new CancellationTokenSource();

        var first = directory.FindAsync(new Credentials { ApiKey = key }, gaveUp.Token).AsTask();
        var second = FindAsync(directory, key).AsTask();
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        _store.Hold.SetResult();

        (await second).Entitlement.ShouldBe(expected);
    }

    [Fact]
    public async Task Find_KeyExpires_IsRefusedFromThatMoment()
    {
        var (key, _) = AddKey(e => e with { KeyExpiresAt = _clock.GetUtcNow().AddMinutes(5) });
        var directory = Create();

        (await FindAsync(directory, key)).Entitlement.ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromMinutes(5));

        (await FindAsync(directory, key)).ShouldBe(new Caller(null, Outcome.Unauthenticated));
    }

    [Fact]
    public async Task Find_OlderThanTheCacheDuration_AsksAgain()
    {
        var (key, _) = AddKey();
        var directory = Create();
        await FindAsync(directory, key);
        _clock.Advance(_entitling.CacheDuration);

        await FindAsync(directory, key);

        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Find_DatabaseIsDown_ServesWhoIsKnownForTenMinutesAndAsksSeldom()
    {
        var (key, expected) = AddKey();
        var directory = Create();
        await FindAsync(directory, key);
        _store.IsDown = true;
        _clock.Advance(_entitling.CacheDuration);

        (await FindAsync(directory, key)).Entitlement.ShouldBe(expected);
        (await FindAsync(directory, key)).Entitlement.ShouldBe(expected);
        _store.Asked.ShouldBe(2);
        (await FindAsync(directory, ApiKeyText.Create())).ShouldBe(new Caller(null, Outcome.Unavailable));
        _clock.Advance(TimeSpan.FromMinutes(10));
        (await FindAsync(directory, key)).ShouldBe(new Caller(null, Outcome.Unavailable));
        _store.IsDown = false;
        (await FindAsync(directory, key)).Entitlement.ShouldBe(expected);
    }

    [Fact]
    public async Task Forget_WhatWasChanged_AsksAgainForThatOnly()
    {
        var (ann, _) = AddKey(e => e with { UserId = 1 });
        var (bob, _) = AddKey(e => e with { UserId = 2 });
        var directory = Create();
        await FindAsync(directory, ann);
        await FindAsync(directory, bob);

        foreach (var (change, asked) in new[] { (Change.OfUser(1), 3), (Change.OfKey(HashOf(bob)), 4), (Change.OfPlan("pro"), 6), (Change.Everything, 8), (Change.OfUser(3), 8) })
        {
            directory.Forget(change);
            await FindAsync(directory, ann);
            await FindAsync(directory, bob);
            _store.Asked.ShouldBe(asked, change.ToString());
        }
    }

    [Fact]
    public async Task Expire_WhileTheDatabaseIsAway_ServesWhoIsKnown()
    {
        var (ann, _) = AddKey(e => e with { UserId = 1 });
        _store.Anonymous = new Plan { Name = "anonymous" };
        var directory = Create();
        var known = (await FindAsync(directory, ann)).Entitlement.ShouldNotBeNull();
        var anonymous = (await directory.FindAsync(new Credentials { Address = Address }, Token)).Entitlement.ShouldNotBeNull();
        _store.IsDown = true;

        foreach (var change in new[] { Change.Everything, Change.OfUser(1), Change.OfPlan("anonymous") })
        {
            directory.Expire(change);
            (await FindAsync(directory, ann)).Entitlement.ShouldBe(known, change.ToString());
            (await directory.FindAsync(new Credentials { Address = Address }, Token)).Entitlement.ShouldBe(anonymous, change.ToString());
        }

        directory.Forget(Change.Everything);
        (await FindAsync(directory, ann)).Entitlement.ShouldBe(known, "nothing says that anybody changed");
        directory.Forget(Change.OfUser(1));
        (await FindAsync(directory, ann)).ShouldBe(new Caller(null, Outcome.Unavailable), "it was heard that the user changed");
    }

    [Fact]
    public async Task Expire_WhileTheDatabaseAnswers_AsksAgain()
    {
        var (ann, _) = AddKey(e => e with { UserId = 1 });
        var directory = Create();
        foreach (var (change, asked) in new[] { (Change.Everything, 2), (Change.OfUser(1), 3), (Change.OfKey(HashOf(ann)), 4), (Change.OfUser(2), 4) })
        {
            await FindAsync(directory, ann);
            directory.Expire(change);
            await FindAsync(directory, ann);
            _store.Asked.ShouldBe(asked, change.ToString());
        }
    }

    [Fact]
    public async Task Forget_WhileALookupIsOnItsWay_DoesNotKeepItsAnswer()
    {
        var (key, _) = AddKey(e => e with { UserId = 1 });
        _store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var directory = Create();
        var early = FindAsync(directory, key).AsTask();

        directory.Forget(Change.OfUser(1));
        var hold = _store.Hold;
        _store.Hold = null;
        await FindAsync(directory, key);
        hold.SetResult();
        await early;

        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Find_UserOfTheApplication_ByNameElseAsAnonymous()
    {
        _store.Users["ann"] = Entitlement("user_1") with { UserId = 1 };
        _store.Anonymous = new Plan { Name = "anonymous" };
        var directory = Create();

        (await directory.FindAsync(new Credentials { UserName = "ann", Address = Address }, Token)).Entitlement!.Subject.ShouldBe("user_1");
        for (var i = 0; i < 2; i++)
        {
            (await directory.FindAsync(new Credentials { UserName = "bob", Address = Address }, Token)).Entitlement!.Subject.ShouldBe("ip_203.0.113.7");
        }
    }

    [Fact]
    public async Task Find_Address_GetsTheAnonymousPlanFromMemory()
    {
        _store.Anonymous = new Plan { Name = "anonymous", Limits = [new(Window.Hour, 5)] };
        var directory = Create();

        var first = (await directory.FindAsync(new Credentials { Address = Address }, Token)).Entitlement.ShouldNotBeNull();
        var second = (await directory.FindAsync(new Credentials { Address = IPAddress.Parse("::ffff:203.0.113.7") }, Token)).Entitlement;

        first.Limits.ShouldBe([new(Window.Hour, 5)]);
        second.ShouldBeSameAs(first);
        _store.Asked.ShouldBe(1);
        directory.Forget(Change.OfPlan("anonymous"));
        _store.Anonymous = null;
        (await directory.FindAsync(new Credentials { Address = Address }, Token)).ShouldBe(new Caller(null, Outcome.Unauthenticated));
        (await directory.FindAsync(default, Token)).ShouldBe(new Caller(null, Outcome.Unauthenticated));
    }

    [Fact]
    public async Task Find_AccessRules_DenyWinsOverAllow()
    {
        _identifying.Allow.Add("198.51.100.0/24");
        _identifying.Deny.Add("192.0.2.0/24");
        var (plain, _) = AddKey();
        var (denied, _) = AddKey(e => e with { Access = AccessRule.Deny });
        var directory = Create();

        (await FindAsync(directory, plain, "192.0.2.1")).ShouldBe(new Caller(null, Outcome.Denied));
        (await FindAsync(directory, plain, "198.51.100.1")).Entitlement!.Access.ShouldBe(AccessRule.Allow);
        (await FindAsync(directory, plain, "203.0.113.1")).Entitlement!.Access.ShouldBe(AccessRule.None);
        (await FindAsync(directory, denied, "198.51.100.1")).ShouldBe(new Caller(null, Outcome.Denied));
    }

    [Fact]
    public async Task Find_KnownCaller_AllocatesNothing()
    {
        _store.Anonymous = new Plan { Name = "anonymous" };
        _store.Users["ann"] = Entitlement("user_1");
        var (key, _) = AddKey();
        var directory = Create();
        Credentials[] credentials = [new() { ApiKey = key, Address = Address }, new() { UserName = "ann" }, new() { Address = Address }];
        foreach (var one in credentials)
        {
            await directory.FindAsync(one, Token);
            await directory.FindAsync(one, Token);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var one in credentials)
        {
            await directory.FindAsync(one, CancellationToken.None);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task Uses_OfAKey_AreNotedOnceAMinute()
    {
        var (key, _) = AddKey(e => e with { KeyId = 7 });
        var directory = Create();
        await FindAsync(directory, key);
        await FindAsync(directory, key);

        directory.Uses.Take().ShouldBe([7]);
        await FindAsync(directory, key);
        directory.Uses.Take().ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await FindAsync(directory, key);
        directory.Uses.Take().ShouldBe([7]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CallerDirectory Create() => new(
        _store, new AddressRules(Options.Create(_identifying)), Options.Create(_identifying), Options.Create(_entitling), _clock, NullLogger<CallerDirectory>.Instance);

    private static ValueTask<Caller> FindAsync(CallerDirectory directory, string key, string? address = null) =>
        directory.FindAsync(new Credentials { ApiKey = key, Address = address is null ? null : IPAddress.Parse(address) }, Token);

    private static Entitlement Entitlement(string subject) => new() { Subject = subject, Plan = new Plan { Name = "pro" }, Limits = [] };

    private (string Key, Entitlement Entitlement) AddKey(Func<Entitlement, Entitlement>? with = null)
    {
        var key = ApiKeyText.Create();
        var entitlement = Entitlement($"user_{key[^7..]}");
        entitlement = with?.Invoke(entitlement) ?? entitlement;
        _store.Keys[Convert.ToHexStringLower(HashOf(key))] = entitlement;
        return (key, entitlement);
    }

    private static byte[] HashOf(string key)
    {
        var hash = new byte[32];
        ApiKeyText.TryHash(key, hash);
        return hash;
    }
}
