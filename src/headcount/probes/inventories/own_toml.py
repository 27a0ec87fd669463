"""`headcount.toml`, or another file of its form: `[[stores]]` with `url` and `owner`."""

from __future__ import annotations

from collections.abc import Iterator

from headcount.probes.inventories.document import Document, items, text_at
from headcount.probes.inventory import Left, Listed


class OwnToml:
    """One for the shelf."""

    name = "own_toml"
    title = "TOML with [[stores]]"

    def recognises(self, document: Document) -> bool:
        """TOML with `[[stores]]`."""
        return document.language == "toml" and any("stores" in tree for tree in document.trees)

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each of them."""
        del host
        for tree in document.trees:
            for number, store in enumerate(items(tree["stores"]), 1):
                where = f"{document.name}: stores[{number}]"
                if url := text_at(store, "url"):
                    yield Listed(url, text_at(store, "owner"), where)
                else:
                    yield Left(where, "has no url")
