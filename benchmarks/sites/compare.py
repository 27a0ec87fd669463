"""What a data map says of each field of captured answers, beside what the site's models say: the marks."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_HEAD = """\
# Two real shops: the data map beside the models

*Written by `python -m benchmarks.sites.run`; do not edit.*

[pretix](https://github.com/pretix/pretix) (tickets) and [django-oscar](https://github.com/django-oscar/django-oscar) (goods)
are installed as they come, stood up on loopback with SQLite, and filled with made people (Faker). What their REST APIs
answer to a program with a token is captured to HTTP archives, and `headcount map` draws the data map of these, without any
configuration. Each field of the answers is then held against the model that it comes from: what the column holds was marked by
hand (`benchmarks/sites/marks/`), field by field, with the map unseen for django-oscar, and seen for pretix: faults that pretix
showed were mended in general ways, so its figures say less about shops that nobody looked at.

A field and kind is *right* where map and marks agree, *wrong* where only the map says it, *missed* where only the marks do.
Firms' data in a person's order and bare times are not scored.
"""


@dataclass
class Compared:
    """What was found for one site."""

    name: str
    packages: Sequence[str]
    answers: int = 0
    fields: int = 0
    """Different fields of its answers."""
    right: int = 0
    nothing: int = 0
    """Fields of which both say that they are nobody's."""
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    """(route, path, kind)."""
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    routes: list[tuple[str, int, int, str]] = field(default_factory=list)
    """Of the map: template, records, grade, kinds."""


def _leaves(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    elif value is not None and value != "":
        yield path


def _like(template: str, path: str) -> bool:
    """Whether a path, or another template, is of a template; variables stand for any one segment."""
    ours, theirs = template.strip("/").split("/"), path.strip("/").split("/")
    return len(ours) == len(theirs) and all(a == b or a[:1] == "{" for a, b in zip(ours, theirs, strict=True))


def compared(name: str, packages: Sequence[str], har: Path, drawn: Path, marks: Path) -> Compared:
    """The map of an archive beside the marks.

    Args:
        name: of the site.
        packages: that it was installed from, with versions.
        har: the archive.
        drawn: what `headcount map --json` wrote about it.
        marks: by route (`GET /orders/{code}`) and kind, the paths that hold it; `either` are not scored.
    """
    marked = {route.removeprefix("GET "): kinds for route, kinds in tomllib.loads(marks.read_text("utf-8")).items()}
    entries = [entry for entry in json.loads(har.read_text())["log"]["entries"] if entry["response"]["status"] == 200]
    result = Compared(name, packages, len(entries))
    seen: dict[str, set[str]] = {}
    for entry in entries:
        path = urlsplit(entry["request"]["url"]).path
        route = next((template for template in marked if _like(template, path)), path)
        seen.setdefault(route, set()).update(_leaves(json.loads(entry["response"]["content"]["text"])))
    routes = json.loads(drawn.read_text())["routes"]
    for route, paths in seen.items():
        fields = [
            one for told in routes if _like(route, told["template"]) or _like(told["template"], route) for one in told["fields"]
        ]
        _score(result, route, paths, fields, marked.get(route, {}))
    for told in sorted(routes, key=lambda one: (one["template"], -one["records"])):
        if told["fields"]:
            kinds = ", ".join(sorted({one["kind"] for one in told["fields"]}))
            result.routes.append((told["template"], told["records"], told["grade"], kinds))
    return result


def _score(
    result: Compared, route: str, paths: Iterable[str], fields: Sequence[Mapping[str, Any]], marked: Mapping[str, Sequence[str]]
) -> None:
    for path in sorted(paths):
        result.fields += 1
        if path in marked.get("either", ()):
            continue
        said = {one["kind"] for one in fields if one["path"] == path}
        true = {kind for kind, places in marked.items() if path in places}
        result.right += len(said & true)
        result.nothing += not said and not true
        result.wrong += [(route, path, kind) for kind in sorted(said - true)]
        result.missed += [(route, path, kind) for kind in sorted(true - said)]


def page(results: Sequence[Compared]) -> str:
    """The page, as Markdown."""
    lines = [
        _HEAD,
        "| site | answers | fields | right | nobody's, rightly | wrong | missed |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    lines += [
        f"| {one.name} | {one.answers} | {one.fields} | {one.right} | {one.nothing} | {len(one.wrong)} | {len(one.missed)} |"
        for one in results
    ]
    for one in results:
        lines += ["", f"## {one.name}", "", f"{', '.join(f'`{package}`' for package in one.packages)}.", ""]
        lines += ["| route | records | grade | kinds |", "| --- | --: | --: | --- |"]
        lines += [f"| `{_short(template)}` | {records} | {grade} | {kinds} |" for template, records, grade, kinds in one.routes]
        for what, found in (("Wrong", one.wrong), ("Missed", one.missed)):
            lines += ["", f"{what}:" if found else f"{what}: nothing.", ""]
            lines += [f"- `{_short(route)}` `{path}`: {kind}" for route, path, kind in found]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


def _short(route: str) -> str:
    """A route without what all have in front."""
    return re.sub(r"^(?:GET )?/api/v1/organizers/shows", "", route) or route
