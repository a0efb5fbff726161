#!/usr/bin/env bash
# Benchmarks. ./bench.sh [--quick] [suite...]; without a suite all of them. Gets the peers it measures against, prints a table with ratios,
# and keeps results and report in bench/results (those of --quick in bench/results/quick, which git ignores).
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v dotnet >/dev/null || { echo "bench.sh needs the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
need() { # need PROGRAM PACKAGE: installs a Debian package when the program is missing, and starts no service
  [ -x "$1" ] || command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || { echo "bench.sh needs $2; install it with your system's package manager." >&2; exit 1; }
  echo "Installing $2 ..." >&2
  as_root sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends $2" >/dev/null
}
suites=()
for argument in "$@"; do [ "$argument" = --quick ] || suites+=("$argument"); done
runs() { # runs SUITE...: whether one of them is wanted
  [ "${#suites[@]}" = 0 ] && return
  for suite in "${suites[@]}"; do for one in "$@"; do [ "$suite" = "$one" ] && return; done; done
  return 1
}

ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "${TOLLGATE_PG_BIN:-}" ] || need initdb postgresql
if runs strict; then
  need redis-server redis-server
  need npm npm
  [ -d bench/peers/node/node_modules ] || (cd bench/peers/node && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi
if runs http gateway; then need wrk wrk; fi
if runs gateway; then need /usr/sbin/nginx nginx-light; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build bench/Tollgate.Benchmarks/Tollgate.Benchmarks.csproj -c Release -v quiet >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
if runs http gateway start; then
  dotnet publish src/Tollgate.Server/Tollgate.Server.csproj -c Release -r linux-x64 -o artifacts/bench/server -v quiet >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
dotnet bench/Tollgate.Benchmarks/bin/Release/net10.0/Tollgate.Benchmarks.dll "$@"
