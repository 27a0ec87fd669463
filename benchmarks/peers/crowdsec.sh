#!/bin/sh
# Make a configuration of CrowdSec that reads one file and talks to nobody: the package's own hub snapshot, the parsers of a combined log,
# the scenarios that are named, decisions on loopback only, no central API.
# usage: crowdsec.sh ROOT DIRECTORY SCENARIO...      then: ROOT/usr/bin/crowdsec -c DIRECTORY/config.yaml -dsn file://LOG -type nginx
set -eu
root=$1 at=$2
shift 2
rm -rf "$at" && mkdir -p "$at/data" "$at/notifications" "$at/collections" "$at/postoverflows"
hub=$root/usr/share/crowdsec/hub
cp "$root"/usr/share/crowdsec/data/* "$at/data/"
cp -r "$root/etc/crowdsec/patterns" "$root/etc/crowdsec/simulation.yaml" "$root/etc/crowdsec/profiles.yaml" "$at/"
for parser in s00-raw/crowdsecurity/syslog-logs s01-parse/crowdsecurity/nginx-logs s02-enrich/crowdsecurity/http-logs s02-enrich/crowdsecurity/dateparse-enrich; do
    mkdir -p "$at/parsers/${parser%%/*}" && ln -s "$hub/parsers/$parser.yaml" "$at/parsers/${parser%%/*}/"
done
mkdir -p "$at/scenarios"
for scenario in "$@"; do ln -s "$hub/scenarios/crowdsecurity/$scenario.yaml" "$at/scenarios/"; done
cat >"$at/config.yaml" <<END
common: {daemonize: false, log_media: stdout, log_level: info, working_dir: .}
config_paths: {config_dir: $at, data_dir: $at/data, simulation_path: $at/simulation.yaml, hub_dir: $hub, index_path: $hub/.index.json,
  notification_dir: $at/notifications, plugin_dir: $root/usr/lib/crowdsec/plugins}
crowdsec_service: {parser_routines: 1, buckets_routines: 1, output_routines: 1}
cscli: {output: json}
db_config: {log_level: error, type: sqlite, use_wal: true, db_path: $at/data/crowdsec.db}
api:
  client: {insecure_skip_verify: false, credentials_path: $at/local_api_credentials.yaml}
  server: {log_level: error, listen_uri: "127.0.0.1:18080", profiles_path: $at/profiles.yaml}
prometheus: {enabled: false, level: none}
END
touch "$at/local_api_credentials.yaml"
"$root/usr/bin/cscli" -c "$at/config.yaml" machines add bench --auto --force >/dev/null 2>&1
