using Tollgate.Administering;
using Tollgate.Entitling;
using Tollgate.Identifying;
using Tollgate.Server.Commands;
using Tollgate.Server.Databases;

namespace Tollgate.Server.Demo;

/// <summary>Prepares a database for the demo: schema, default plans, and a user with a key for every plan that one can have.</summary>
internal sealed class DemoUsers(Toolbox toolbox)
{
    private readonly DemoKeyFile _file = new(Path.Combine(toolbox.Database.Folder ?? Directory.GetCurrentDirectory(), "demo-keys.json"));

    /// <summary>Sets up and returns the users with their keys, the smallest plan first; keys that still work are kept.</summary>
    /// <exception cref="CommandFailedException">The database is not a SQLite file.</exception>
    public async Task<IReadOnlyList<DemoUser>> PrepareAsync(CancellationToken cancellationToken)
    {
        if (toolbox.Database.Kind != DatabaseKind.Sqlite)
        {
            throw new CommandFailedException("--demo makes users and keeps their keys in a file, so it works on SQLite only; on PostgreSQL run `tollgate setup` and `serve --demo-upstream`.");
        }

        await toolbox.SetUpAsync(null, cancellationToken);
        var keys = await _file.ReadAsync(cancellationToken);
        var plans = await toolbox.Get<ListPlans>().RunAsync(includeArchived: false, cancellationToken);
        var users = new List<DemoUser>();
        foreach (var plan in plans.Select(p => p.Plan).Where(p => p.Name != Plan.AnonymousName).OrderBy(Size))
        {
            var name = $"demo-{plan.Name}";
            var key = await FindOrMakeKeyAsync(name, plan.Name, keys.GetValueOrDefault(name), cancellationToken);
            keys[name] = key;
            users.Add(new DemoUser(name, plan.Name, PlanReport.Limits(plan.Limits), key));
        }

        await _file.WriteAsync(keys, cancellationToken);
        return users;
    }

    private static long Size(Plan plan) => plan.Limits.Select(l => l.Limit).DefaultIfEmpty(long.MaxValue).Min();

    private async Task<string> FindOrMakeKeyAsync(string name, string plan, string? kept, CancellationToken cancellationToken)
    {
        var found = await toolbox.Get<ListUsers>().RunAsync(new UserQuery { Search = name, Take = UserQuery.MaxTake }, cancellationToken);
        if (found.Users.All(u => u.User.Name != name))
        {
            return (await toolbox.Get<AddUser>().RunAsync(name, plan, withKey: true, cancellationToken)).Key!.Text;
        }

        return kept is not null && await WorksAsync(name, kept, cancellationToken)
            ? kept
            : (await toolbox.Get<CreateApiKey>().RunAsync(name, "demo", null, [], cancellationToken)).Text;
    }

    private async Task<bool> WorksAsync(string name, string kept, CancellationToken cancellationToken)
    {
        var hash = new byte[ApiKeyText.HashLength];
        var keys = await toolbox.Get<ListApiKeys>().RunAsync(name, cancellationToken);
        return ApiKeyText.TryHash(kept, hash) && keys.Any(k => k.Key.RevokedAt is null && k.Key.ExpiresAt is null && k.Key.Hash.AsSpan().SequenceEqual(hash));
    }
}
