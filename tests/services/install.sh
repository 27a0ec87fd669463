#!/usr/bin/env bash
# Installs the real servers that tests/services/ starts, and what tests read PDF with, from Debian's packages: `make test` runs it.
# Where it cannot (not root, not Debian, no package source) it says so and ends well: those tests are then skipped with the reason.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"
wanted=()
need() { # PROGRAM PACKAGE...
    command -v "$1" >/dev/null || wanted+=("${@:2}")
}
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || wanted+=(postgresql)
compgen -G '/usr/lib/postgresql/*/lib/pgaudit.so' >/dev/null || wanted+=(pgaudit)
command -v my_print_defaults >/dev/null && command -v mariadbd >/dev/null || wanted+=(mariadb-server-core mariadb-client-core)
need nginx nginx
need caddy caddy
need haproxy haproxy
need crowdsec-custom-bouncer crowdsec-custom-bouncer
need crowdsec-firewall-bouncer crowdsec-firewall-bouncer
need nft nftables
need ip iproute2
need nats-server nats-server
need redis-server redis-server
need redis-cli redis-tools # joins the nodes of a cluster
need memcached memcached
need slapd slapd
need rsync rsync
need vsftpd vsftpd
need smbd samba
need etcd etcd-server
need etcdctl etcd-client
need influxd influxdb
need prometheus prometheus
need epmd erlang-base
compgen -G '/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server' >/dev/null || wanted+=(rabbitmq-server)
need openssl openssl
need chromium chromium
need java openjdk-17-jre-headless # Spark runs on it
need pdftotext poppler-utils # reads the notices back; and fonts to write Chinese ones with
compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || wanted+=(fonts-noto-cjk)
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
if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
install() {
    local packages=("${wanted[@]}") number
    # pgaudit's package is named after the PostgreSQL that it is for: the installed one, or the one that `postgresql` brings.
    number=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -1 | cut -d/ -f5)
    number=${number:-$(apt-cache show postgresql 2>/dev/null | sed -n 's/^Depends:.*postgresql-\([0-9]*\).*/\1/p' | head -1)}
    apt-get install --yes --quiet=2 --no-install-recommends "${packages[@]/#pgaudit/postgresql-$number-pgaudit}" >/dev/null
}
install || { apt-get update --quiet=2 && install; } || echo "tests/services: ${wanted[*]} cannot be installed; tests of real servers are skipped"
