"""A mail server that keeps what it is sent, for the tests of what is mailed."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from klantbeeld.pipeline.mail import MailServer


@dataclass
class Postbox:
    """A mail server of its own on this machine (RFC 5321, what a client says of it)."""

    port: int = 0
    broken: bool = False
    received: list[EmailMessage] = field(default_factory=list)

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, False, "", "", "noreply@shop.example")


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """It takes mail until it is closed."""
    box = Postbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"451 not now\r\n" if box.broken else b"354 go on\r\n")
                    if not box.broken:
                        self._take()
                else:
                    self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")

        def _take(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            message = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(message, EmailMessage)
            box.received.append(message)
            self.wfile.write(b"250 taken\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield box
        server.shutdown()
        thread.join()
