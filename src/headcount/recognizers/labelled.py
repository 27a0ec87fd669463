"""Values that a label beside them names, such as `answers[].answer` beside `answers[].question`: told apart by their labels.

Forms and custom fields are written as lists of pairs. The column of the values alone holds a bit of everything; the values of
one label are a column as any other, and the label is its name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from headcount.model.field import Field
from headcount.model.leaves import Leaves

MOST_LABELS = 64
"""Labels of one path; with more of them they are no names."""
_VALUES = re.compile(
    r"(?:answer|value|val|response|reply|content|text|string_?value|value_?string|antwort|wert|respuesta|valor)s?", re.IGNORECASE
)
_LABELS = re.compile(
    r"(?:(?:question|field|attribute|property|param|option|custom|meta|answer)[_-]?)?"
    r"(?:identifier|key|name|label|title|question|field|attribute|property|slug|code)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?=.*[^\W\d_])[^\n@{}<>:/\\]{2,60}")
"""What a label looks like: words, no number, no address."""


@functools.lru_cache(256)
def pairs(paths: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The paths of values that have labels beside them, in elements of a list, with the paths that may be these labels.

    >>> pairs(("form[].question", "form[].answer", "name", "value"))
    (('form[].answer', ('form[].question',)),)
    """
    beside: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        place, _, last = path.rpartition(".")
        if place.endswith("[]"):
            beside.setdefault(place, []).append((path, last))
    found = [(keys, tuple(path for path, last in keys if _LABELS.fullmatch(last))) for keys in beside.values()]
    return tuple(
        (path, labels)
        for keys, labels in found
        for path, last in keys
        if labels and _VALUES.fullmatch(last) and path not in labels
    )


class Labels:
    """The labels of one path, as they are met."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._spent = False
        """Whether there are too many, or one looks like none."""

    def split(self, labels: Sequence[str], values: Sequence[str]) -> dict[str, list[str]]:
        """The values by label; nothing where the labels are no names."""
        if self._spent:
            return {}
        self._names.update(labels)
        if len(self._names) > MOST_LABELS or not all(map(_LABEL.fullmatch, self._names)):
            self._spent = True
            return {}
        found: dict[str, list[str]] = {}
        for label, value in zip(labels, values, strict=True):
            found.setdefault(label, []).append(value)
        return found


def by_label(leaves: Leaves, known: dict[tuple[str, str], Labels]) -> Iterator[tuple[str, str, list[str]]]:
    """(path, label, values) of a batch: of each path of values the first label column that stands beside every one of them.

    Args:
        leaves: the batch.
        known: the labels of each pair of paths so far; added to.
    """
    columns = dict(zip(leaves.paths, zip(leaves.values, leaves.answers, strict=True), strict=True))
    for path, candidates in pairs(leaves.paths):
        values, answers = columns[path]
        for candidate in candidates:
            labels, also = columns[candidate]
            if len(labels) != len(values) or list(also) != list(answers):
                continue
            found = known.setdefault((path, candidate), Labels()).split(labels, values)
            if len(found) > 1 or (found and len(values) == 1):
                yield from ((path, label, some) for label, some in found.items())
                break


def named_by(path: str, label: str) -> str:
    """The path that a value would have if its label were its key.

    >>> named_by("orders[].answers[].answer", "Date of birth")
    'orders[].answers[].Date of birth'
    """
    return f"{path.rpartition('.')[0]}.{label.replace('.', ' ').replace('[', ' ').replace(']', ' ')}"


def with_labelled(plain: Sequence[Field], labelled: Sequence[Field]) -> list[Field]:
    """What one column holds, by its values as a whole and by those of each label; one field a kind, surest first."""
    found = {field.kind: field for field in plain}
    for kind in dict.fromkeys(field.kind for field in labelled):
        same = [field for field in labelled if field.kind is kind]
        best = max(same, key=lambda field: field.confidence)
        whole = found.get(kind, best)
        surest = whole if whole.confidence >= best.confidence else best
        count = max(whole.count, sum(field.count for field in same))
        checked = [field.valid for field in (same if count > whole.count else [whole]) if field.valid is not None]
        found[kind] = replace(surest, path=whole.path, count=count, valid=sum(checked) if checked else None)
    return sorted(found.values(), key=lambda field: -field.confidence)
