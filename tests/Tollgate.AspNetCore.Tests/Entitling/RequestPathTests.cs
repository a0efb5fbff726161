using CsCheck;
using Shouldly;
using Tollgate.AspNetCore.Entitling;
using Xunit;

namespace Tollgate.AspNetCore.Tests.Entitling;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/..", "/")]
    [InlineData("/a/b.txt", "/a/b.txt")]
    [InlineData("/a/.hidden", "/a/.hidden")]
    [InlineData("/a%2f..%2Fb", "/b")]
    [InlineData("a", "/a")]
    public void Normalize_Path_IsTheOneForm(string? path, string expected) => RequestPath.Normalize(path).ShouldBe(expected);

    [Fact]
    public void Normalize_PlainPath_IsTheSameString()
    {
        var path = "/v1/search/" + 17;

        RequestPath.Normalize(path).ShouldBeSameAs(path);
    }

    [Fact]
    public void Normalize_AnyPath_IsIdempotentAndHasNoEmptyOrDotSegments() =>
        Gen.OneOf(Gen.String, Gen.String["/.%2Ff5Cc\\;ab"]).Sample(path =>
        {
            var once = RequestPath.Normalize(path);
            return once[0] == '/' && RequestPath.Normalize(once) == once && !once.Contains("//", StringComparison.Ordinal)
                && !once.Split('/').Contains("..") && !once.Split('/').Contains(".");
        });

    [Theory]
    [InlineData("/a/b", false)]
    [InlineData("/a/.b/..c", false)]
    [InlineData("/a;x=1/b", false)]
    [InlineData("//a//b", false)]
    [InlineData("/a%2Fb", true)]
    [InlineData("/a%5cb", true)]
    [InlineData("/a\\b", true)]
    [InlineData("/a/..;/b", true)]
    [InlineData("/a/.;x/b", true)]
    [InlineData("/a/\u001b[31m", true)]
    [InlineData("/a\r\nb", true)]
    public void IsAmbiguous_Path_SaysWhetherServersMayDisagree(string path, bool expected) =>
        RequestPath.IsAmbiguous(path).ShouldBe(expected);

    [Fact]
    public void CollapseSlashes_Runs_BecomeOne() => RequestPath.CollapseSlashes("///a//b/").ShouldBe("/a/b/");
}
