#!/usr/bin/env bash
# Builds everything and runs all tests; the last line is the sum, e.g. "412 passed, 0 failed".
#   ./test.sh                      all test projects
#   ./test.sh Postgres Sqlite      only the test projects whose name contains one of the words
# PostgreSQL is taken from TOLLGATE_TEST_POSTGRES (a connection string), TOLLGATE_PG_BIN or the installed server; else installed. So are promtool and, with npm, other Stripe clients.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=artifacts/test-results

fail() { echo "$1" >&2; echo "0 passed, 1 failed"; exit 1; }

need_sdk() {
  command -v dotnet >/dev/null 2>&1 && dotnet --list-sdks | grep -q '^10\.' && return
  fail "The .NET 10 SDK is not installed. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./test.sh again."
}

# Installs a Debian package without starting its service, or says that the tests which need it are skipped (with CI=true they fail).
install() {
  local as=()
  [ "$(id -u)" = 0 ] || as=(sudo -n)
  if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    echo "Installing $1 for the tests."
    "${as[@]}" apt-get update -q && "${as[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "$1" && return
  fi
  echo "$1 is not installed and can't be installed here: its tests are skipped." >&2
}

need_postgres() {
  [ -n "${TOLLGATE_TEST_POSTGRES:-}" ] || [ -n "${TOLLGATE_PG_BIN:-}" ] && return
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || install postgresql
}

# promtool checks the alert rules.
need_promtool() {
  command -v promtool >/dev/null 2>&1 || install prometheus
}

# jq reads Stripe's answers in the guide, which is run as it stands.
need_jq() {
  command -v jq >/dev/null 2>&1 || install jq
}

# The mail server of the e-mail tests; without it they are skipped (with CI=true they fail).
need_mail_server() {
  /usr/bin/python3 -c "import aiosmtpd" >/dev/null 2>&1 && return
  local as=()
  [ "$(id -u)" = 0 ] || as=(sudo -n)
  if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    echo "Installing a mail server for the tests."
    "${as[@]}" apt-get update -q && "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-aiosmtpd && return
  fi
  echo "python3-aiosmtpd is not installed and can't be installed here: the e-mail tests are skipped." >&2
}

# Other official Stripe clients, which drive the Stripe fake; without them their tests are skipped (with CI=true they fail).
need_stripe_clients() {
  local peers=tests/Tollgate.StripeFake.Tests/peers
  [ -d "$peers/node_modules/stripe" ] && [ "$peers/node_modules/.package-lock.json" -nt "$peers/package-lock.json" ] && return
  if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
    echo "Installing Stripe's node client and CLI for the tests."
    npm ci --prefix "$peers" --ignore-scripts --no-audit --no-fund && return
  fi
  echo "npm and node are not installed, or can't install Stripe's clients: the tests with them are skipped." >&2
}

wanted() {
  [ "${#filters[@]}" = 0 ] && return
  for word in "${filters[@]}"; do [[ "$1" == *"$word"* ]] && return; done
  return 1
}

# Sums the counters of a result file into passed, failed and skipped.
add_counters() {
  local counters
  counters=$(grep -o '<Counters [^>]*>' "$1" | head -n 1) || return 1
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  local total executed ok
  total=$(count total) executed=$(count executed) ok=$(count passed)
  passed=$((passed + ok)) skipped=$((skipped + total - executed)) failed=$((failed + executed - ok))
  bad=$((executed - ok))
}

# Names the failed tests of a result file with the start of what they said. XML puts everything on one line.
name_failures() {
  tr '\n' ' ' <"$1" | sed -e 's/<UnitTestResult /\n&/g' -e 's/<\/Results>/\n&/g' | { grep '^<UnitTestResult [^>]* outcome="Failed"' || true; } | while IFS= read -r result; do
    sed -n 's/.* testName="\([^"]*\)".*/FAILED \1/p' <<<"${result%%>*}"
    message=${result#*<Message>}
    [ "$message" = "$result" ] || printf '  %.1500s\n' "${message%%</Message>*}"
  done
}

filters=("$@")
passed=0 failed=0 skipped=0 broken=()
need_sdk
need_postgres
need_mail_server
need_promtool
need_jq
need_stripe_clients
rm -rf "$results"
mkdir -p "$results"
dotnet restore Tollgate.slnx || fail "The packages could not be restored."
dotnet build Tollgate.slnx -c Release --no-restore -warnaserror || fail "The solution does not build."

for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  grep -q '<OutputType>Exe</OutputType>' "$project" && wanted "$name" || continue
  code=0 bad=0
  # A test that hangs is named after two minutes and ends the run of its project after twenty.
  timeout --kill-after=30s 20m dotnet "tests/$name/bin/Release/net10.0/$name.dll" -result-trx "$results/$name.trx" -longRunning 120 -noLogo -noColor </dev/null || code=$?
  if [ "$code" = 124 ] || [ "$code" = 137 ]; then
    broken+=("$name was stopped after 20 minutes; a test of it hangs (named above as a long running test).")
  elif ! { [ -f "$results/$name.trx" ] && add_counters "$results/$name.trx"; }; then
    broken+=("$name ended with code $code and left no report.")
  elif [ "$code" != 0 ] && [ "$bad" = 0 ]; then
    broken+=("$name ended with code $code although no test failed.")
  fi
done

# Again at the end, where nobody has to look for them.
for results_file in "$results"/*.trx; do
  [ ! -f "$results_file" ] || name_failures "$results_file"
done
for problem in "${broken[@]}"; do
  echo "FAILED $problem" >&2
  failed=$((failed + 1))
done

[ $((passed + failed)) -gt 0 ] || { echo "No test ran." >&2; failed=1; }
sum="$passed passed, $failed failed"
[ "$skipped" = 0 ] || sum="$sum, $skipped skipped"
echo "$sum"
[ "$failed" = 0 ]
