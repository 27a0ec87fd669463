"""Files of a tap's own TLS server."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from headcount.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Tls:
    """Where the files are."""

    certificate: str
    """Certificate chain (PEM)."""
    key: str
    """Its private key (PEM)."""
    client_ca: str = ""
    """Certificates (PEM) that must have signed a sender's own; empty: senders need none."""

    def context(self, name: str) -> ssl.SSLContext:
        """The server's side of TLS 1.2 and later, for the tap of this name.

        Raises:
            ConfigError: a file cannot be used.
        """
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.certificate, self.key)
            if self.client_ca:
                context.load_verify_locations(self.client_ca)
                context.verify_mode = ssl.CERT_REQUIRED
        except OSError as error:
            why = error.strerror or "not what it should be"
            raise ConfigError(f"tap {name}: the certificate, its key or the senders' authority cannot be used: {why}") from error
        return context
