"""Signing in at an identity provider, over HTTP, with everything that may be wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.security import IdentityProvider
from klantbeeld.core.errors import InternalError
from klantbeeld.privacy.accounts.accounts import Accounts
from klantbeeld.privacy.signing_in.provider import PATIENCE, Answer, ProviderSignIn
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from oidc_provider import CLIENT, SECRET, Provider, identity_provider

BACK = "http://klantbeeld.test/sign-in/callback"
ANNA = {"sub": "a1", "preferred_username": "Anna", "groups": ["staff", "helpdesk"]}


class _Desk:
    """A browser between Klantbeeld and the provider."""

    def __init__(self, database: Database, provider: Provider) -> None:
        self.now = datetime.now(UTC)
        self.database = database
        self.accounts = Accounts(database, lambda: self.now)
        self.provider = provider
        self.declared = IdentityProvider(
            name=Words(nl="Werk", en="Work"), issuer=provider.issuer, client_id=CLIENT,
            roles={"privacy": "officer", "helpdesk": "agent"},
        )  # fmt: skip
        self.door = self.way(SECRET)
        provider.claims = dict(ANNA)

    def way(self, secret: str) -> ProviderSignIn:
        return ProviderSignIn(
            self.declared, SecretStr(secret), self.accounts, self.database, lambda: self.now
        )

    def walk(self, **changed: Any) -> Answer:
        """There and back; what the browser brings, changed by who means ill."""
        leaving = self.door.depart(BACK, "/quality")
        there = httpx.get(leaving.address, trust_env=False)
        assert there.status_code == 302
        brought = parse_qs(urlsplit(there.headers["location"]).query)
        parts = {
            "code": brought["code"][0], "state": brought["state"][0],
            "browser_state": leaving.state, "redirect_uri": BACK, **changed,
        }  # fmt: skip
        return Answer(**parts)

    def last_line(self) -> dict[str, Any]:
        with self.database.transaction() as transaction:
            row = transaction.execute(
                "select actor, role, action, allowed, detail from access_log "
                "order by entry_no desc limit 1"
            ).fetchone()
        assert row is not None
        return dict(row)


@pytest.fixture
def desk(database: Database) -> Iterator[_Desk]:
    with identity_provider() as provider:
        yield _Desk(database, provider)


def test_a_colleague_comes_in_with_the_role_of_the_group(desk: _Desk) -> None:
    arrived = desk.door.arrive(desk.walk())
    assert arrived is not None
    signed_in, back = arrived
    assert back == "/quality"
    session = desk.accounts.session(signed_in.token)
    assert session is not None
    assert (session.username, session.role) == ("anna", "agent")
    line = desk.last_line()
    assert (line["actor"], line["role"], line["action"], line["allowed"], line["detail"]) == (
        "anna", "agent", "sign_in", True, {"how": "provider"},
    )  # fmt: skip
    account = desk.accounts.accounts()[0]
    assert account.at_provider
    assert desk.accounts.sign_in("anna", "") is None


def test_the_question_is_asked_as_the_standard_says(desk: _Desk) -> None:
    query = parse_qs(urlsplit(desk.door.depart(BACK, "/").address).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert "openid" in query["scope"][0].split()
    assert query["client_id"] == [CLIENT]
    assert all(len(query[name][0]) >= 40 for name in ("state", "nonce", "code_challenge"))


def test_another_group_is_another_role_at_the_next_sign_in(desk: _Desk) -> None:
    first = desk.door.arrive(desk.walk())
    desk.provider.claims["groups"] = "privacy"
    assert desk.door.arrive(desk.walk()) is not None
    assert [(one.username, one.role) for one in desk.accounts.accounts()] == [("anna", "officer")]
    assert first is not None
    session = desk.accounts.session(first[0].token)
    assert session is not None
    assert session.role == "officer"


def test_groups_may_stand_in_the_user_information(desk: _Desk) -> None:
    del desk.provider.claims["groups"]
    desk.provider.userinfo = {"sub": "a1", "groups": ["helpdesk"]}
    assert desk.door.arrive(desk.walk()) is not None
    desk.provider.userinfo["sub"] = "somebody else"
    assert desk.door.arrive(desk.walk()) is None


def test_who_has_no_role_here_stays_out_and_is_logged(desk: _Desk) -> None:
    desk.provider.claims["groups"] = ["staff"]
    assert desk.door.arrive(desk.walk()) is None
    line = desk.last_line()
    assert (line["actor"], line["allowed"], line["detail"]) == (
        "unknown", False, {"why": "provider"},
    )  # fmt: skip
    assert desk.accounts.accounts() == ()


def test_a_disabled_account_stays_out(desk: _Desk) -> None:
    assert desk.door.arrive(desk.walk()) is not None
    desk.accounts.changes.disable("anna", Actor("beheer", "", "web"))
    assert desk.door.arrive(desk.walk()) is None


def test_a_local_account_is_not_taken_over(desk: _Desk) -> None:
    desk.accounts.create("anna", "correct horse battery", "officer")
    assert desk.door.arrive(desk.walk()) is None
    assert desk.accounts.sign_in("anna", "correct horse battery") is not None


@pytest.mark.parametrize(
    "changed",
    [{"state": "forged"}, {"browser_state": ""}, {"browser_state": "forged"}, {"code": "forged"},
     {"state": "", "browser_state": ""}, {"redirect_uri": "http://elsewhere.test/"}],
)  # fmt: skip
def test_an_answer_that_was_not_asked_for_is_refused(desk: _Desk, changed: dict[str, str]) -> None:
    assert desk.door.arrive(desk.walk(**changed)) is None
    assert desk.last_line()["allowed"] is False


def test_an_answer_counts_once_and_not_for_ever(desk: _Desk) -> None:
    answer = desk.walk()
    assert desk.door.arrive(answer) is not None
    assert desk.door.arrive(answer) is None
    late = desk.walk()
    desk.now += PATIENCE + timedelta(seconds=1)
    assert desk.door.arrive(late) is None


@pytest.mark.parametrize(
    "lie",
    [{"nonce": "another"}, {"aud": "somebody else"}, {"iss": "https://elsewhere.test"},
     {"exp": 1}, {"iat": "soon"}, {"azp": "somebody else", "aud": [CLIENT, "other"]}],
)  # fmt: skip
def test_a_token_for_something_else_is_refused(desk: _Desk, lie: dict[str, Any]) -> None:
    desk.provider.lie = lambda claims: claims | lie
    assert desk.door.arrive(desk.walk()) is None
    assert desk.accounts.accounts() == ()


def test_a_token_that_others_signed_is_refused(desk: _Desk) -> None:
    answer = desk.walk()
    desk.door.depart(BACK, "/")  # its keys are known
    right, desk.provider.key = desk.provider.key, RSAKey.generate_key(2048)
    published, desk.provider.issuer = desk.provider.issuer, desk.provider.issuer
    token = desk.provider.token

    def forged(form: dict[str, str], credentials: str) -> dict[str, Any] | None:
        made = token(form, credentials)
        desk.provider.key = right  # what is published stays the right key
        return made

    desk.provider.token = forged  # type: ignore[method-assign]  # a provider that was broken into
    assert desk.door.arrive(answer) is None
    assert published == desk.provider.issuer


def test_a_provider_that_changed_its_key_is_followed(desk: _Desk) -> None:
    assert desk.door.arrive(desk.walk()) is not None
    desk.provider.key = RSAKey.generate_key(2048)
    assert desk.door.arrive(desk.walk()) is not None


def test_a_wrong_secret_lets_nobody_in(desk: _Desk) -> None:
    desk.door = desk.way("not the secret")
    assert desk.door.arrive(desk.walk()) is None
    assert desk.provider.refused == ["client"]


def test_a_provider_that_is_away_is_told(desk: _Desk) -> None:
    answer = desk.walk()
    away = desk.declared.model_copy(update={"issuer": "http://127.0.0.1:1"})
    door = ProviderSignIn(away, None, desk.accounts, desk.database, lambda: desk.now)
    with pytest.raises(InternalError, match="local account"):
        door.depart(BACK, "/")
    with pytest.raises(InternalError):
        door.arrive(answer)


def test_a_provider_that_names_another_issuer_is_not_believed(desk: _Desk) -> None:
    desk.provider.issuer = "https://elsewhere.test"
    with pytest.raises(InternalError):
        desk.way(SECRET).depart(BACK, "/")
