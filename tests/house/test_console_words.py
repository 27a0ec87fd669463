"""The console speaks both languages whole, and its templates hold nothing that its content policy forbids."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from headcount.console.retelling import retell
from headcount.console.words import words
from tests.house.tree import PACKAGE

CONSOLE = PACKAGE / "console"
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
MODULES = sorted(CONSOLE.rglob("*.py"))
KEYWORDS = {"N_": None, "_": None, "gettext": None, "say": None, "ngettext": (1, 2), "count": (1, 2)}
FORBIDDEN = re.compile(r"<style|\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|javascript:|https?://")
"""Inline style and script, and addresses elsewhere."""
SHOWN = {"RefusedError", "WrongError", "AbsentError", "BusyError", "UsageError", "LedgerError", "ForgedError", "ConfigError"}
"""Errors whose words a page shows."""
NOT_ON_PAGES = (
    "certificate of [console]",
    "7 is reached from",
    "7 is every address",
    "cannot listen on",
    "7: ",
    "77",
    "somebody",
)
"""Beginnings of errors that end the start of the console, on a terminal; and of pieces that are put together elsewhere."""
FIELD = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def _said() -> dict[str, str]:
    """Every text that is shown, to where it stands."""
    found: dict[str, str] = {}
    for file in TEMPLATES:
        for line, _, text, _ in babel_extract(BytesIO(file.read_bytes()), list(KEYWORDS), [], {"trimmed": "true"}):
            found |= dict.fromkeys(_texts(text), f"{file.name}:{line}")
    for file in MODULES:
        for line, text, _, _ in extract("python", BytesIO(file.read_bytes()), KEYWORDS):
            found |= {one: f"{file.relative_to(CONSOLE)}:{line}" for one in _texts(text)}
    return found


def _texts(text: str | tuple[str | None, ...] | None) -> list[str]:
    first = text[0] if isinstance(text, tuple) else text
    return [first] if first else []


def _chinese() -> dict[str, tuple[str, str]]:
    """(translation, file) by English text."""
    table: dict[str, tuple[str, str]] = {}
    for file in sorted((CONSOLE / "words" / "zh").glob("*.po")):
        for message in read_po(BytesIO(file.read_bytes())):
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string if isinstance(message.string, str) else (message.string or [""])[0]
                assert not message.fuzzy, f"{file.name}: fuzzy: {key}"
                assert table.get(key, (said, ""))[0] == said, f"{file.name} and {table[key][1]} differ: {key}"
                table[key] = said, file.name
    return table


def test_every_text_is_translated() -> None:
    table = _chinese()
    assert {text: place for text, place in _said().items() if not table.get(text, ("", ""))[0]} == {}


def test_no_translation_is_of_a_text_that_is_not_there() -> None:
    said = _said()
    assert {text: file for text, (_, file) in _chinese().items() if text not in said} == {}


def test_translations_have_the_same_fields() -> None:
    def fields(text: str) -> set[str]:
        return {one or other for one, other in FIELD.findall(text)}

    assert {text: said for text, (said, _) in _chinese().items() if fields(said) != fields(text)} == {}


@pytest.mark.parametrize("file", TEMPLATES, ids=[file.name for file in TEMPLATES])
def test_templates_hold_no_script_and_no_style(file: Path) -> None:
    text = file.read_text("utf-8")
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert FORBIDDEN.findall(text) == []
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("file", TEMPLATES, ids=[file.name for file in TEMPLATES])
def test_every_form_that_changes_carries_the_token(file: Path) -> None:
    text = file.read_text("utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        if re.search(r"""method=["']?post""", form, re.IGNORECASE):
            assert "forgery_token" in form or "forgery(" in form, form[:120]


def _template(node: ast.expr | None, module: object) -> str | None:
    """A text as it is written, with `7` in place of what is put into it; None for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_template(value, module) or "7" for value in values)
        case ast.FormattedValue(value=ast.Call(func=ast.Name(id="_some"), args=[_, ast.Constant(value=str(word))])):
            return f"7 {word}s"
        case ast.FormattedValue(value=value):
            return "block" if isinstance(value, ast.Attribute) and value.attr == "action" else "7"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (_template(left, module) or "") + (_template(right, module) or "")
    named = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    return named if isinstance(named, str) else None


def _told_elsewhere() -> Iterator[tuple[str, str]]:
    """(where, text) of errors that pages show, of details in the log, and of what a scope says of its limits."""
    for file in [*MODULES, PACKAGE / "incident" / "states.py"]:
        module = importlib.import_module(
            ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        )
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            told: ast.expr | None = None
            match node:
                case ast.Raise(exc=ast.Call(func=ast.Name(id=error), args=[first, *_])) if error in SHOWN:
                    told = first
                case ast.Call(func=ast.Attribute(attr="did" | "enter" | "log"), args=[_, _, *_, last]):
                    told = last
            text = _template(told, module)
            if text is not None and text != "7":
                yield f"{file.name}:{getattr(node, 'lineno', 0)}", text
    caveats = ast.parse((PACKAGE / "ledger" / "exposure_caveats.py").read_text("utf-8"))
    for node in ast.walk(caveats):
        if isinstance(node, ast.Yield) and (text := _template(node.value, None)) is not None:
            yield f"exposure_caveats.py:{node.lineno}", text


def test_what_is_composed_elsewhere_is_translated_too() -> None:
    chinese = words("zh")
    unknown = {
        place: text
        for place, text in _told_elsewhere()
        if re.search("[A-Za-z]{3}", text)
        and not text.startswith(NOT_ON_PAGES)
        and retell(text, chinese) == text
        and chinese(text) == text
    }
    assert unknown == {}
