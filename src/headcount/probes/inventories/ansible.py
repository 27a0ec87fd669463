"""Ansible inventories, as INI or as YAML: hosts of groups named after a product, and hosts with `headcount_stores`.

Source: Ansible documentation, Building Ansible inventories (INI and YAML formats, `:children`, `:vars`, ranges of hosts).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from headcount.probes.inventories.document import Document, inside, items, members, text_at
from headcount.probes.inventories.products import product_of, word_for
from headcount.probes.inventory import Left, Listed, url_of

VARIABLE = "headcount_stores"
"""Of a host or group: its stores, as `redis`, `redis:6380` or a whole URL; in INI separated by commas."""
_SECTION = re.compile(r"\[(?P<group>[^\]:]+)(?::(?P<part>children|vars|hosts))?\]\s*(?:[#;].*)?")
_RANGE = re.compile(r"\[[0-9a-zA-Z]+:[0-9a-zA-Z:]+\]")


@dataclass(slots=True)
class _Group:
    """One group."""

    hosts: dict[str, dict[str, object]] = field(default_factory=dict)
    """By name, each with its variables."""
    children: list[str] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)


class Ansible:
    """One for the shelf."""

    name = "ansible"
    title = "Ansible inventory"

    def recognises(self, document: Document) -> bool:
        """YAML of groups with hosts or children, or INI with a line `[group]`."""
        if document.language == "yaml":
            groups = [group for tree in document.trees for _, group in members(tree)]
            return any(isinstance(inside(group, word), dict) for group in groups for word in ("hosts", "children"))
        return document.language == "text" and any(_SECTION.fullmatch(line.strip()) for line in document.text.splitlines())

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each host of a group that is a product's, and what `headcount_stores` says."""
        del host
        groups: dict[str, _Group] = {}
        if document.language == "yaml":
            for tree in document.trees:
                for name, group in members(tree):
                    _gather(groups, name, group)
        else:
            _read(groups, document.text)
        told: set[tuple[str, str]] = set()
        for name in groups:
            for machine, settings in _hosts(groups, name, frozenset()).items():
                yield from _machine(f"{document.name}: {name}/{machine}", name, machine, settings, told)


def _machine(
    where: str, group: str, machine: str, settings: dict[str, object], told: set[tuple[str, str]]
) -> Iterator[Listed | Left]:
    """The stores of one host in one group; `told` are those of earlier groups."""
    named = settings.get(VARIABLE)
    words = [str(one).strip() for one in (items(named) if isinstance(named, list) else str(named or "").split(","))]
    product = product_of(group)
    if not any(words) and product is not None:
        words = [next(iter(product.ports.values()))]
    at, owner = text_at(settings, "ansible_host") or machine, text_at(settings, "owner")
    for word in filter(None, words):
        if (machine, word) in told:
            continue
        told.add((machine, word))
        if _RANGE.search(at):
            yield Left(where, "a range of hosts: list each by its name")
        elif "{{" in word or "{{" in at:
            yield Left(where, "is written by a template: list the address by itself")
        elif "://" in word:
            yield Listed(word, owner, where)
        else:
            scheme, _, port = word.partition(":")
            yield Listed(url_of(word_for(scheme), at, int(port) if port.isdecimal() else 0), owner, where)


def _hosts(groups: dict[str, _Group], name: str, above: frozenset[str]) -> dict[str, dict[str, object]]:
    """The hosts of a group and of those below it, each with the group's variables below its own."""
    group = groups.get(name)
    if group is None or name in above:
        return {}
    found = {machine: group.settings | settings for machine, settings in group.hosts.items()}
    for child in group.children:
        for machine, settings in _hosts(groups, child, above | {name}).items():
            found[machine] = group.settings | settings | found.get(machine, {})
    return found


def _gather(groups: dict[str, _Group], name: str, told: object) -> None:
    """One group of YAML, and those inside it."""
    group = groups.setdefault(name, _Group())
    group.settings |= dict(members(inside(told, "vars")))
    for machine, settings in members(inside(told, "hosts")):
        group.hosts.setdefault(machine, {}).update(members(settings))
    for child, inner in members(inside(told, "children")):
        group.children.append(child)
        _gather(groups, child, inner)


def _read(groups: dict[str, _Group], text: str) -> None:
    """The groups of an INI file."""
    group, part = groups.setdefault("ungrouped", _Group()), "hosts"
    for line in text.splitlines():
        words = _words(line)
        header = _SECTION.fullmatch(line.strip())
        if header:
            group, part = groups.setdefault(header["group"].strip(), _Group()), header["part"] or "hosts"
        elif not words:
            continue
        elif part == "children":
            group.children.append(words[0])
        elif part == "vars":
            name, _, value = line.partition("=")
            group.settings[name.strip()] = value.strip().strip("\"'")
        else:
            pairs = (word.partition("=") for word in words[1:])
            group.hosts.setdefault(words[0], {}).update({name: value for name, mark, value in pairs if mark})


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quote that is not closed
        return line.split()
