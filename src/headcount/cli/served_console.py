"""The console of `headcount serve`: its store, its pages, and its server beside the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headcount.catalog.tokens import Tokenizer
from headcount.cli import parts
from headcount.config import Config


class Served:
    """The console of `headcount serve`."""

    def __init__(self, config: Config, ledger: Path, tokens: Tokenizer, file: Path | None) -> None:
        """Open its store.

        Raises:
            UsageError: the extra is not installed.
            LedgerError: the store cannot be opened.
        """
        with parts.needing("console", "serve with [console] listen"):
            from headcount.console.state import State  # noqa: PLC0415  # loads what only the extra headcount[console] brings
        self._config, self._ledger, self._tokens, self._file = config, ledger, tokens, file
        self._state = State(config.console.place(ledger))

    def overlay(self, base: Config) -> Config:
        """The configuration with what people set in the console."""
        from headcount.console import joining  # noqa: PLC0415  # loads what only the extra headcount[console] brings

        return joining.overlay(self._state, base)

    @contextmanager
    def open(self, service: Any) -> Iterator[None]:  # noqa: ANN401  # service.joining.Service, which loads what the extra live brings
        """While the service runs.

        Raises:
            ConfigError: something of `[console]` cannot be used.
        """
        from headcount.console import joining  # noqa: PLC0415  # loads what only the extra headcount[console] brings
        from headcount.console.serving import ConsoleServer  # noqa: PLC0415  # as above
        from headcount.console.signing import setting_up  # noqa: PLC0415  # as above

        config, state = self._config.console, self._state
        beside = joining.Beside(state, self._tokens, joining.renewal(self._config, self._ledger), service.trouble)
        service.companion = beside
        made = joining.live(service, self._tokens, self._ledger, state, beside, config, self._file)
        server = ConsoleServer(made.application, config, config.listen)
        try:
            if state.links.nobody() and not config.oidc.issuer:
                link = server.url + setting_up.set_up_path(state, joining.now())
                state.audit.enter(joining.now(), "headcount", "user", "made a link for the first admin")
                told = f"the console has no users yet; make the first admin within an hour: {link}"
                parts.Output(stderr=True, soft_wrap=True).print(told, highlight=False, markup=False)
            yield
        finally:
            server.close()
            joining.let_go(made)
            state.close()
