using Tollgate.Hosting;

namespace Tollgate.Testing.Hosting;

/// <summary>Gives tests databases of one kind.</summary>
public interface IStoreHost
{
    /// <summary>An empty database that no other test uses; what is returned points a builder at it.</summary>
    Task<Action<TollgateBuilder>> CreateAsync();

    /// <summary>A database that is set up with the default plans and shared by the tests of the class.</summary>
    Task<Action<TollgateBuilder>> SharedAsync();
}
