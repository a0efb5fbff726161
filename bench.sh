#!/usr/bin/env bash
# Benchmarks. ./bench.sh [--quick] [suite...]; without a suite all of them. Prints a table and leaves files under artifacts/bench.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v dotnet >/dev/null || { echo "bench.sh needs the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build bench/Tollgate.Benchmarks/Tollgate.Benchmarks.csproj -c Release -v quiet >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
exec dotnet bench/Tollgate.Benchmarks/bin/Release/net10.0/Tollgate.Benchmarks.dll "$@"
