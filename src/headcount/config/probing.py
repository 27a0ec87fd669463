"""`[probe]` and `[[stores]]`: which stores are ours, and how `headcount probe` asks them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from headcount.errors import ConfigError
from headcount.probes.interface import Credential
from headcount.probes.wire import Bounds


class WeakConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`weak` of `[probe]`: a credential that must open nothing."""

    store: str
    """The probe, such as `postgres`; `*` for all."""
    user: str = ""
    """Empty where the store knows no users."""
    password: str = ""
    """It may be empty, which is as weak as it gets."""


class StoreConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[stores]]`: one store of ours."""

    url: str
    """Scheme, host, and port unless it is the usual one: `redis://cache.internal.example:6379`."""
    owner: str = ""
    """Who closes it when it is open."""


class ProbeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[probe]`: how stores are looked at."""

    own: bool = False
    """The declaration that everything in the inventory is ours; without it nothing is looked at."""
    inventory: list[str] = []
    """Files that list our addresses: CSV with a column `url` and, if you like, `owner`."""
    weak: list[WeakConfig] = []
    """Credentials that must open nothing; each is tried once where a store asks for one."""
    baseline: str = ""
    """File of weaknesses that are known and accepted until a day."""
    seconds: float = 20.0
    """Most seconds for one store."""
    rows: int = 200
    """Most rows, documents or values of one store that are looked at."""

    def bounds(self) -> Bounds:
        """What one store is asked at the most.

        Raises:
            ConfigError: a bound is none.
        """
        if not (0 < self.seconds <= 600 and 0 <= self.rows <= 10_000):
            raise ConfigError("[probe] seconds must be from 1 to 600, and rows from 0 to 10000")
        return Bounds(seconds=self.seconds, rows=self.rows)

    def credentials(self, probe: str) -> Sequence[Credential]:
        """The weak ones of one probe."""
        return [Credential(one.user, one.password) for one in self.weak if one.store in {probe, "*"}]
