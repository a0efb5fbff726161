using CsCheck;
using Shouldly;
using Tollgate.Identifying;
using Tollgate.Limiting;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class UsageBlockTests
{
    private static readonly Gen<string> Text = OneOf("user_42", "ip_2001:db8::/64", "", "/weather/{city}", "näme", "*");
    private static readonly Gen<long?> Maybe = Gen.OneOf(Gen.Const((long?)null), Gen.Long[0, long.MaxValue].Select(n => (long?)n));

    private static readonly Gen<UsageEvent> Event =
        from at in Gen.Long[0, 4_102_444_800_000]
        from sequence in Gen.Long[0, long.MaxValue]
        from texts in Text.Array[4]
        from missing in Gen.Bool
        from numbers in Maybe.Array[4]
        from counts in Gen.Long[0, long.MaxValue].Array[4]
        from status in Gen.Int[100, 999]
        from outcome in Gen.Enum<Outcome>()
        from isShadow in Gen.Bool
        from address in OneOf("203.0.113.7", "203.0.113.0/24", "2001:db8::/48", "2001:db8::1")
        select new UsageEvent
        {
            At = at, Node = texts[0], Sequence = sequence, Subject = texts[1], UserId = numbers[0], KeyId = numbers[1],
            Plan = missing ? null : texts[2], Endpoint = texts[3], Method = "GET", Status = status, DurationMicroseconds = counts[0],
            BytesIn = numbers[2], BytesOut = numbers[3], Address = missing ? null : ClientAddress.Parse(address), Cost = counts[1], Charged = counts[2],
            Outcome = outcome, IsShadow = isShadow, RefusingScope = missing ? null : "*", RefusingWindow = missing ? "minute" : null, Count = counts[3],
            Country = isShadow ? "CH" : null,
        };

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameEvents() =>
        Event.List[0, 50].Sample(events => UsageBlock.Read(UsageBlock.Write(events, isRefused: false)).SequenceEqual(events));

    [Fact]
    public void Read_BlockFromBeforeCountries_GivesTheEventWithoutOne()
    {
        var usage = new UsageEvent { At = 1, Node = "a", Sequence = 2, Subject = "user_42", Endpoint = "/a", Method = "GET", Status = 200, Count = 1 };
        var block = UsageBlock.Write([usage], isRefused: false);
        byte[] old = [1, .. block.Body[1..^1]]; // version 1, and the event ends with its count

        UsageBlock.Read(block with { Body = old }).ShouldBe([usage]);
    }

    [Fact]
    public void Read_BytesThatWereCutOrChanged_ThrowsInvalidDataOrReadsEvents() =>
        Gen.Select(Event.List[1, 20], Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample((events, place, value, isCut) =>
        {
            var block = UsageBlock.Write(events, isRefused: true);
            var body = isCut ? block.Body[..(place % block.Body.Length)] : [.. block.Body];
            if (!isCut)
            {
                body[place % body.Length] = value;
            }

            try
            {
                return UsageBlock.Read(block with { Body = body }) is not null;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        });

    [Fact]
    public void Write_ManyEventsOfOneSubject_TakesLittleMoreThanTheNumbers()
    {
        var usage = new UsageEvent { At = 1_795_521_600_000, Node = "node1", Subject = "user_42", Plan = "premium", Endpoint = "/weather", Method = "GET", Status = 200, Count = 1 };

        var block = UsageBlock.Write([.. Enumerable.Range(0, 1_000).Select(i => usage with { Sequence = i })], isRefused: false);

        block.Rows.ShouldBe(1_000);
        block.Body.Length.ShouldBeLessThan(40_000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
