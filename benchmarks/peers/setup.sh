#!/bin/sh
# Unpack the Debian packages of the peers below a directory, without installing them: no service starts, nothing is changed elsewhere.
# usage: setup.sh DIRECTORY          (needs apt and dpkg; what cannot be had is left out, and the report says "not here")
set -u
mkdir -p "$1/packages" "$1/root" && cd "$1/packages" || exit 1
for package in mawk goaccess libmaxminddb0 fail2ban crowdsec; do
    ls "${package}"_*.deb >/dev/null 2>&1 || apt-get download "$package" >/dev/null 2>&1 || { echo "$package: not here" >&2; continue; }
    dpkg-deb -x "${package}"_*.deb "$1/root" || echo "$package: cannot be unpacked" >&2
done
