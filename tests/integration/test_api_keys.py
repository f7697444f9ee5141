"""Keys of the API on a real store: they open, end, are rotated and revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.privacy.accounts.keys import LONGEST_LIFE, ApiKeys
from klantbeeld.store.database import Database

START = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture
def moment() -> list[datetime]:
    """The time, which a test may put another in the place of."""
    return [START]


@pytest.fixture
def keys(database: Database, moment: list[datetime]) -> ApiKeys:
    return ApiKeys(database, lambda: moment[0])


def test_a_key_opens_until_it_is_revoked(keys: ApiKeys) -> None:
    secret = keys.create("webshop", "agent", ["write", "read", "read"], sources=["shop"])
    assert secret.startswith("kb_")
    key = keys.find(secret)
    assert key is not None
    assert (key.name, key.role, key.scopes) == ("webshop", "agent", ("read", "write"))
    assert (key.may_send("shop"), key.may_send("till")) == (True, False)
    assert keys.find(secret + "x") is None
    keys.revoke("webshop")
    assert keys.find(secret) is None
    assert keys.all()[0].revoked_at is not None
    for change in (keys.revoke, keys.rotate):
        with pytest.raises(InputError):
            change("webshop")


def test_a_key_ends_by_itself(keys: ApiKeys, moment: list[datetime]) -> None:
    short = keys.create("short", "agent", ["read"], life=timedelta(days=1))
    long = keys.create("long", "agent", ["read"])
    moment[0] += timedelta(days=1)
    assert (keys.find(short), keys.find(long) is not None) == (None, True)
    moment[0] = START + LONGEST_LIFE
    assert keys.find(long) is None


def test_a_rotated_key_is_the_same_key_under_another_secret(
    keys: ApiKeys, moment: list[datetime]
) -> None:
    old = keys.create("webshop", "agent", ["write"], sources=["*"])
    moment[0] += timedelta(days=300)
    new = keys.rotate("webshop")
    assert keys.find(old) is None
    moment[0] += timedelta(days=300)
    key = keys.find(new)
    assert key is not None
    assert key.may_send("anything")


def test_its_last_use_is_noted_once_a_minute(keys: ApiKeys, moment: list[datetime]) -> None:
    secret = keys.create("webshop", "agent", ["read"])
    assert keys.all()[0].last_used_at is None
    for seconds, noted in ((10, 10), (30, 10), (90, 90)):
        moment[0] = START + timedelta(seconds=seconds)
        keys.find(secret)
        assert keys.all()[0].last_used_at == START + timedelta(seconds=noted)


@pytest.mark.parametrize(
    ("name", "scopes", "sources", "life"),
    [
        ("taken", ["read"], [], LONGEST_LIFE),
        ("x", [], [], LONGEST_LIFE),
        ("x", ["root"], [], LONGEST_LIFE),
        ("", ["read"], [], LONGEST_LIFE),
        ("x", ["write"], [], LONGEST_LIFE),
        ("x", ["read"], ["shop"], LONGEST_LIFE),
        ("x", ["read"], [], timedelta(0)),
        ("x", ["read"], [], timedelta(days=400)),
    ],
)
def test_faulty_keys_are_refused(
    keys: ApiKeys, name: str, scopes: list[str], sources: list[str], life: timedelta
) -> None:
    keys.create("taken", "agent", ["read"])
    with pytest.raises(InputError):
        keys.create(name, "agent", scopes, sources=sources, life=life)
