"""Every probe of the shelf against every server that does not behave: bounded, in fixed words, and nothing is given away."""

from __future__ import annotations

import msgspec
import pytest

from headcount.model.posture import Reader
from headcount.probes import PROBES
from headcount.probes.interface import Credential, Probe, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.probes.hostile import ELSEWHERE, HOSTILE, SECRET, Talk, server

QUICK = Bounds(seconds=1.5, patience=0.4, received=200_000, connections=6, pause=0.0)
WEAK = Credential("weak-user", "weak-password")


@pytest.mark.parametrize("probe", PROBES, ids=[probe.name for probe in PROBES])
@pytest.mark.parametrize("talk", HOSTILE.values(), ids=list(HOSTILE))
def test_a_probe_outlives_every_server(probe: Probe, talk: Talk) -> None:
    scheme = next(iter(probe.schemes))
    with server(talk) as far:
        [store] = look([Target(scheme, "127.0.0.1", far.port)], {probe.name: [WEAK]}, QUICK, [probe]).stores
    told = msgspec.json.encode(store)
    assert store.reader in {Reader.UNKNOWN, Reader.NOBODY}, "nothing was shown to be open"
    assert store.sampled == 0
    assert store.problem or store.reader is Reader.NOBODY
    assert "please report it" not in store.problem
    assert SECRET[:13] not in told
    assert ELSEWHERE.encode() not in told
    sent = b"".join(far.heard)
    assert WEAK.password.encode() not in sent, "nobody asked for a credential"


@pytest.mark.parametrize("probe", PROBES, ids=[probe.name for probe in PROBES])
def test_a_probe_says_how_to_close_what_it_finds(probe: Probe) -> None:
    assert probe.advice
    for code, advice in probe.advice.items():
        assert code.startswith(f"{probe.name}/")
        assert advice.sentence.endswith(".")
        assert advice.remedy.strip()
        assert advice.check.strip()


def test_schemes_are_taken_once() -> None:
    schemes = [scheme for probe in PROBES for scheme in probe.schemes]
    assert len(schemes) == len(set(schemes))
    assert [probe.name for probe in PROBES] == sorted(probe.name for probe in PROBES)
