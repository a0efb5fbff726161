using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Limiting;

namespace Tollgate.Stripe.Tests.Year;

/// <summary>Stands before a service that reaches out of the process, so that the node can die before or after any of its calls.</summary>
public class Mortal<T> : DispatchProxy
    where T : class
{
    private static readonly MethodInfo OfTask = typeof(Mortal<T>).GetMethod(nameof(LeaveAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private T _inner = null!;
    private NodeLife _life = null!;
    private bool _isDatabase;

    internal static T Of(T inner, NodeLife life, bool isDatabase)
    {
        var made = Create<T, Mortal<T>>();
        var mortal = (Mortal<T>)(object)made;
        (mortal._inner, mortal._life, mortal._isDatabase) = (inner, life, isDatabase);
        return made;
    }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var returned = targetMethod!.ReturnType;
        if (!typeof(Task).IsAssignableFrom(returned))
        {
            return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        }

        var dies = _life.Enter(typeof(T) == typeof(IQuotaLedger), _isDatabase);
        var task = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        return returned == typeof(Task) ? LeavePlainAsync((Task)task!, dies) : OfTask.MakeGenericMethod(returned.GetGenericArguments()[0]).Invoke(this, [task, dies]);
    }

    private async Task LeavePlainAsync(Task task, bool dies)
    {
        await task;
        _life.Leave(dies);
    }

    private async Task<TResult> LeaveAsync<TResult>(Task<TResult> task, bool dies)
    {
        var result = await task;
        _life.Leave(dies);
        return result;
    }
}

/// <summary>Puts mortality into a container.</summary>
internal static class MortalServices
{
    public static void MakeMortal<T>(this IServiceCollection services, NodeLife life, bool isDatabase = true)
        where T : class
    {
        var described = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(described);
        services.AddSingleton(provider => Mortal<T>.Of((T)Make(provider, described), life, isDatabase));
    }

    private static object Make(IServiceProvider provider, ServiceDescriptor described) =>
        described.ImplementationInstance
        ?? described.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, described.ImplementationType!);
}
