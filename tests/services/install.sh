#!/usr/bin/env bash
# Installs the real servers that tests/services/ starts, from Debian's packages: `make test` runs it.
# Where it cannot (not root, not Debian, no package source) it says so and ends well: those tests are then skipped with the reason.
set -euo pipefail

wanted=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || wanted+=(postgresql)
command -v mariadbd >/dev/null && command -v my_print_defaults >/dev/null || wanted+=(mariadb-server-core mariadb-client-core)
if [ ${#wanted[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests/services: without ${wanted[*]} (needs root on Debian); tests of real servers are skipped"
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
# No server of the system's own: tests start theirs, on free ports.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
install() { apt-get install --yes --quiet=2 --no-install-recommends "${wanted[@]}" >/dev/null; }
install || { apt-get update --quiet=2 && install; } || echo "tests/services: ${wanted[*]} cannot be installed; tests of real servers are skipped"
