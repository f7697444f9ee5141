"""Article 19: every recipient is told of a correction, erasure or restriction, and confirms."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.partners import Notify
from klantbeeld.privacy.partners.deliver import SIGNATURE, deliver_due
from klantbeeld.privacy.partners.notices import announce, told_about
from klantbeeld.proofs.frame import expect, proof
from klantbeeld.proofs.installation import Installation

_SECRETS = {"PROOF_SECRET": "only for this proof"}


class _Partner:
    """A partner's server: refuses the first notice, receives the next."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        partner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                partner.bodies.append(self.rfile.read(int(self.headers["content-length"])))
                signed = self.headers[SIGNATURE] is not None
                self.send_response(200 if signed and len(partner.bodies) > 1 else 503)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing of it is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@contextmanager
def _listening() -> Iterator[_Partner]:
    partner = _Partner()
    thread = threading.Thread(target=partner.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield partner
    finally:
        partner.server.shutdown()
        thread.join()
        partner.server.server_close()


@proof(
    "19",
    nl="Gegevens van iemand zijn verbeterd. De partner die ze kreeg hoort het, ondertekend en "
    "zonder een gegeven van de persoon; weigert zijn server, dan volgt nog een poging, en wat te "
    "lang duurt heet te laat. De persoon kan horen wie ingelicht is.",
    en="Data of somebody were corrected. The partner that got them is told, signed and without a "
    "value of the person; when its server refuses another attempt follows, and what takes too long "
    "is overdue. The person can be told who was told.",
)
def article_19_recipients_are_told_and_confirm(world: Installation) -> None:
    clock, database, person = world.moving_clock, world.services.database, world.person("anna")
    rows = world.rows("select record_no from membership where person_id = %(p)s", {"p": person})
    records = [row["record_no"] for row in rows]
    with _listening() as partner:
        catalogue = _reachable(world.catalogue, partner.server.server_port)
        with database.transaction() as transaction:
            announce(transaction, catalogue, clock(), "rectification", records, ["city"])
        first = deliver_due(database, catalogue, clock, _SECRETS)
        expect((first.received, first.failed) == (0, 1), "a refusal is no receipt")
        clock.forward(timedelta(days=8))
        with database.transaction() as transaction:
            waiting = told_about(transaction, records, clock())
        expect([notice.state for notice in waiting] == ["overdue"], "what takes long is overdue")
        second = deliver_due(database, catalogue, clock, _SECRETS)
        expect(second.received == 1, "the next attempt is received")
        with database.transaction() as transaction:
            told = told_about(transaction, records, clock())
    expect([(n.partner, n.state, n.attempts) for n in told] == [("carrier", "told", 2)],
           "the receipt is kept, with every attempt")  # fmt: skip
    values = world.rows("select delivered from source_record where record_no = any(%(r)s)",
                        {"r": records})  # fmt: skip
    texts = {str(v) for row in values for v in row["delivered"].values() if len(str(v)) > 3}
    sent = b" ".join(partner.bodies).decode()
    expect(not any(text in sent for text in texts), "no value of the person was sent")


def _reachable(catalogue: Catalogue, port: int) -> Catalogue:
    """The catalogue with the partner's address."""
    notify = Notify(url=f"http://127.0.0.1:{port}/notices", secret="PROOF_SECRET")  # noqa: S106 - a name
    carrier = catalogue.partners["carrier"].model_copy(update={"notify": notify})
    return catalogue.model_copy(update={"partners": {"carrier": carrier}})
