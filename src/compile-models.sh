#!/bin/sh
# Compiles the relational model of both providers; run it after a change to the mapping, beside `dotnet ef migrations add`.
# A model that is built at run time costs most of a second at start.
set -eu
cd "$(dirname "$0")/.."
dotnet tool restore
for provider in Sqlite Postgres; do
  dotnet ef dbcontext optimize --project "src/Tollgate.$provider" --output-dir CompiledModels --namespace "Tollgate.$provider.CompiledModels"
  # Nobody outside needs them.
  sed -i -e '1s/^\xEF\xBB\xBF//' -e 's/public partial class/internal partial class/' "src/Tollgate.$provider/CompiledModels"/*.cs
done
