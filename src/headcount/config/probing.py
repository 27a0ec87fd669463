"""`[probe]` and `[[stores]]`: which stores are ours, and how `headcount probe` asks them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from headcount.config.durations import microseconds
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
    """Files that list our addresses: CSV, Docker Compose, Kubernetes, Terraform, Ansible, or TOML with `[[stores]]`; beside the
    configuration."""
    host: str = ""
    """Where ports of Compose files (left out: on this machine) and node ports of Kubernetes are published."""
    accounts: list[str] = []
    """Accounts of clouds whose stores their interface lists: `aws:REGION`, with the credential of the environment."""
    weak: list[WeakConfig] = []
    """Credentials that must open nothing; each is tried once where a store asks for one."""
    baseline: str = ""
    """File of weaknesses that are known and accepted until a day."""
    every: str = ""
    """How often `headcount serve` looks at all of them, such as `6h`; left out, it does not."""
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

    def rhythm(self) -> float:
        """Seconds from one look of `headcount serve` to the next; 0: it does not look.

        Raises:
            ConfigError: it is no length of time, less than a minute, or nobody declared that the stores are ours.
        """
        if not self.every:
            return 0.0
        try:
            seconds = microseconds(self.every) / 1e6
        except ConfigError as error:
            raise ConfigError(f"[probe] every: {error}") from error
        if seconds < 60:
            raise ConfigError(f'[probe] every = "{self.every}" is less than a minute; write at least 1m')
        if not self.own:
            raise ConfigError("[probe] every looks at stores again and again: say that all of them are ours with own = true")
        return seconds

    def credentials(self, probe: str) -> Sequence[Credential]:
        """The weak ones of one probe."""
        return [Credential(one.user, one.password) for one in self.weak if one.store in {probe, "*"}]
