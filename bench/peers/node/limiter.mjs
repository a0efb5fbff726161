// rate-limiter-flexible on PostgreSQL, four windows, as its documentation joins limiters: a union that asks all of them at once.
// Orders come on standard input, one JSON object a line: {"milliseconds": 1500}. Each is answered by one line of JSON with what was done.
import { createInterface } from 'node:readline';
import pg from 'pg';
import limiters from 'rate-limiter-flexible';

const { RateLimiterPostgres, RateLimiterUnion } = limiters;
const [connectionString, subjectCount, callers] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const subjects = Array.from({ length: subjectCount }, (_, i) => `user_${i + 1}`);
const pool = new pg.Pool({ connectionString, max: 32 });
const windows = { minute: 60, hour: 3_600, day: 86_400, month: 2_592_000 };

const open = (name, duration) => new Promise((resolve, reject) => {
  const limiter = new RateLimiterPostgres(
    { storeClient: pool, keyPrefix: name, tableName: 'rate_limiter_flexible', points: 1_000_000_000, duration },
    error => (error ? reject(error) : resolve(limiter)));
});

const all = [];
for (const [name, duration] of Object.entries(windows)) {
  all.push(await open(name, duration));
}

const union = new RateLimiterUnion(...all);

async function call(caller, until, latencies) {
  for (let number = 0; performance.now() < until; number++) {
    const startedAt = performance.now();
    await union.consume(subjects[(caller + number * callers) % subjects.length]);
    latencies.push(performance.now() - startedAt);
  }
}

async function take(milliseconds) {
  const latencies = [];
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller, startedAt + milliseconds, latencies)));
  return { milliseconds: performance.now() - startedAt, latencies: latencies.map(l => Math.round(l * 1_000)) };
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await take(JSON.parse(line).milliseconds))}\n`);
}

process.exit(0);
