"""What somebody says is right about himself, until a colleague decides: Article 16 AVG/GDPR.

Entering: a customer's visit and the value that he types. Leaving: a request in the register, which
names the attribute, and the value beside it, which hangs on the person's record and goes with it.
"""

from __future__ import annotations

from enum import StrEnum

from klantbeeld.privacy.door import Door
from klantbeeld.privacy.own_page.links import Visit
from klantbeeld.privacy.requests.register import Requests
from klantbeeld.privacy.requests.state import Identified, Kind, Request
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.privacy.views import Actor
from klantbeeld.quality.refusals import find_bsn
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.own_page", "proposals.sql")

LONGEST_VALUE = 200


class Fault(StrEnum):
    """Why a typed text cannot be taken."""

    EMPTY = "empty"
    LONG = "long"
    BSN = "bsn"
    """A citizen service number stands in it, which may not be kept (UAVG 46)."""


def fault_in(text: str, longest: int = LONGEST_VALUE) -> Fault | None:
    """What is wrong with what a customer typed; None for nothing."""
    if not text.strip():
        return Fault.EMPTY
    if len(text) > longest:
        return Fault.LONG
    return Fault.BSN if find_bsn(text) else None


class Proposals:
    """Proposed values in the store."""

    def __init__(self, database: Database, door: Door, requests: Requests) -> None:
        self._database = database
        self._door = door
        self._requests = requests

    def propose(self, visit: Visit, attribute: str, value: str, language: str) -> Request:
        """Asks to correct one attribute to this value.

        The caller has looked at ``fault_in``. Raises Refused and NotFound.
        """
        request = self._requests.open(
            visit.actor, OWN_DATA, Kind.RECTIFICATION, visit.person_id,
            via="own_page", language=language, attributes=[attribute],
        )  # fmt: skip
        with self._database.transaction() as transaction:
            transaction.execute(
                _SQL["propose"],
                {
                    "request_no": request.request_no,
                    "record_no": visit.actor.own[0],
                    "attribute": attribute,
                    "value": value.strip(),
                },
            )
        return self._requests.identified(
            visit.actor, OWN_DATA, request.request_no, Identified.SIGNED_IN
        )

    def of_request(self, actor: Actor, purpose: str, request: Request) -> dict[str, str]:
        """Attribute -> what the person says it should be, for whoever may see the attribute.

        Raises Refused and NotFound.
        """
        found: dict[str, str] = {}
        with self._door.read(actor, purpose, "request.proposed") as read:
            read.records(request.person_id)
            rows = read.transaction.execute(
                _SQL["of_request"], {"request_no": request.request_no}
            ).fetchall()
            found = read.sight.within({row["attribute"]: row["value"] for row in rows})
            read.detail = {"attributes": tuple(found)}
        return found
