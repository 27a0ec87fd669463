"""Whom would a fail2ban jail ban? Its own FailManager, fed with every record that was answered, at several settings.

Prints one JSON object: setting to addresses.

    PYTHONPATH=ROOT/usr/lib/python3/dist-packages python fail2ban_bans.py access.log
"""

import calendar
import json
import logging
import re
import sys

from fail2ban.server.failmanager import FailManager, FailManagerEmpty
from fail2ban.server.ticket import FailTicket

SETTINGS = ((20, 10), (100, 60), (300, 600), (1000, 86_400), (150, 86_400))
"""maxretry and findtime (seconds)."""

RECORD = re.compile(
    r'(\S+) -[^\[]*\[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) [^"]*"(?:GET|HEAD) /(?:items|orders?|u|api)/\S+ HTTP/1\.1" 200'
)
MONTHS = {name: n for n, name in enumerate(calendar.month_abbr)}
CLEAN_EVERY = 100_000

logging.disable(logging.CRITICAL)
jails = []
for maxretry, findtime in SETTINGS:
    jail = FailManager()
    jail.setMaxRetry(maxretry)
    jail.setMaxTime(findtime)
    jails.append((f"maxretry {maxretry}, findtime {findtime} s", jail, set()))

with open(sys.argv[1], encoding="utf-8", errors="replace") as log:  # noqa: PTH123 - plain, as the rest of the loop
    for n, line in enumerate(log):
        record = RECORD.match(line)
        if record is None:
            continue
        address, day, month, year, *clock = record.groups()
        hour, minute, second = map(int, clock)
        time = calendar.timegm((int(year), MONTHS[month], int(day), hour, minute, second))
        for (maxretry, _), (_, jail, banned) in zip(SETTINGS, jails, strict=True):
            if jail.addFailure(FailTicket(address, time, [])) >= maxretry:
                try:
                    jail.toBan(address)
                    banned.add(address)
                except FailManagerEmpty:
                    pass
            if n % CLEAN_EVERY == 0:
                jail.cleanup(time)
print(json.dumps({setting: sorted(banned) for setting, _, banned in jails}))
