"""email: mail addresses.

Claim: a local part, `@` and a domain with a top-level name of letters is a mail address and hardly anything else; user names
of version control (`git@host:path`) and retina file names (`icon@2x.png`) are told apart.

Masked: `d***@example.com`, `***@example.com`, `d***n@e***.com`.

Source: RFC 5321 section 4.1.2 and RFC 6531 (letters of any script), without quoted local parts, which nobody has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.masks import STARS, hidden

_LOCAL = 64
"""Characters of a local part at most."""
_BEFORE = re.compile(rf"[\w.%+'&/=!~^`{{|}}#$?{STARS}-]{{1,{_LOCAL}}}")
"""The local part backwards, so that it is read once, from the `@`."""
_AFTER = re.compile(
    rf"[\w{STARS}](?:[\w{STARS}-]{{0,62}}[\w{STARS}])?(?:\.[\w{STARS}](?:[\w{STARS}-]{{0,62}}[\w{STARS}])?){{1,8}}"
)
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "html"})


def _domain_end(domain: str) -> int:
    """Characters of `domain` up to the end of its last label that can be a top-level name; 0 if it has none."""
    while "." in domain:
        last = domain.rpartition(".")[2]
        if len(last) >= 2 and (last.isalpha() or last.startswith("xn--")) and last.isascii():
            return len(domain)
        if not last.isascii() and last[:1].isascii():
            ascii_part = re.match("[A-Za-z]{2,24}", last)
            if ascii_part:
                return len(domain) - len(last) + ascii_part.end()
        if last.isalpha() and len(last) >= 2:
            return len(domain)
        domain = domain.rpartition(".")[0]
    return 0


@dataclass(frozen=True, slots=True)
class Email:
    """Looks at both sides of every `@`."""

    name: str = "email"
    kinds: tuple[Kind, ...] = (Kind.EMAIL,)
    gates: tuple[str, ...] = ("@",)

    def find(self, text: str) -> list[Span]:
        """Every mail address, left to right."""
        spans: list[Span] = []
        at = text.find("@")
        done = 0
        while at >= 0:
            span = _address(text, at, done)
            if span is not None:
                spans.append(span)
                done = span.end
            at = text.find("@", max(at + 1, done))
        return spans


def _address(text: str, at: int, done: int) -> Span | None:
    """The address around the `@` at `at`, if it is one that begins at or after `done`."""
    before = _BEFORE.match(text[max(done, at - _LOCAL) : at][::-1])
    after = _AFTER.match(text, at + 1)
    if before is None or after is None:
        return None
    local, domain = _local(before[0][::-1]), after[0]
    end = _domain_end(domain)
    if not local or not end or domain[:end].rpartition(".")[2].lower() in _FILES:
        return None
    value = local + domain[:end]
    if hidden(value):
        return Span(at - len(local), at + 1 + end, Kind.EMAIL, Form.MASKED, None, 0.95)
    if text[at + 1 + end : at + 2 + end] == ":" and local == "git":
        return None
    valid = not (local.startswith(".") or local.endswith(".") or ".." in value)
    return Span(at - len(local), at + 1 + end, Kind.EMAIL, Form.CLEAR, valid, 0.97 if valid else 0.6)


def _local(before: str) -> str:
    """What of the characters before `@` belongs to the address: script of the language around it is left out."""
    if before.isascii():
        return before.lstrip(".%'&/=!~^`{|}#$?-")
    for place in range(len(before) - 1, -1, -1):
        if not before[place].isascii() and before[place] not in STARS and not before[place].isdigit():
            kept = before[place + 1 :]
            return kept.lstrip(".%'&/=!~^`{|}#$?-") if kept else before
    return before


EMAIL = Email()
