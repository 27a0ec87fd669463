"""Which stores are ours, and one look at them: inventory, bounds, weak credentials and laws, for `probe` and for `serve`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from headcount.config.declared import Config
from headcount.config.joining import levels
from headcount.errors import ConfigError
from headcount.incident.open_stores import touched
from headcount.model.posture import Posture
from headcount.probes import PROBES
from headcount.probes.amazon import account
from headcount.probes.interface import Target
from headcount.probes.inventories import read
from headcount.probes.inventory import Listed, hints, targets
from headcount.probes.looking import Progress, look


@dataclass(frozen=True, slots=True)
class Inventory:
    """What may be looked at."""

    targets: Sequence[Target]
    refused: Sequence[str] = ()
    """Why something else is not."""
    hints: Sequence[str] = ()
    """Settings in it that leave a store without a lock."""


def inventory(listed: Sequence[Listed], files: Sequence[Path] = (), host: str = "", accounts: Sequence[str] = ()) -> Inventory:
    """What these lines, files and accounts list, each once.

    Args:
        listed: lines that are read already.
        files: inventories of any format that is known.
        host: where published ports are, for files that do not say.
        accounts: of clouds, such as `aws:eu-central-1`; the credential is that of the environment.

    Raises:
        ConfigError: a file cannot be read, or is no inventory; an account is of no cloud that is known, or has no credential.
    """
    lines, left = list(listed), list[str]()
    for word in accounts:
        cloud, _, region = word.partition(":")
        if cloud != "aws":
            raise ConfigError(f"{word[:30]}: no cloud that can be listed; write aws:REGION, or give terraform show -json")
        found, missing = account(region, os.environ).stores()
        lines += found
        left += map(str, missing)
    for file in files:
        found, missing = read(file, host)
        lines += found
        left += map(str, missing)
    wanted, refused = targets(lines, PROBES)
    return Inventory(wanted, [*refused, *left], hints(lines))


def configured(config: Config, folder: Path = Path()) -> Inventory:
    """What `[[stores]]` and the files and accounts of `[probe]` list; file names are seen from `folder`.

    Raises:
        ConfigError: as `inventory`.
    """
    lines = [Listed(one.url, one.owner, f"stores[{number}]") for number, one in enumerate(config.stores, 1)]
    files = [folder / file for file in config.probe.inventory]
    return inventory(lines, files, config.probe.host, config.probe.accounts)


def among(wanted: Inventory, ours: Inventory) -> Inventory:
    """Of what somebody wants to look at, what the configuration lists; the rest is refused."""
    known = {target.url for target in ours.targets}
    stranger = "not in the inventory of headcount.toml; if it is ours, say so with --own"
    refused = [f"{target.url}: {stranger}" for target in wanted.targets if target.url not in known]
    return Inventory([target for target in wanted.targets if target.url in known], [*wanted.refused, *refused], wanted.hints)


def look_at(config: Config, stores: Inventory, progress: Progress = lambda _: None) -> Posture:
    """Look at all of them, as the configuration bounds it; `progress` is told each store when it is done.

    Raises:
        ConfigError: a bound is none.
    """
    weak = {probe.name: config.probe.credentials(probe.name) for probe in PROBES}
    laws = partial(touched, organisation=config.organisation.made(), on=dt.datetime.now(dt.UTC).date())
    found = look(stores.targets, weak, config.probe.bounds(), progress=progress, laws=laws, levels=levels(config))
    return msgspec.structs.replace(found, refused=tuple(stores.refused), hints=tuple(stores.hints))
