"""Shelf: one format of inventories a file. Each knows its files by their content, and says which addresses they list."""

from __future__ import annotations

from pathlib import Path

from headcount.errors import ConfigError
from headcount.probes.inventories.ansible import Ansible
from headcount.probes.inventories.compose import Compose
from headcount.probes.inventories.csv_table import CsvTable
from headcount.probes.inventories.document import opened
from headcount.probes.inventories.interface import Format
from headcount.probes.inventories.kubernetes import Kubernetes
from headcount.probes.inventories.own_toml import OwnToml
from headcount.probes.inventories.terraform import Terraform
from headcount.probes.inventory import Left, Listed

FORMATS: tuple[Format, ...] = (OwnToml(), Terraform(), Kubernetes(), Compose(), CsvTable(), Ansible())
"""In the order in which they are asked."""


def read(file: Path, host: str = "") -> tuple[list[Listed], list[Left]]:
    """What a file lists, and what of it cannot be looked at.

    Args:
        file: of any of the formats; known by its content.
        host: where published ports are, for files that do not say; Compose files mean this machine without it.

    Raises:
        ConfigError: it cannot be read, is broken, or is of none of the formats; says where and what to do.
    """
    document = opened(file)
    form = next((one for one in FORMATS if one.recognises(document)), None)
    if form is None:
        raise ConfigError(f"{file}: no inventory that is known; there are: {', '.join(one.title for one in FORMATS)}")
    told = list(form.stores(document, host))
    return [one for one in told if isinstance(one, Listed)], [one for one in told if isinstance(one, Left)]
