"""The made-up people of the scratch installation, by the number under which a source knows them.

Their data stand in ``project/data``. E-mail domains are reserved for examples (RFC 2606); nobody of
them exists.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One of a person's source records."""

    source: str
    key: str


PEOPLE = {
    "anna": MadeUp("crm", "C1"),
    "bram": MadeUp("crm", "C2"),
    "carla": MadeUp("crm", "C3"),
    "daan": MadeUp("crm", "C4"),
    "eva": MadeUp("crm", "C5"),
    "farid": MadeUp("crm", "C6"),
    "gijs": MadeUp("webshop", "W7"),
}
"""anna: two records (crm C1, webshop W1), orders, a case, consent for e-mail. bram: two records,
an order, an open case. carla: a record and nothing else. daan: under sixteen. eva: consent given
and withdrawn. farid: a record and nothing else. gijs: known by the webshop alone, an order."""
