"""What no file of the project may hold, whatever its language."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.house.tree import DATA, ROOT, files, texts

REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|registry\.\w+\.\w+"
    r"|--(?:extra-)?index-url[ =]\S+|^-i \S+|--find-links[ =]\S+",
    re.MULTILINE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:home/\w+/\w|Users/\w+/\w|work/(?:main|shared)|root/\w|tmp/\w)")
SAMPLES = re.compile(
    r"tests/(?:sources|catalog|conformance)/|src/headcount/catalog/tables/|examples/"
)  # paths of other people's sites
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
EXCEPTION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover)\b"
    r"(?P<codes>:?\s*(?:\[[^\]]*\]|[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?)(?P<reason>.*)"
)
NEVER_COPY = (
    "webbots-d1-train",
    "joomla-raith",
    "vulnscan-catak",
    "contacts-email-eu",
    "pii-people-multipriv",
    "logformats-matomo",
    "staff-cases-bpic12",
)


def _found(pattern: re.Pattern[str], suffixes: tuple[str, ...] = ("",)) -> list[tuple[str, str]]:
    """(file, match) everywhere but in this file, which has to name what it looks for."""
    return [
        (name, match.group())
        for name, text in texts().items()
        if name.endswith(suffixes) and name != Path(__file__).relative_to(ROOT).as_posix()
        for match in pattern.finditer(text)
    ]


def test_no_registry_address() -> None:
    assert REGISTRIES.search("--index-url https://registry.example/x")
    assert _found(REGISTRIES) == []


def test_no_path_of_one_machine() -> None:
    assert MACHINE_PATHS.search("see /home/somebody/notes.txt")
    assert [(name, path) for name, path in _found(MACHINE_PATHS) if not SAMPLES.match(name)] == []


def test_nothing_is_left_unfinished() -> None:
    assert _found(UNFINISHED, (".py", ".toml", ".sh", ".md", "Makefile", "run")) == []


def _exceptions(text: str) -> list[tuple[str, str, str]]:
    """Comments that silence a check, as (comment, codes, reason)."""
    comments = (token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT)
    return [(c, m["codes"], m["reason"].strip(" -:;,.#()")) for c in comments if (m := EXCEPTION.search(c))]


def test_an_exception_without_a_reason_is_seen() -> None:
    assert _exceptions("x = 1  # noqa: S101\n")[0][1:] == (": S101", "")
    assert _exceptions("x = 1  # noqa: S101, S102 - why not\n")[0][1:] == (": S101, S102", "why not")
    assert _exceptions("x = 1  # type: ignore[misc]  # untyped\n")[0][1:] == ("[misc]", "untyped")


def test_lint_exceptions_carry_codes_and_reasons() -> None:
    bare = [
        (name, comment)
        for name, text in texts().items()
        if name.endswith(".py") and EXCEPTION.search(text)
        for comment, codes, reason in _exceptions(text)
        if not codes.strip(": ") or len(reason) < 8
    ]
    assert bare == []


def test_no_data_that_must_not_be_copied() -> None:
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here: nothing to compare with")
    ours = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.relative_to(ROOT).as_posix()
        for path in files()
        if path.stat().st_size
    }
    theirs = [
        path for folder in NEVER_COPY for path in sorted((DATA / folder).rglob("*")) if path.is_file() and path.stat().st_size
    ]
    assert len(theirs) >= len(NEVER_COPY)
    assert [ours[digest] for path in theirs if (digest := hashlib.sha256(path.read_bytes()).hexdigest()) in ours] == []
