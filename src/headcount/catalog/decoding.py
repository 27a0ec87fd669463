"""Typed decoders of answers that read only learned paths: msgspec skips what is not asked for without making objects of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from headcount.catalog.shapes import ENTRY, KEY, is_many, keys

Getter = Callable[[Any], Any]

Step = str | frozenset[str]
"""A step of a path; a set stands for the entries of a map, other than those under the keys in it."""


class _Branch:
    """One step of the learned paths with those below it."""

    __slots__ = ("below", "whole")

    def __init__(self) -> None:
        self.below: dict[str, _Branch] = {}
        self.whole = False
        """Whether a path ends here: then everything below is decoded."""


class Unfit(Exception):  # noqa: N818  # no failure: such a shape is read without types
    """The paths cannot be one type, such as a key that holds a list or a text in some answers and an object in others."""


class Typed:
    """A decoder to structs that have only the steps of the given paths.

    An answer of another shape (null in place of an object) makes `decode`, or a getter, raise.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Raises Unfit where the paths, what is read of an answer, do not go together."""
        root = _Branch()
        for path in paths:
            here = root
            for key in keys(path):
                here = here.below.setdefault(key, _Branch())
            here.whole = True
        self._names: dict[str, str] = {}
        """By path, the attributes that lead to it from the struct of its innermost list element."""
        self._only: dict[str, list[str]] = {}
        """By path, the keys of objects of which only plain values are read."""
        if set(root.below) == {"[]"} and not root.whole:
            self._names["[]"] = ""
            kind: Any = list[self._type(root.below["[]"], "[]", "")]  # type: ignore[misc]  # a type made at run time
        else:
            kind = self._type(root, "", "")
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(kind).decode

    def _type(self, branch: _Branch, path: str, way: str) -> Any:  # noqa: ANN401 - a type made at run time
        """The type of the object at `path`; `way` are the attributes that lead to it."""
        if branch.whole and branch.below:
            raise Unfit
        if not branch.below:
            return Any
        fields: list[tuple[str, Any, Any]] = []
        rename: dict[str, str] = {}
        for number, (step, below) in enumerate(branch.below.items()):
            name, key, inner = f"f{number}", step.removesuffix("[]"), f"{path}.{step}" if path else step
            if key in rename.values() or is_many(key) or key == KEY or not key:
                raise Unfit
            rename[name] = key
            here = f"{way}.{name}" if way else name
            self._names[inner] = here
            kind = self._type(below, inner, "" if step != key else here)
            if step != key:
                fields.append((name, list[kind], msgspec.field(default_factory=list)))  # type: ignore[valid-type]  # made at run time
            elif kind is Any:
                fields.append((name, Any, None))
            else:
                fields.append((name, kind, msgspec.field(default_factory=kind)))
        if all(kind is Any for _, kind, _ in fields):
            self._only[path] = list(rename.values())
        return msgspec.defstruct("Answer", fields, rename=rename, gc=False, omit_defaults=True)

    def objects(self, scope: str) -> Callable[[Any], Iterator[Any] | Sequence[Any]]:
        """What gives the objects at `scope` of a decoded answer: the answer itself, or the elements of its lists."""
        lists = [place + 1 for place, key in enumerate(keys(scope)) if key.endswith("[]")]
        names = [self._names[".".join(keys(scope)[:place])] for place in lists]
        rest = self._names[scope] if scope and not scope.endswith("[]") else ""
        ways: list[Getter | None] = [attrgetter(name) if name else None for name in names]
        last = attrgetter(rest) if rest else None
        if not ways and last is None:
            return lambda root: (root,)
        if len(ways) == 1 and last is None:
            only = ways[0]
            return only if only is not None else lambda root: root
        return lambda root: _objects(root, ways, last)

    def only(self, scope: str) -> list[str] | None:
        """The keys read of the objects at `scope`, in the order of the paths; None where more is read than their own values.

        `msgspec.to_builtins` makes dicts of such objects, of the keys that are there, in this order; null is not there.
        """
        return self._only.get(scope)

    def values(self, paths: Sequence[str], scope: str) -> Getter:
        """What gives the values at `paths` below one object of `scope`, as a tuple."""
        start = self._names[scope] + "." if scope and not scope.endswith("[]") else ""
        names = [self._names[path].removeprefix(start) for path in paths]
        getter = attrgetter(*names)
        return getter if len(names) > 1 else lambda one: (getter(one),)


def _objects(root: Any, ways: Sequence[Getter | None], last: Getter | None) -> Iterator[Any]:  # noqa: ANN401 - decoded JSON
    here = [root]
    for way in ways:
        here = [inner for outer in here for inner in (outer if way is None else way(outer))]
    return map(last, here) if last is not None else iter(here)


def siblings(paths: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The keys that paths name, by the path of their object: beside entries of a map they are no entries."""
    found: dict[str, set[str]] = {}
    for path in paths:
        above = ""
        for step in keys(path):
            found.setdefault(above, set()).add(step.rstrip("[]"))
            above = f"{above}.{step}" if above else step
    return {above: frozenset(names - {ENTRY, KEY, ""}) for above, names in found.items()}


def steps(path: str, named: Mapping[str, frozenset[str]], above: str = "") -> list[Step]:
    """The steps of a path below the path `above`, with what `siblings` tells of each map."""
    found: list[Step] = []
    for step in keys(path):
        key = step.rstrip("[]")
        if key == ENTRY:
            found += [named.get(above, frozenset()), step.removeprefix(ENTRY)] if step != key else [named.get(above, frozenset())]
        else:
            found.append(step)
        above = f"{above}.{step}" if above else step
    return found


def walk(value: Any, steps: Sequence[Step]) -> Iterator[Any]:  # noqa: ANN401 - a JSON value has any type
    """Everything that `steps` lead to in an untyped value; where the answer is of another shape, nothing."""
    here = [value]
    for step in steps:
        if not isinstance(step, str):
            here = [one for inner in here if isinstance(inner, dict) for key, one in inner.items() if key not in step]
            continue
        key = step.rstrip("[]")
        if key == KEY:
            here = [name for inner in here if isinstance(inner, dict) for name in inner]
        elif key == ENTRY:
            here = [element for inner in here if isinstance(inner, dict) for element in inner.values()]
        elif key:
            here = [inner[key] for inner in here if isinstance(inner, dict) and key in inner]
        for _ in range(step.count("[]")):
            here = [element for inner in here if isinstance(inner, list) for element in inner]
    return iter(here)
