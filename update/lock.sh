#!/usr/bin/env bash
# Pins every dependency with its hashes, for Python 3.11 and newer on every platform: requirements.txt (to run headcount and
# to build it), requirements-live.txt (to run `serve`, `gate` and the middlewares too), requirements-incident.txt (to write notices
# and calendars too), requirements-console.txt (to show the console too), requirements-spark.txt (to scan on a cluster) and
# requirements-dev.txt (to test it). Run it after changing pyproject.toml; needs uv. Add `--upgrade` for newer versions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@" pyproject.toml
}

compile --group build --output-file requirements.txt "$@"
compile --group build --extra live --constraint requirements.txt --output-file requirements-live.txt "$@"
compile --group build --extra incident --constraint requirements.txt --output-file requirements-incident.txt "$@"
compile --group build --extra console --constraint requirements-live.txt --constraint requirements-incident.txt --output-file requirements-console.txt "$@"
compile --group build --extra spark --constraint requirements-live.txt --constraint requirements-incident.txt --constraint requirements-console.txt --output-file requirements-spark.txt "$@"
compile --group build --group dev --extra live --extra incident --extra console --extra spark --extra traces --constraint requirements-spark.txt --constraint requirements-live.txt --constraint requirements-incident.txt --constraint requirements-console.txt --output-file requirements-dev.txt "$@"
