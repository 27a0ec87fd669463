"""Make `src/headcount/catalog/tables/crawlers.tsv` from the crawler-user-agents list.

The list (https://github.com/monperrus/crawler-user-agents, MIT) gives one regular expression and example user agents per
crawler. Nearly all expressions are plain text, so each becomes one or more literal *marks*, which can be looked up without
1,500 regular expressions per user agent.

    python update/crawlers.py crawler-user-agents.json
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import cast

TABLE = Path(__file__).resolve().parents[1] / "src/headcount/catalog/tables/crawlers.tsv"

HEADER = """\
# Who says of itself that it is a crawler: made by update/crawlers.py, do not edit.
# Source: crawler-user-agents {version}, https://github.com/monperrus/crawler-user-agents
# Licence of the source: MIT, see crawlers.licence.txt
# mark: text of the user agent ("^" in front: only at its start); kind: crawler (somebody's) or tool (anybody's); name: as shown
"""

TOOL_TAGS = {"http-library"}
"""A library's name tells how somebody asks, not who asks: its users are scored like everybody else."""

TOOLS = re.compile(
    r"phantomjs|headlesschrome|playwright|puppeteer|selenium|anchor browser|splash version|ghost inspector|fluid"
    r"|code/1\.|trae/|testlocally"
    r"|nikto|sqlmap|zmeu|masscan|wpscan|acunetix|nessus|dirbuster|openvas|zgrab|nmap scripting|l9explore|whatweb|http banner"
    r"|httrack|webzip|webcopier|cyotekwebcopy|sitesucker|offline explorer|webcapture|emailwolf|simplescraper"
    r"|crawl4ai|img2dataset|metainspector|rss-parser|indy library|snacktory|goparserbot",
    re.IGNORECASE,
)
"""Software that anybody runs, although the list has it under other tags: browsers on strings, scanners, copiers, frameworks."""

DROPPED = {
    "Sogou": "also the name of a browser; the crawlers match as `Sogou web spider` and the like",
    "Sonic": "an ordinary word, also in names of telephones",
    "Fetch/": "an ordinary word, also in names of libraries",
    "Viber": "also the browser inside the messenger",
    "Notion/": "also the desktop application, in which people read",
    "WordPress/": "also the mobile application",
    "PayPal/": "also the browser inside the application",
    "Blackboard": "also the learning application",
    "NextCloud": "also the desktop client",
    "Tumblr/": "also the mobile application",
    "Mastodon": "also the mobile applications",
    "Chrome Privacy Preserving Prefetch Proxy": "fetches for the reader's own browser",
}
"""Marks that ordinary readers carry too, and why each is left out."""

ADDED = ("Sogou web spider", "Sogou Pic Spider", "Sogou inst spider", "NextCloud-News", "Sonic/1.", "^Fetch/2.")
"""The narrower marks that stand for dropped ones."""

BY_HAND = {
    r"AdsBot-Google([^-]|$)": ["AdsBot-Google"],
    r"BlogTraffic\/\d\.\d+ Feed-Fetcher": ["BlogTraffic/"],
    r"ContextualBot[\s\S]*outcomes\.net": ["ContextualBot"],
    r"Current[\s\S]*RSS Reader": ["Current RSS Reader"],
    r"Spider[\s\S]*spider\.com": ["spider.com"],
    r"Optimizer\)": ["Optimizer)"],
}
"""Expressions that are not plain text, written out."""

NAMES = {
    "yandex.com/bots": "YandexBot",
    "Slurp": "Yahoo! Slurp",
    "pinterest.com/bot": "Pinterestbot",
    "mail.ru": "Mail.RU_Bot",
    "Y!J": "Yahoo! Japan",
    "um-LN": "Ubermetrics",
    "spider.com": "Spider",
    "dbot)": "dbot",
    "Optimizer)": "Optimizer",
    "Rigor)": "Rigor",
}
"""Names where the mark would not read as one."""


def literals(pattern: str) -> list[str]:
    """The texts that a nearly plain expression matches: escapes, `[aA]`, `(a|b)`, top-level `a|b`, `^` and `$` are understood.

    Raises:
        ValueError: the expression needs more than that; it goes into `BY_HAND`.
    """
    if pattern in BY_HAND:
        return BY_HAND[pattern]
    found = [""]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and not pattern[at + 1].isalnum():
            choices, at = [pattern[at + 1]], at + 2
        elif char in "[(":
            end = pattern.index("]" if char == "[" else ")", at)
            inside = pattern[at + 1 : end]
            choices, at = (list(inside) if char == "[" else inside.split("|")), end + 1
        elif char == "|":
            return found + literals(pattern[at + 1 :])
        elif char in "\\{}*+?" or (char == "." and len(pattern) > at + 1 and pattern[at + 1] in "*+?"):
            raise ValueError(f"{pattern}: not plain text; write it into BY_HAND")
        else:
            choices, at = ["" if char == "$" else char], at + 1
        found = [left + right for left in found for right in choices]
    return found


def name_of(mark: str) -> str:
    """The mark as a name: without anchor, slashes and brackets at its edges, and without the host's `www.`."""
    plain = mark.removeprefix("^").removesuffix("/1.").removesuffix("/2.").strip(" /;(")
    return NAMES.get(plain, NAMES.get(mark, plain.removeprefix("https://").removeprefix("www.").split(" (")[0].strip(" /;")))


def rows(entries: list[dict[str, object]]) -> list[str]:
    """The table's rows, one a mark, in the order of the list."""
    table: dict[str, str] = {}
    for entry in entries:
        tags = set(cast("list[str]", entry.get("tags") or []))
        for mark in literals(str(entry["pattern"])):
            if mark in DROPPED or len(name_of(mark)) < 2:
                continue
            kind = "tool" if tags & TOOL_TAGS or TOOLS.search(mark) else "crawler"
            table.setdefault(mark, f"{mark}\t{kind}\t{name_of(mark)}")
    return list(table.values()) + [f"{mark}\tcrawler\t{name_of(mark)}" for mark in ADDED]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, help="crawler-user-agents.json of the release")
    parser.add_argument("--version", default="1.60.0", help="release of the list, noted in the table (default: %(default)s)")
    asked = parser.parse_args()
    lines = rows(json.loads(asked.list.read_text()))
    TABLE.write_text(HEADER.format(version=asked.version) + "mark\tkind\tname\n" + "".join(f"{line}\n" for line in lines))
    print(f"{len(lines)} marks in {TABLE.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
