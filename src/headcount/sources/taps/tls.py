"""Files of a tap's TLS: of its own server, and towards a broker."""

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


@dataclass(frozen=True, slots=True)
class ClientTls:
    """How a tap knows a broker, and the broker it. Where the files are; empty where there is none."""

    ca: str = ""
    """Certificates (PEM) of which one has signed the broker's; empty: those that the system knows."""
    certificate: str = ""
    """Certificate chain (PEM) that the tap shows."""
    key: str = ""
    """Its private key (PEM)."""

    def context(self, name: str) -> ssl.SSLContext | None:
        """The client's side of TLS for the tap of this name; None where no file is named, for the library's own.

        Raises:
            ConfigError: a file cannot be used, or a certificate has no key.
        """
        if not (self.ca or self.certificate or self.key):
            return None
        if bool(self.certificate) != bool(self.key):
            raise ConfigError(f"tap {name}: certificate and certificate_key go together")
        try:
            context = ssl.create_default_context(cafile=self.ca or None)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            why = error.strerror or "not what it should be"
            raise ConfigError(f"tap {name}: the broker's authority, the certificate or its key cannot be used: {why}") from error
        return context
