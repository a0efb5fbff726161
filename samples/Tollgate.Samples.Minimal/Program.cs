// An API with exact limits per customer, in one process with its database. Run it, then call it 11 times in a minute:
//   for i in $(seq 11); do curl -s -o /dev/null -w '%{http_code}\n' http://localhost:5000/weather; done
#region readme
using Tollgate.Administering;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddTollgate(tollgate => tollgate.UseSqlite("tollgate.db"));
builder.Services.AddTollgateHttp();

var app = builder.Build();
await app.Services.GetRequiredService<SetUp>().RunAsync(preset: null, CancellationToken.None); // schema and default plans

app.UseTollgate(); // who calls, may they, how much is left; 429 with Retry-After when nothing is
app.MapGet("/weather", () => new { Sky = "clear" });
app.MapGet("/search", (string q) => new { Query = q }).WithTollgate("search", cost: 5);

app.Run();
#endregion
