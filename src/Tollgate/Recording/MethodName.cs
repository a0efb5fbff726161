namespace Tollgate.Recording;

/// <summary>Methods as they are recorded; clients may invent any word, so others share one.</summary>
internal static class MethodName
{
    public static string Of(string method) => method switch
    {
        "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" or "TRACE" or "CONNECT" or "QUERY" => method,
        _ => "(other)",
    };
}
