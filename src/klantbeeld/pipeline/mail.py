"""Sending mail by the server that the settings name.

Entering: an address and a text. Leaving: a message handed over, encrypted on its way: by TLS from
the start (RFC 8314) or STARTTLS (RFC 3207), unless the server is this machine itself.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from klantbeeld.core.errors import InputError
from klantbeeld.core.settings import Settings

TIMEOUT_SECONDS = 20.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

MailFault = (OSError, smtplib.SMTPException)
"""What sending can raise; tried again later."""


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail goes, and from whom; its secret is never shown."""

    host: str
    port: int
    encrypted: bool
    """TLS from the start."""
    username: str
    password: str
    sender: str

    def send(self, address: str, subject: str, text: str) -> None:
        """Hands one message over. Raises ``MailFault``."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, subject
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        tls = ssl.create_default_context()
        if self.encrypted:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=tls
            )
        else:
            opened = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        with closing(opened):
            if not self.encrypted and self.host not in _LOCAL:
                opened.starttls(context=tls)
            if self.username:
                opened.login(self.username, self.password)
            opened.send_message(message)


def mail_server(settings: Settings) -> MailServer | None:
    """The server of the settings; None where they name none. Raises InputError where they are not
    whole: a link in a message needs to know where the pages are."""
    if settings.smtp_url is None:
        return None
    where = urlsplit(settings.smtp_url.get_secret_value())
    if where.scheme not in {"smtp", "smtps"} or not where.hostname:
        raise InputError.single(
            "the mail server cannot be read",
            "KLANTBEELD_SMTP_URL",
            "Write smtp://name:password@host:587, or smtps:// for TLS from the start.",
        )
    if not settings.mail_from or "@" not in settings.mail_from:
        raise InputError.single(
            "mail has no sender", "KLANTBEELD_MAIL_FROM", "Name the address that sends it."
        )
    if not settings.public_url:
        raise InputError.single(
            "nothing says where the pages are reached",
            "KLANTBEELD_PUBLIC_URL",
            "Name the address that customers use, such as https://klantbeeld.example.org.",
        )
    encrypted = where.scheme == "smtps"
    return MailServer(
        host=where.hostname,
        port=where.port or (465 if encrypted else 587),
        encrypted=encrypted,
        username=unquote(where.username or ""),
        password=unquote(where.password or ""),
        sender=settings.mail_from,
    )
