"""Per address, how many different orders it was answered: what a team writes by hand in Python.

python distinct.py access.log
"""

import collections
import re
import sys

LINE = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d+) (\S+) "([^"]*)" "([^"]*)"')
ORDER = re.compile(r"/orders/(\d+)")

seen: dict[str, set[int]] = collections.defaultdict(set)
with open(sys.argv[1], encoding="utf-8", errors="replace") as log:  # noqa: PTH123 - as one writes it
    for line in log:
        access = LINE.match(line)
        if access and access[5] == "200" and (order := ORDER.match(access[4])):
            seen[access[1]].add(int(order[1]))
print(sorted(((len(orders), address) for address, orders in seen.items()), reverse=True)[:5])
