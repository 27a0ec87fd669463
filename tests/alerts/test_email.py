from __future__ import annotations

import datetime as dt
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from headcount.alerts.email import EMAIL
from headcount.alerts.interface import AlertError, Destination
from tests.alerts.receivers import MESSAGE


class Mailbox:
    """Keeps what the server took."""

    def __init__(self) -> None:
        self.came: list[Envelope] = []
        self.logins: list[object] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # the server's name for it
        self.came.append(envelope)
        return "250 OK"

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data == LoginPassword(b"alerts@example.com", b"pw"), handled=False)


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, "127.0.0.1", port, tls_context=context, authenticator=box.login)
    server.start()
    try:
        yield box, f"smtp://localhost:{port}"
    finally:
        server.stop()


def _to(url: str, secret: str = "") -> Destination:
    return Destination(url, secret, sender="alerts@example.com", recipients=("dpo@example.com", "soc@example.com"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def _context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_one_plain_message_to_all() -> None:
    with mail_server() as (box, url):
        EMAIL.deliver(MESSAGE, _to(url))
    (envelope,) = box.came
    assert envelope.rcpt_tos == ["dpo@example.com", "soc@example.com"]
    assert isinstance(envelope.content, bytes)
    mail = email.message_from_bytes(envelope.content)
    assert (mail["Subject"], mail["From"], mail["Auto-Submitted"]) == (MESSAGE.title, "alerts@example.com", "auto-generated")
    assert str(mail.get_payload()).split() == MESSAGE.lines[0].split()


def test_a_password_is_told_over_tls_only(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as (box, url), pytest.raises(AlertError, match="no TLS"):
        EMAIL.deliver(MESSAGE, _to(url, "pw"))
    assert (box.came, box.logins) == ([], [])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server(_context(certificate)) as (box, url):
        EMAIL.deliver(MESSAGE, _to(url, "pw"))
        assert len(box.came) == len(box.logins) == 1
        with pytest.raises(AlertError, match="SMTPAuthenticationError"):
            EMAIL.deliver(MESSAGE, _to(url, "wrong"))


def test_a_certificate_that_nobody_vouches_for_is_not_believed(certificate: tuple[Path, Path]) -> None:
    with mail_server(_context(certificate)) as (box, url), pytest.raises(AlertError, match="SSLCertVerificationError"):
        EMAIL.deliver(MESSAGE, _to(url))
    assert box.came == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:25", "smtp://", "localhost:25"])
def test_an_address_that_is_no_mail_server(url: str) -> None:
    with pytest.raises(AlertError, match="smtp://HOST:PORT"):
        EMAIL.deliver(MESSAGE, _to(url))
