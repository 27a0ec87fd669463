"""A table of addresses: CSV with a column `url` and, if it has one, `owner`."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from headcount.errors import ConfigError
from headcount.probes.inventories.document import Document
from headcount.probes.inventory import Left, Listed


class CsvTable:
    """One for the shelf."""

    name = "csv_table"
    title = "CSV with a column url"

    def recognises(self, document: Document) -> bool:
        """The first line names its columns, one of them `url`."""
        return document.language == "text" and "url" in next(csv.reader(document.text.splitlines()[:1]), [])

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each line with an address.

        Raises:
            ConfigError: a line is no CSV.
        """
        del host
        rows = csv.DictReader(document.text.splitlines())
        try:
            for row in rows:
                if (row["url"] or "").strip():
                    yield Listed(row["url"], row.get("owner") or "", f"{document.name}:{rows.line_num}")
        except csv.Error as error:
            raise ConfigError(f"{document.name}:{rows.line_num}: no CSV; mend the line") from error
