"""Make `src/headcount/recognizers/tables/key_words.txt`, words that names of fields are made of, from descriptions of interfaces.

    python update/key_words.py ../shared/data/openapi

The folder holds OpenAPI documents as `*.json.gz`. Only single words are taken of their names of properties and parameters and
of their paths, and of words that are given names (and no ordinary words) only those that several documents use.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from headcount.recognizers.latin_names import known
from headcount.recognizers.words import split

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/headcount/recognizers/tables/key_words.txt"
HEADER = """\
# Words that names of fields are made of: made by update/key_words.py, do not edit.
# Source: names of properties and parameters, and paths, in some twenty published OpenAPI documents, word by word. Small letters
# without accents.
"""


def names(document: object) -> Iterator[str]:
    """Names of properties and parameters anywhere in a document, and the segments of its paths."""
    stack = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield from (part for path in item if isinstance(path, str) and path.startswith("/") for part in _literals(path))
            properties, parameters = item.get("properties"), item.get("parameters")
            if isinstance(properties, dict):
                yield from map(str, properties)
            if isinstance(parameters, list):
                yield from (str(entry["name"]) for entry in parameters if isinstance(entry, dict) and "name" in entry)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _literals(path: str) -> list[str]:
    """The segments of a path that are no variables."""
    return [part for part in path.split("/") if part and "{" not in part]


def words(documents: Iterable[object]) -> list[str]:
    """The words of all names, in the order of the alphabet."""
    used: dict[str, int] = {}
    for document in documents:
        for word in {word for name in names(document) for word in split(name)}:
            used[word] = used.get(word, 0) + 1
    return sorted(word for word, times in used.items() if len(word) > 1 and word.isalpha() and (times > 1 or not _is_name(word)))


def _is_name(word: str) -> bool:
    told = known(word)
    return (told.given or told.surname) and not told.word


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="OpenAPI documents, *.json.gz")
    found = sorted(parser.parse_args().folder.glob("*.json.gz"))
    lines = words(json.loads(gzip.decompress(path.read_bytes())) for path in found)
    TABLE.write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} words in {TABLE.name}")


if __name__ == "__main__":
    main()
