"""Mail: one plain message by SMTP (RFC 5321), with TLS wherever the server offers it, and always before a password is told."""

from __future__ import annotations

import email.utils
import smtplib
import ssl
import urllib.parse
from dataclasses import dataclass
from email.message import EmailMessage

from headcount.alerts.interface import AlertError, Destination, Message

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Mail:
    """`smtp://HOST:PORT` begins in the clear and turns to TLS by STARTTLS; `smtps://` is TLS from the first byte."""

    name: str = "email"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`."""
        place = urllib.parse.urlsplit(to.url)
        if place.scheme not in {"smtp", "smtps"} or not place.hostname or not to.sender or not to.recipients:
            raise AlertError('email: needs url = "smtp://HOST:PORT" (or smtps://), sender and recipients')
        mail = EmailMessage()
        mail["Subject"] = message.title
        mail["From"], mail["To"] = to.sender, ", ".join(to.recipients)
        mail["Date"] = email.utils.formatdate(message.at)
        mail["Message-ID"] = f"<{message.id}@headcount.invalid>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        mail.set_content("\n".join([*message.lines, ""]))
        try:
            with _connected(place.scheme, place.hostname, place.port) as server:
                _greet(server, to)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise AlertError(
                f"email: the mail server did not take it ({type(error).__name__}); check address and password"
            ) from error


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port or 587, timeout=_SECONDS)


def _greet(server: smtplib.SMTP, to: Destination) -> None:
    server.ehlo()
    secure = isinstance(server, smtplib.SMTP_SSL)
    if not secure and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        secure = True
    if to.secret:
        if not secure:
            raise AlertError("email: the server offers no TLS, so the password is not told to it; use smtps:// or another server")
        server.login(to.sender, to.secret)


EMAIL = Mail()
