"""The ground that every page stands on: the reader, the templates, the answer.

Entering: a request. Leaving: who reads and for what purpose, or a page. A page asked for with
``fragment`` comes without its surroundings, for the script that puts it in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.accounts.sessions import Session
from klantbeeld.privacy.views import Actor
from klantbeeld.web import security, static, words
from klantbeeld.web.contexts import PurposeChoice, Shell
from klantbeeld.web.formats import Formats
from klantbeeld.web.hub import Hub
from klantbeeld.web.judging import verdicts
from klantbeeld.web.judging.turns import Turns
from klantbeeld.web.languages import LANGUAGES, Language, locale_of, preferred, translations
from klantbeeld.web.privacy import log_words


class SignInNeededError(Exception):
    """There is no session, or it has ended."""


class ForgedFormError(Exception):
    """The form does not carry its session's token."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in, and the purpose for which this request reads."""

    actor: Actor
    language: Language
    csrf_token: str
    purpose: str


@cache
def environment(language: Language) -> Environment:
    """The templates in one language; an unknown name is an error, never an empty spot."""
    made = Environment(
        loader=PackageLoader("klantbeeld.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The i18n extension adds this method at run time.
    install: Any = getattr(made, "install_gettext_translations")  # noqa: B009
    install(translations(language), newstyle=True)
    count_words: Any = made.globals["ngettext"]

    @pass_context
    def counted(context: Context, one: str, more: str, number: int, **values: object) -> str:
        """Numbers within texts as the reader writes them, too."""
        shown = format_decimal(number, locale=locale_of(language))
        return str(count_words(context, one, more, number, num=shown, **values))

    made.globals["ngettext"] = counted
    made.globals["static"] = static.address
    made.globals["words"] = words
    made.globals["verdicts"] = verdicts
    made.globals["log_words"] = log_words
    return made


def source_codes(sources: tuple[str, ...]) -> Mapping[str, str]:
    """Two capitals per source, all different: the bullet that stands for it in tables."""
    codes: dict[str, str] = {}
    for source in sources:
        letters = [letter for letter in source.upper() if letter.isalnum()]
        wishes = [letters[0] + second for second in letters[1:]] or [letters[0] * 2]
        spare = [f"{letters[0]}{number}" for number in range(1, 10)]
        taken = set(codes.values())
        codes[source] = next(code for code in (*wishes, *spare, source) if code not in taken)
    return codes


@dataclass(frozen=True)
class Site:
    """Everything that the routes share."""

    services: Services
    hub: Hub
    turns: Turns = field(default_factory=Turns)
    environments: Mapping[Language, Environment] = field(
        default_factory=lambda: {language: environment(language) for language in LANGUAGES}
    )

    @property
    def catalogue(self) -> Catalogue:
        return self.services.catalogue

    def reader(self, request: Request) -> Reader:
        """Who is signed in.

        Raises SignInNeededError, and InputError for an account whose role is declared no longer.
        """
        token = request.cookies.get(security.SESSION_COOKIE)
        session = self.services.accounts.session(token) if token else None
        if session is None:
            raise SignInNeededError
        self.services.limits.reads.take(f"account {session.username}")
        role = session.role
        if role not in self.catalogue.roles:
            raise InputError.single(
                f"the role {role} of this account is not declared",
                "catalog: roles",
                "Declare the role, or give the account another one.",
            )
        wished = request.cookies.get(security.PURPOSE_COOKIE)
        purpose = next(
            (name for name in self.allowed_purposes(role) if name == wished),
            self.catalogue.roles[role].default_purpose,
        )
        return Reader(
            actor=Actor(name=session.username, role=role, via="web"),
            language=self.language_of(session),
            csrf_token=session.csrf_token,
            purpose=purpose,
        )

    def count_sign_in(self, request: Request) -> None:
        """Counts an attempt to sign in from this address; raises TooManyError."""
        address = request.client.host if request.client else "unknown"
        self.services.limits.sign_ins.take(address)

    def form_reader(self, request: Request, csrf_token: str) -> Reader:
        """The reader behind a posted form; raises ForgedFormError without the right token."""
        reader = self.reader(request)
        if not security.same_token(csrf_token, reader.csrf_token):
            raise ForgedFormError
        return reader

    def language_of(self, session: Session) -> Language:
        """The language of an account."""
        return preferred(session.language, accept_language="", otherwise=self._language)

    def signed_out_language(self, request: Request) -> Language:
        """Without an account: the cookie, the browser, the organisation's."""
        return preferred(
            request.cookies.get(security.LANGUAGE_COOKIE),
            accept_language=request.headers.get("accept-language", ""),
            otherwise=self._language,
        )

    @property
    def _language(self) -> Language:
        return self.catalogue.organisation.language

    def _may(self, role: str) -> tuple[Duty, ...]:
        return self.catalogue.roles[role].may

    def allowed_purposes(self, role: str) -> tuple[str, ...]:
        """The purposes that are switched on and for which this role may read."""
        return self.catalogue.purposes_of(role)

    def purpose_choice(self, name: str, chosen: str | None = None) -> PurposeChoice:
        """A purpose as the pages name it."""
        purpose = self.catalogue.purposes[name]
        return PurposeChoice(
            name, purpose.name, purpose.description, purpose.legal_basis.value, name == chosen
        )

    def formats(self, language: Language) -> Formats:
        """How values look now."""
        return Formats(language, self.catalogue.organisation.time_zone, self.services.clock())

    def say(self, language: Language, text: str) -> str:
        """A marked text in the reader's language."""
        return translations(language).gettext(text)

    def render(
        self,
        request: Request,
        template: str,
        page: object,
        *,
        language: Language,
        reader: Reader | None = None,
        section: str = "",
        live: str | None = None,
        csrf_token: str = "",
        status: int = 200,
    ) -> Response:
        """A whole page, or only its main part where ``fragment`` is in the address."""
        fragment = "fragment" in request.query_params
        made = self.environments[language]
        text = made.get_template(template).render(
            layout="fragment.html" if fragment else "layout.html",
            page=page,
            shell=self.shell(request, reader, section=section, live=live, csrf_token=csrf_token),
            fmt=self.formats(language),
            language=language,
        )
        return HTMLResponse(text, status_code=status)

    def shell(
        self,
        request: Request,
        reader: Reader | None,
        *,
        section: str,
        live: str | None,
        csrf_token: str,
    ) -> Shell:
        """What surrounds the page."""
        sources = self.catalogue.sources
        role: Words | None = None
        purposes: tuple[PurposeChoice, ...] = ()
        if reader is not None:
            role = self.catalogue.roles[reader.actor.role].name
            purposes = tuple(
                self.purpose_choice(name, reader.purpose)
                for name in self.allowed_purposes(reader.actor.role)
            )
        return Shell(
            organisation=self.catalogue.organisation.name,
            path=own_path(request),
            section=section,
            username=reader.actor.name if reader else None,
            role=role,
            csrf_token=reader.csrf_token if reader else csrf_token,
            purposes=purposes,
            codes=source_codes(tuple(sources)),
            source_names={name: source.name for name, source in sources.items()},
            live=live,
            administers=reader is not None and Duty.ADMINISTER in self._may(reader.actor.role),
        )


def own_path(request: Request) -> str:
    """The present address without ``fragment``, quoted for a link."""
    query = "&".join(
        f"{quote(name)}={quote(value)}"
        for name, value in request.query_params.multi_items()
        if name != "fragment"
    )
    return quote(request.url.path) + (f"?{query}" if query else "")
