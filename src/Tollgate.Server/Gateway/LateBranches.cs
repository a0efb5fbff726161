namespace Tollgate.Server.Gateway;

/// <summary>Branches of the pipeline that are built for their first request.</summary>
internal static class LateBranches
{
    /// <summary>
    /// As MapWhen, but a node that never gets such a request never builds the branch. Authorization reads the endpoints of all branches as soon as
    /// it is built, and again after each branch that is added: at start that would cost a third of a second.
    /// </summary>
    public static IApplicationBuilder MapLateWhen(this IApplicationBuilder app, Func<HttpContext, bool> isFor, Action<IApplicationBuilder> build)
    {
        var branch = new Lazy<RequestDelegate>(() =>
        {
            var builder = app.New();
            build(builder);
            return builder.Build();
        });
        return app.Use(next => context => isFor(context) ? branch.Value(context) : next(context));
    }
}
