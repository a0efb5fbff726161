using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Shouldly;
using Tollgate.Identifying;
using Xunit;

namespace Tollgate.Tests.Identifying;

public sealed class ApiKeyTextTests
{
    private readonly byte[] _hash = new byte[ApiKeyText.HashLength];

    [Fact]
    public void TryHash_CreatedKey_IsSha256OfItsText()
    {
        var key = ApiKeyText.Create();

        ApiKeyText.TryHash(key, _hash).ShouldBeTrue();

        key.Length.ShouldBe(47);
        key.ShouldStartWith("tg_live_");
        _hash.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        ApiKeyText.LastFour(key).ShouldBe(key[43..]);
    }

    [Fact]
    public void Create_ThousandTimes_NeverRepeatsAndUsesEveryDigitInEveryPlace()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => ApiKeyText.Create()).ToHashSet();

        keys.Count.ShouldBe(1_000);
        for (var place = 8; place < 40; place++)
        {
            keys.Select(k => k[place]).Distinct().Count().ShouldBe(32);
        }
    }

    [Fact]
    public void TryHash_AnyOneCharacterChanged_IsRefused() =>
        Gen.Select(Gen.Int[0, 46], Gen.Char).Sample((at, to) =>
        {
            var key = ApiKeyText.Create();
            var changed = key.ToCharArray();
            changed[at] = to;
            return new string(changed) == key || !ApiKeyText.TryHash(changed, new byte[32]);
        });

    [Fact]
    public void TryHash_AnyText_IsRefusedWithoutThrowing() =>
        Gen.String.Sample(text => !ApiKeyText.TryHash(text, new byte[32]) && !ApiKeyText.TryHash("tg_live_" + text, new byte[32]));

    [Theory]
    [InlineData("")]
    [InlineData("tg_live_")]
    [InlineData("' OR '1'='1")]
    [InlineData("tg_live_000000000000000000000000000000000000000")]
    [InlineData("tg_live_éééééééééééééééééééééééééééééééééééééé")]
    public void TryHash_Garbage_IsRefused(string text) => ApiKeyText.TryHash(text, _hash).ShouldBeFalse();

    [Fact]
    public void TryHash_OtherSpellingOfTheSameKey_IsRefused()
    {
        var key = ApiKeyText.Create();

        ApiKeyText.TryHash(key.ToUpperInvariant(), _hash).ShouldBeFalse();
        ApiKeyText.TryHash(key + " ", _hash).ShouldBeFalse();
        ApiKeyText.TryHash(" " + key, _hash).ShouldBeFalse();
    }

    [Fact]
    public void TryHash_GoodAndBadKeys_AllocatesNothing()
    {
        var key = ApiKeyText.Create();
        ApiKeyText.TryHash(key, _hash);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            ApiKeyText.TryHash(key, _hash);
            ApiKeyText.TryHash("tg_live_nonsense", _hash);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
