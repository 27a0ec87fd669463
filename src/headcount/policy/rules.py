"""Rules: which finding leads to which verdict, for how long."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from headcount.model.finding import Finding
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.book import EXEMPT

LENSES = frozenset({"account", "credential", "address", "visitor", "prefix"})
"""Lenses that a gate can see; a finding on a user agent or on a day is for its members."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding leads to."""

    name: str
    action: Action
    detectors: frozenset[str] = frozenset()
    """Whose findings; empty: all."""
    strength: float = 1.0
    """So many times the strength at which the detector speaks."""
    people: int = 0
    """So many people at least; records where no route is declared to show people."""
    lenses: frozenset[str] = frozenset()
    """Only clients under these; empty: all."""
    group: str = ""
    """Only clients of this group, such as `role:staff`; empty: all."""
    agreements: bool = False
    """Whether it is for clients under an agreement and verified crawlers too."""
    members: bool = True
    """Whether a finding on many clients leads to a verdict for each of them."""
    duration: int = 86_400_000_000
    """Microseconds from the finding's last disclosure on."""
    mask: tuple[Kind, ...] = ()
    """For `mask`: the kinds; empty: every kind that has a mask."""
    observe: bool = True
    """Whether its verdicts only say what would have been done."""

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of those that it is for, whoever it is about."""
        shown = finding.records if finding.people is None else finding.people
        return (
            (not self.detectors or finding.detector in self.detectors)
            and finding.strength >= self.strength * finding.threshold
            and shown >= self.people
        )

    def covers(self, lens: str, groups: Collection[str]) -> bool:
        """Whether it is for a client under this lens, of these groups."""
        return (
            lens in (self.lenses or LENSES)
            and (not self.group or self.group in groups)
            and (self.agreements or not any(group.startswith(EXEMPT) for group in groups))
        )


def verdicts_of(
    findings: Iterable[Finding],
    rules: Sequence[Rule],
    groups: Callable[[tuple[tuple[str, str], ...]], Collection[str]],
    now: int,
    lens_of: Callable[[str], str] = lambda _: "",
) -> Iterator[Verdict]:
    """The verdicts that the findings lead to: of each rule that fits, one for each client. They have no number yet.

    A verdict lasts from the finding's last disclosure on, so a client who is shown nobody any more is free after its end,
    however long the detectors go on to see what was.

    Args:
        findings: what the detectors say.
        rules: in any order; where several are in force on a client, the most severe counts.
        groups: who belongs to which role, agreement, crawler.
        now: microseconds since 1970 UTC.
        lens_of: the lens of a finding's member, by its name; empty where it is not known.
    """
    for finding in findings:
        for rule in rules:
            until = int(finding.last.timestamp() * 1_000_000) + rule.duration
            if until <= now or not rule.fits(finding):
                continue
            many = finding.members if rule.members else ()
            for lens, client in [(lens_of(member), member) for member in many] or [(finding.lens, finding.client)]:
                if rule.covers(lens, groups(((lens, client),))):
                    yield Verdict(
                        number=0,
                        lens=lens,
                        client=client,
                        action=rule.action,
                        since=now,
                        until=until,
                        reason=f"finding:{finding.detector}:{finding.client_id}",
                        mask=rule.mask,
                        rule=rule.name,
                        observe=rule.observe,
                    )
