"""What people are asked, in which words, and how a source writes down what they answered.

Entering: ``catalog/consents.yaml`` and the ``consent`` part of a delivery. Leaving: definitions.
Consent is asked per purpose and per channel, and proved by the version of the text (AVG/GDPR
Articles 4(11) and 7); the conditions of the soft opt-in are those of Telecommunicatiewet 11.7(3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from klantbeeld.catalog.definition import Definition, Identifier, RetentionPeriod, Words

TextVersion = Annotated[str, StringConstraints(min_length=1, max_length=60)]
"""How a version of a text is called, such as ``v4`` or ``2025-01``."""


class Channel(StrEnum):
    """By what way somebody is reached, or that data is used without reaching anybody."""

    EMAIL = "email"
    SMS = "sms"
    APP = "app"
    PHONE = "phone"
    POST = "post"
    DEVICE = "device"
    """Storing or reading on somebody's device, such as cookies (Telecommunicatiewet 11.7a)."""
    USE = "use"
    """Using data for the purpose itself, such as a profile, without a message."""


class ConsentDecision(StrEnum):
    """What somebody said."""

    GIVEN = "given"
    CONFIRMED = "confirmed"
    """Given, and confirmed from the address itself (double opt-in)."""
    WITHDRAWN = "withdrawn"


class Sector(StrEnum):
    """What kind of organisation it is: only some may call their own customers unasked."""

    COMPANY = "company"
    CHARITY = "charity"
    CHARITY_LOTTERY = "charity_lottery"
    NEWSPAPER_PUBLISHER = "newspaper_publisher"
    MAGAZINE_PUBLISHER = "magazine_publisher"


class ConsentText(Words):
    """One version of the question, word for word."""

    since: date
    """The first day on which people were asked in these words."""


class ConsentRequest(Definition):
    """What people are asked for one purpose."""

    channels: tuple[Channel, ...] = Field(min_length=1)
    """For which ways consent can be given; each is asked and answered by itself."""
    texts: dict[TextVersion, ConsentText] = Field(min_length=1)
    """Version -> the words of the question."""
    double_opt_in: tuple[Channel, ...] = ()
    """Channels where giving is not enough until it is confirmed from the address itself."""
    confirm_within: RetentionPeriod = "7 days"
    """How long a confirmation may take; after it the consent was never given."""

    def text_on(self, day: date) -> str | None:
        """The version in which people are asked on a day; None before the first."""
        known = [(text.since, version) for version, text in self.texts.items() if text.since <= day]
        return max(known)[1] if known else None


class PurposeWords(Definition):
    """How a source says for which purpose somebody answered."""

    field: Identifier | None = None
    """The detail field that tells."""
    words: dict[str, Identifier] = Field(default_factory=dict)
    """The source's word -> a purpose; another word is no consent."""
    always: Identifier | None = None
    """The purpose, where the source has but one."""


class ChannelWords(Definition):
    """How a source says for which channel somebody answered."""

    field: Identifier | None = None
    """The detail field that tells."""
    words: dict[str, Channel] = Field(default_factory=dict)
    """The source's word -> a channel; another word is no consent."""
    always: Channel | None = None
    """The channel, where the source has but one."""


class DecisionWords(Definition):
    """How a source says what somebody answered."""

    field: Identifier
    """The detail field that tells."""
    words: dict[str, ConsentDecision] = Field(min_length=1)
    """The source's word -> given, confirmed or withdrawn; another word is no consent."""


class RepresentativeWords(Definition):
    """How a source says that a parent or guardian answered (UAVG 5)."""

    field: Identifier
    """The detail field that tells."""
    words: tuple[str, ...] = Field(min_length=1)
    """The words that mean that the legal representative answered; any other means no."""


class ConsentReading(Definition):
    """How the touchpoints of a delivery are read as statements of consent."""

    purpose: PurposeWords
    """For what."""
    channel: ChannelWords
    """By which way."""
    decision: DecisionWords
    """Given, confirmed or withdrawn."""
    text_version: Identifier
    """The detail field with the version of the text: no version, no consent."""
    given_via: Identifier | None = None
    """The detail field that says where it was said: a form, a shop, a call."""
    representative: RepresentativeWords | None = None
    """Absent: people answered for themselves."""


class Objected(StrEnum):
    """What somebody can ask to be left undone, beside the use for one purpose."""

    MARKETING = "marketing"
    """No direct marketing in any way, nor profiling for it (AVG/GDPR Article 21(2) and (3))."""
    PROFILING = "profiling"
    """No profiling and no decision by machine (Articles 21 and 22)."""
    RESTRICTION = "restriction"
    """Nothing but keeping (Article 18)."""
    NOTHING = "nothing"
    """The source's word says that nothing was asked, or that it was taken back: it changes
    nothing, for only the person or a colleague ends an objection."""


class ObjectionWords(Definition):
    """How a source says what must not be done."""

    field: Identifier | None = None
    """The detail field that tells."""
    words: dict[str, Identifier] = Field(default_factory=dict)
    """The source's word -> marketing, profiling, restriction, nothing, or a purpose; a row with
    another word is refused."""
    always: Identifier | None = None
    """The same, where the source delivers but one thing."""


class ObjectionReading(Definition):
    """How the touchpoints of a delivery are read as objections and restrictions."""

    about: ObjectionWords
    """What must not be done any longer."""

    def read(self, detail: Mapping[str, str]) -> str | None:
        """What one touchpoint asks; None where its word is not declared."""
        field = self.about.field
        said = detail.get(field) if field is not None else None
        return self.about.always or reading_word(self.about.words, said)


class SoftOptIn(Definition):
    """What people were told where a source collects their address: Telecommunicatiewet 11.7(3)."""

    same_legal_entity: StrictBool
    """Whether the legal entity that sold is the one that will send."""
    told_at_collection: StrictBool
    """Whether people were told then that offers would be sent."""
    opt_out_offered: StrictBool
    """Whether they could refuse then, free and easily."""
    since: date
    """Sales from this day on were made under these conditions."""


def reading_word(words: Mapping[str, str], said: str | None) -> str | None:
    """What a source's word means, whatever its capitals and blanks; None for an unknown one."""
    if said is None:
        return None
    folded = " ".join(said.split()).casefold()
    return next((to for word, to in words.items() if word.casefold() == folded), None)
