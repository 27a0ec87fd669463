"""Makes docs/detectors/NAME.md, one page a detector, from what the detector's module says of itself.

Run `python update/docs.py` after changing a detector's docstring; tests/house/test_docs.py tells when that was forgotten.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from headcount.detectors import DETECTORS
from headcount.detectors.interface import Detector

PAGES = Path(__file__).resolve().parents[1] / "docs" / "detectors"
_HEADING = re.compile(r"^(?P<title>[A-Z][A-Za-z' -]{2,60}):$")
_ITEM = re.compile(r"^(?P<name>[a-z_0-9]+)(?: \((?P<unit>[^)]*)\))?: (?P<text>.*)$")


def _markdown(docstring: str) -> Iterator[str]:
    """A Google-style docstring as Markdown lines: sections become headings, their items a list, running examples a block."""
    section, example = False, False
    for line in docstring.splitlines():
        text = line.strip()
        if example and not text:
            example = False
            yield "```"
        if text.startswith(">>>") and not example:
            example = True
            yield "```pycon"
        if heading := _HEADING.match(line):
            section = True
            yield f"## {heading['title']}"
            yield ""
        elif section and not example and (item := _ITEM.match(text)):
            unit = f" ({item['unit']})" if item["unit"] else ""
            yield f"- `{item['name']}`{unit}: {item['text']}"
        elif line and not line.startswith(" "):
            section = False
            yield line
        else:
            yield f"  {text}" if section and text and not example else text
    if example:
        yield "```"


def _own_words(kind: type[Detector]) -> str:
    """The class's docstring; empty when `dataclass` made one up from the signature."""
    said = inspect.cleandoc(kind.__doc__ or "")
    return "" if said.startswith(f"{kind.__name__}(") else said


def page(detector: Detector) -> str:
    """The page of one detector: its word, its module's claim, its class's parameters, its declared rate."""
    kind = type(detector)
    module = inspect.getdoc(sys.modules[kind.__module__]) or ""
    parts = [
        f"# {detector.name}",
        "\n".join(_markdown(module)).strip(),
        "\n".join(_markdown(_own_words(kind))).strip(),
        f"Declared rate of false findings: at most {detector.false_per_10k:g} honest clients per 10,000 clients in 30 days.",
        f"*Made from `src/{kind.__module__.replace('.', '/')}.py` by `update/docs.py`.*",
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part)) + "\n"


def main() -> None:
    """Write every page."""
    PAGES.mkdir(parents=True, exist_ok=True)
    for detector in DETECTORS:
        (PAGES / f"{detector.name}.md").write_text(page(detector), "utf-8")
        print(f"docs/detectors/{detector.name}.md")


if __name__ == "__main__":
    main()
