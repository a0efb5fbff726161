using Tollgate.Postgres.Tests.Stores;
using Tollgate.Testing.Aggregating;
using Xunit;

namespace Tollgate.Postgres.Tests.Aggregating;

public sealed class PostgresManyEventsTests(ManyEventsHost host) : SummarySuite(host), IClassFixture<ManyEventsHost>;
