namespace Tollgate.Notifying;

/// <summary>Sends a test notification by every channel to those who run the system at once and tells what happened; nothing is stored or tried again.</summary>
internal sealed class SendTest(NotificationSender sender, ChannelList channels, TimeProvider time)
{
    /// <summary>Each channel with the reason why it failed; null where the notification was taken.</summary>
    public async Task<IReadOnlyList<(string Channel, string? Error)>> RunAsync(CancellationToken cancellationToken)
    {
        var test = new Notification
        {
            Id = Notification.NewId(),
            Type = "test",
            Severity = NotificationSeverity.Info,
            Title = "Test notification from Tollgate",
            Text = "Somebody asked whether notifications arrive. This one did; there is nothing to do.",
            At = time.GetUtcNow(),
        };
        return await Task.WhenAll(channels.All.Where(c => !c.IsForCustomers).Select(async channel =>
            (channel.Name, (await sender.TrySendAsync(channel, test, cancellationToken))?.Message)));
    }
}
