"""Groups: what one client is to the site, for budgets and rules: its role, its agreement, the crawler that it is proven to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from headcount.catalog.agreements import Agreement
from headcount.catalog.crawlers import declared
from headcount.catalog.recent import Recent
from headcount.catalog.roles import Role

MOST = 400_000
"""Of so many clients the groups are kept at hand."""
_NAMED = ("account", "credential")
Clients = tuple[tuple[str, str], ...]
"""(lens, name) of one client, as `InlineDoor.clients` gives it."""


class Groups:
    """Tells the groups of one client: `role:NAME`, `agreement:NAME`, `crawler:NAME`, and the names of `lists`.

    The same standing as `Standing` tells of the clients of a whole ledger, but for user agents of clients with an account,
    which a gate does not keep.
    """

    def __init__(
        self,
        roles: Sequence[Role] = (),
        agreements: Sequence[Agreement] = (),
        lists: Mapping[str, frozenset[str]] | None = None,
        verified: Callable[[str, str], bool | None] = lambda _name, _address: False,
    ) -> None:
        """Make it.

        Args:
            roles: a listed account goes before a prefix, and the longest prefix before a shorter one.
            agreements: the first that covers a client is the client's.
            lists: further groups of accounts, by name.
            verified: whether an address is proven to be that of the crawler it says it is; each request asks it.
        """
        self._listed: dict[str, str] = {}
        for role in roles:
            for account in role.accounts:
                self._listed.setdefault(account, role.name)
        self._prefixes = sorted(((role.prefix, role.name) for role in roles if role.prefix), key=lambda pair: -len(pair[0]))
        self._agreements = agreements
        self._lists = lists or {}
        self._verified = verified
        self._found = Recent[Clients, tuple[frozenset[str], str | None, str]](MOST)
        """Of each client its lasting groups, the crawler that it says it is, and its address."""
        self._crawler = lru_cache(maxsize=10_000)(_crawler)

    def __call__(self, clients: Clients) -> frozenset[str]:
        """The groups of a client."""
        found = self._found.get(clients)
        if found is None:
            found = self._look(clients)
            self._found.put(clients, found)
        groups, crawler, address = found
        if crawler is not None and self._verified(crawler, address):
            return groups | {f"crawler:{crawler}"}
        return groups

    def _look(self, clients: Clients) -> tuple[frozenset[str], str | None, str]:
        named = dict(clients)
        groups, account, address = set[str](), named.get("account", ""), named.get("address", "")
        agent = named["visitor"].partition(" ")[2] if "visitor" in named else ""
        role = self._role(account)
        if role:
            groups.add(f"role:{role}")
        if "crawler" in named:
            groups.add(f"crawler:{named['crawler']}")
        groups |= {name for name, accounts in self._lists.items() if account in accounts}
        asked = [
            one for one in clients if one[0] in _NAMED
        ] or clients  # an address that is under an agreement says nothing of accounts
        agreement = next((a.name for a in self._agreements if any(a.covers(*one, address, agent) for one in asked)), None)
        if agreement is not None:
            groups.add(f"agreement:{agreement}")
        return frozenset(groups), self._crawler(agent) if agent else None, address

    def _role(self, account: str) -> str:
        listed = self._listed.get(account)
        if listed is not None or not account:
            return listed or ""
        return next((name for prefix, name in self._prefixes if account.startswith(prefix)), "")


def _crawler(agent: str) -> str | None:
    return declared([agent])[0]
