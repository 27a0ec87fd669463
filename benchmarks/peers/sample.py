"""Keep all lines of the named addresses and of one in so many of the others: per-address rules do not notice.

python sample.py access.log ONE_IN ADDRESS... > sample.log
"""

import sys
import zlib

one_in, kept = int(sys.argv[2]), {address.encode() for address in sys.argv[3:]}
with open(sys.argv[1], "rb") as log:  # noqa: PTH123 - a plain loop
    for line in log:
        address = line[: line.index(b" ")]
        if address in kept or zlib.crc32(address) % one_in == 0:
            sys.stdout.buffer.write(line)
