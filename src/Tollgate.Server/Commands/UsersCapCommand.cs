using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tollgate.Administering;

namespace Tollgate.Server.Commands;

/// <summary>Sets what a user wants to pay for overage at most, or lifts that.</summary>
internal sealed class UsersCapCommand : TollgateCommand
{
    private const string None = "none";

    private readonly Argument<string> _user = new("USER") { Description = "Name or subject (user_42)" };
    private readonly Argument<string> _amount = new("AMOUNT") { Description = "Minor units of the currency in a period, e.g. 2500 for 25.00; 0 for no overage; none to lift the cap" };
    private readonly Argument<string?> _currency = new("CURRENCY") { Description = "ISO 4217 code, e.g. usd", Arity = ArgumentArity.ZeroOrOne };

    public UsersCapCommand()
        : base("cap", "Set what a user wants to pay for overage in a period at most; requests beyond it are refused.")
    {
        Arguments.Add(_user);
        Arguments.Add(_amount);
        Arguments.Add(_currency);
        Validators.Add(Validate);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var parsed = invocation.Parsed;
        await using var toolbox = await invocation.OpenAsync(cancellationToken);
        var user = parsed.GetRequiredValue(_user);
        if (parsed.GetRequiredValue(_amount) == None)
        {
            var removed = await toolbox.Get<SetSpendCap>().RemoveAsync(user, cancellationToken);
            if (!invocation.Report.TryWriteJson(new { user, spendCap = (object?)null, removed }))
            {
                invocation.Report.Line($"{Plans.Shown.Clean(user)}: no spend cap{(removed ? "" : "; there was none")}");
            }

            return CommandLine.Yes;
        }

        var amount = long.Parse(parsed.GetRequiredValue(_amount), NumberStyles.None, CultureInfo.InvariantCulture);
        var cap = await toolbox.Get<SetSpendCap>().RunAsync(user, amount, parsed.GetValue(_currency)!, cancellationToken);
        if (!invocation.Report.TryWriteJson(new { user, spendCap = UserReport.Shape(cap) }))
        {
            invocation.Report.Line($"{Plans.Shown.Clean(user)}: overage of at most {PlanReport.Units(cap.Amount)} {cap.Currency} (minor units) in a period");
        }

        return CommandLine.Yes;
    }

    private void Validate(CommandResult result)
    {
        var (amount, currency) = (result.GetValue(_amount), result.GetValue(_currency));
        if (amount is null || (amount == None && currency is null))
        {
            return;
        }

        if (amount == None)
        {
            result.AddError("none lifts the cap and takes no currency.");
        }
        else if (!long.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            result.AddError($"'{Plans.Shown.Of(amount)}' is no amount; use minor units of the currency as a whole number from 0, or none.");
        }
        else if (currency is null)
        {
            result.AddError("The amount needs a currency, e.g. usd.");
        }
    }
}
