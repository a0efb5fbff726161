return await Tollgate.Server.Commands.CommandLine.RunAsync(args, Console.Out, Console.Error);
