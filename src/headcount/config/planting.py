"""Canaries into the text of a `headcount.toml`, between marks, so that planting again replaces what stood there."""

from __future__ import annotations

import json
from collections.abc import Sequence


def planted(text: str, plan: str, entity: str, values: Sequence[str]) -> str:
    """The text with one `[[canaries]]` table of this plan and entity, at its end or in the place of the one before.

    Args:
        text: the file as it is; everything outside of the marks stays as it stands.
        plan: name of the plan's file.
        entity: what the records are.
        values: their identifiers.
    """
    of = json.dumps(f"{plan} {entity}", ensure_ascii=False)
    begin, end = f"# canaries of {of}: begin\n", f"# canaries of {of}: end\n"
    listed = "\n".join(f"  {json.dumps(value, ensure_ascii=False)}," for value in values)
    table = f"{begin}[[canaries]]\nentity = {json.dumps(entity, ensure_ascii=False)}\nvalues = [\n{listed}\n]\n{end}"
    head, found, rest = text.partition(begin)
    if found and end in rest:
        return head + table + rest.partition(end)[2]
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return text + gap + table
