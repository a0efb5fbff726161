using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Billing;
using Tollgate.Hosting;
using Tollgate.Stripe;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Stripe.</summary>
public static class StripeServices
{
    /// <summary>
    /// Makes Stripe the payment provider, as <c>Tollgate:Stripe</c> says; map its webhooks with <c>app.MapTollgateStripeWebhooks()</c>. Without a
    /// key nothing runs, and whatever asks Stripe says that there is none.
    /// </summary>
    /// <param name="services">The application's services, with Tollgate on a database.</param>
    public static IServiceCollection AddTollgateStripe(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(StripePaymentProvider)))
        {
            return services; // binding a list twice would double it
        }

        services.AddOptions<StripeOptions>().BindConfiguration("Tollgate:Stripe").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StripeOptions>, StripeOptionsValidator>());
        services.AddSingleton<StripePaymentProvider>();
        services.TryAddSingleton<IPaymentProvider>(provider => provider.GetRequiredService<StripePaymentProvider>());
        services.TryAddSingleton<StripeWebhook>();
        services.TryAddSingleton<CheckoutPage>();
        return services.AddTollgateInbox();
    }

    /// <summary>Has Stripe's events worked off while the application runs, on this and any number of other nodes.</summary>
    /// <param name="builder">Tollgate, with <see cref="AddTollgateStripe"/>.</param>
    public static TollgateBuilder AddStripe(this TollgateBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddTollgateStripe();
        builder.Services.AddTollgateInboxWorkers();
        return builder;
    }
}
