using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Notifying;

namespace Tollgate.Server.Notifying;

/// <summary>Registers the channels that the settings name.</summary>
internal static class ChannelServices
{
    /// <summary>Adds e-mail when there is a mail server, and a channel per webhook endpoint.</summary>
    public static IServiceCollection AddNotificationChannels(this IServiceCollection services, IConfiguration configuration)
    {
        var (email, webhooks) = (configuration.GetSection("Tollgate:Email"), configuration.GetSection("Tollgate:Webhooks"));
        services.AddOptions<EmailOptions>().Bind(email).ValidateOnStart();
        services.AddOptions<WebhookOptions>().Bind(webhooks).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        services.AddSingleton(provider => new WebhookClient(provider.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowPrivateAddresses));
        if (!string.IsNullOrEmpty(email[nameof(EmailOptions.Host)]))
        {
            services.AddSingleton<INotificationChannel, EmailChannel>();
        }

        var endpoints = webhooks.GetSection(nameof(WebhookOptions.Endpoints)).GetChildren().Count();
        for (var i = 0; i < endpoints; i++)
        {
            var index = i;
            services.AddSingleton<INotificationChannel>(provider => new WebhookChannel(
                provider.GetRequiredService<IOptions<WebhookOptions>>().Value.Endpoints[index],
                provider.GetRequiredService<WebhookClient>(),
                provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }
}
