"""The shape of every inventory format: it knows its files by their content, and says which addresses they list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from headcount.probes.inventories.document import Document
from headcount.probes.inventory import Left, Listed


class Format(Protocol):
    """One format of inventories."""

    @property
    def name(self) -> str:
        """One word, the module's stem."""

    @property
    def title(self) -> str:
        """What people call such a file."""

    def recognises(self, document: Document) -> bool:
        """Whether this file is one of these, by its content."""

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """What the file lists, in its order, and what of it cannot be looked at.

        Args:
            document: one that `recognises` took.
            host: where published ports are, for files that do not say.
        """
