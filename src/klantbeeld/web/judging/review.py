"""The review queue: one question at a time, answered by a key, undone by a key.

Entering: the queue, the gate's comparison (a logged read about everybody in it), and posted
answers. Leaving: ``review.html``; an answer leads to the next question at once. The address holds
how far one is, so that a colleague can be sent the same question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.linking import review as queue
from klantbeeld.pipeline.linking.judgements import Verdict, answer, answer_pairs, undo
from klantbeeld.pipeline.linking.outcome import Groups, outcome
from klantbeeld.privacy.decision_views import ComparisonView
from klantbeeld.web import security
from klantbeeld.web.judging import verdicts
from klantbeeld.web.judging.contexts import Notice, ReviewPage
from klantbeeld.web.judging.sides import side_rows
from klantbeeld.web.languages import N_
from klantbeeld.web.person.evidence import field_names, link_pictures
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_PAIR = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the address of the page holds."""

    done: int = 0
    """Questions answered since the first was shown."""
    skip: int = 0
    """Open questions before this one that were passed over."""
    records: str = ""
    """Two record numbers with a dash, for a question outside the queue."""

    def address(self) -> str:
        parts = [("records", self.records)] if self.records else []
        parts += [(n, str(v)) for n, v in (("done", self.done), ("skip", self.skip)) if v]
        return "/review" + (f"?{urlencode(parts)}" if parts else "")


def router(site: Site) -> APIRouter:
    """``GET /review``, ``POST /review`` (an answer) and ``POST /decisions/undo``"""
    routes = page_router(site)

    @routes.get("/review")
    def review(
        request: Request,
        done: int = 0,
        skip: int = 0,
        records: str = "",
        decision: int | None = None,
        said: str = "",
        undone: int | None = None,
        against: bool = False,
        last: str = "",
    ) -> Response:
        reader = site.reader(request)
        state = ReviewState(_bounded(done), _bounded(skip), records)
        notice = verdicts.notice(decision, said, undone, against)
        page = review_page(site, reader, state, notice, last if _PAIR.fullmatch(last) else "")
        return site.render(
            request, "review.html", page, language=reader.language, reader=reader, section="review"
        )

    @routes.post("/review")
    def answered(
        request: Request,
        one: int = Form(),
        other: int = Form(),
        verdict: str = Form(),
        reason: str = Form(""),
        done: int = Form(0),
        skip: int = Form(0),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        if verdict not in verdicts.VERDICTS:
            raise InputError.single(
                "there is no such answer", "verdict", "Choose one of the buttons."
            )
        said = cast(Verdict, verdict)
        services = site.services
        made = answer(services, reader.actor, reader.purpose, (one, other), said, reason)
        state = ReviewState(_bounded(done) + 1, _bounded(skip))
        back = verdicts.told_in(state.address(), made, verdict)
        return RedirectResponse(f"{back}&last={one}-{other}", status_code=303)

    @routes.post("/decisions/undo")
    def undone(
        request: Request,
        decision: int = Form(),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        ended = undo(site.services, reader.actor, reader.purpose, [decision])
        told = {"undone": str(ended.decision_no)}
        address = verdicts.with_query(security.local_path(back), told)
        return RedirectResponse(address, status_code=303)

    return routes


def review_page(
    site: Site, reader: Reader, state: ReviewState, notice: Notice | None, last: str = ""
) -> ReviewPage:
    """One question of the queue, or the two records that the address names."""
    services = site.services
    now = services.clock()
    asked = site.turns.ordered(queue.questions(services), reader.actor.name, now)
    kind, pair = _chosen(asked, state)
    judges = services.gate.door.holders(Duty.JUDGE)
    if pair is not None and reader.actor.role in judges:
        site.turns.take(pair, reader.actor.name, now)
    place = min(state.skip, max(len(asked) - 1, 0))
    here = replace(state, records="", skip=place)
    page = ReviewPage(
        view=None,
        kind="",
        rows=(),
        picture=None,
        records=pair or (0, 0),
        match="",
        no_match="",
        place=state.done + place + 1,
        total=state.done + len(asked),
        capped=len(asked) >= queue.LONGEST_QUEUE,
        done=state.done,
        skipped=place,
        next_address=replace(here, skip=place + 1).address() if place + 1 < len(asked) else None,
        previous_address=replace(here, skip=place - 1).address() if place else None,
        may_judge=reader.actor.role in judges,
        judges=tuple(site.catalogue.roles[name].name for name in judges),
        notice=notice,
        undo_address=replace(here, done=max(state.done - 1, 0), records=last).address(),
    )
    return page if pair is None else _with_question(site, reader, page, kind, pair)


def _chosen(
    asked: tuple[queue.Question, ...], state: ReviewState
) -> tuple[str, tuple[int, int] | None]:
    named = _PAIR.fullmatch(state.records)
    if named is not None:
        pair = int(named[1]), int(named[2])
        kinds = (q.kind for q in asked if set(q.records) == set(pair))
        return next(kinds, ""), pair
    if not asked:
        return "", None
    question = asked[min(state.skip, len(asked) - 1)]
    return question.kind, question.records


def _with_question(
    site: Site, reader: Reader, page: ReviewPage, kind: str, pair: tuple[int, int]
) -> ReviewPage:
    services, fmt = site.services, site.formats(reader.language)
    together = outcome(services, answer_pairs(services, pair, "match"), "match")
    apart = outcome(services, [pair], "no_match")
    view = services.gate.evidence.side_by_side(
        reader.actor, reader.purpose, sides_of(apart, pair), pair=pair, outcome=together
    )
    labels = {name: a.name for name, a in site.catalogue.attributes.items()}
    both = (*view.sides[0].records, *view.sides[1].records)
    links = [view.link] if view.link else []
    pictures = link_pictures(both, links, field_names(labels, reader.language), fmt)
    return replace(
        page,
        view=view,
        kind=site.say(reader.language, verdicts.KINDS[kind]) if kind else "",
        rows=side_rows(view, site.catalogue.attributes, fmt, pair),
        picture=next(iter(pictures), None),
        match=verdicts.outcome_told(view.becomes, fmt),
        no_match=_told_apart(site, reader, view),
    )


def sides_of(apart: Groups, pair: tuple[int, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The records on either side, as the answer "not one person" would leave them."""
    left, right = (next(group for group in apart if record in group) for record in pair)
    return (left, right) if left != right else ((pair[0],), (pair[1],))


def _told_apart(site: Site, reader: Reader, view: ComparisonView) -> str:
    left, right = view.sides
    if left.person_id != right.person_id:
        return site.say(reader.language, N_("They stay two people."))
    told = site.say(reader.language, N_("They become two people: %(left)s and %(right)s."))
    return told % {"left": left.display_name, "right": right.display_name}


def _bounded(number: int) -> int:
    return max(0, min(number, _MOST))
