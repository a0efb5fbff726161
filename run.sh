#!/usr/bin/env bash
# Builds Tollgate when its sources changed, and runs it.
#   ./run.sh          the demo: gateway, demo API, one user and key per plan
#   ./run.sh ARGS     tollgate ARGS, e.g. ./run.sh plans list
# Each state of the sources is built into a folder of its own, so that a build never disturbs a gateway that is running.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
say() { printf '%s\n' "$*" >&2; }

if ! command -v dotnet >/dev/null 2>&1 || ! (cd "$root" && dotnet --version >/dev/null 2>&1); then
  say "Tollgate needs the .NET 10 SDK ($(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json" | head -n 1) or a later 10.0 one)."
  say "Get it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again."
  exit 1
fi

sources() {
  cd "$root"
  find src tests/Directory.Build.props tests/Tollgate.StripeFake Directory.Build.props Directory.Packages.props global.json nuget.config \
    \( -name bin -o -name obj \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum | tr -s ' \t' '-'
}

built="$root/artifacts/run/$(sources)"

build() {
  [[ -f "$built/.complete" ]] && return 0 # somebody else built it while we waited
  [[ -t 2 ]] && say "Building Tollgate…"
  local log="$root/artifacts/run/build.log"
  if ! (cd "$root" && dotnet build src/Tollgate.Server/Tollgate.Server.csproj -c Release -o "$built" --nologo -v quiet) >"$log" 2>&1; then
    cat "$log" >&2
    say "The build failed; the messages are above and in $log."
    return 1
  fi
  find "$root/artifacts/run" -mindepth 1 -maxdepth 1 -type d -mtime +7 ! -path "$built" -exec rm -rf {} + 2>/dev/null || true
  touch "$built/.complete"
}

if [[ ! -f "$built/.complete" ]]; then
  mkdir -p "$root/artifacts/run"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/artifacts/run/.lock"
    flock 9
    build 9>&-
    exec 9>&-
  else
    lock="$root/artifacts/run/.lock.d" # no flock (macOS): a folder is made by one only
    until mkdir "$lock" 2>/dev/null; do sleep 0.5; done
    trap 'rmdir "$lock"' EXIT
    build
    rmdir "$lock"
    trap - EXIT
  fi
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export Tollgate__Database="${Tollgate__Database:-Data Source=$root/.tollgate/tollgate.db}"
[[ $# -gt 0 ]] || set -- serve --demo
exec dotnet "$built/Tollgate.Server.dll" "$@"
