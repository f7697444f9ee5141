"""Today: how many records became how many people, what waits or failed, what happens now.

Entering: the pipeline's status and quality, the gate's feed. Leaving: ``today.html``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.linking import review as queue
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.views import QualityCell, SourceStatus
from klantbeeld.privacy.views import FeedItem
from klantbeeld.web.contexts import Bar, Concern, GoalToday, TodayPage, WorstAttribute
from klantbeeld.web.languages import Language
from klantbeeld.web.metrics.lines import GOALS, metric_line
from klantbeeld.web.pictures.flow import flow
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_FEED = 16
_WORST = 5
_LAST_BAR = 5
"""People with this many records or more stand together."""


def router(site: Site) -> APIRouter:
    """``GET /``"""
    routes = page_router(site)

    @routes.get("/")
    def today(request: Request) -> Response:
        reader = site.reader(request)
        position = site.hub.position()
        return site.render(
            request,
            "today.html",
            today_page(site, reader),
            language=reader.language,
            reader=reader,
            section="today",
            live=f"/live/overview?after={position}",
        )

    return routes


def today_page(site: Site, reader: Reader) -> TodayPage:
    """The figures of this moment."""
    services = site.services
    status = pipeline_status.status(services.database, services.catalogue, services.clock)
    cells = pipeline_status.quality(services.database, services.catalogue)
    judges = reader.actor.role in services.gate.door.holders(Duty.JUDGE)
    asked = queue.open_questions(services) if judges else 0
    bringing = tuple(each for each in status.sources if each.records) or status.sources
    return TodayPage(
        goals=goals_today(site, reader.language),
        status=status,
        bringing=bringing,
        flow=flow([(source.source, source.records) for source in bringing], status.people),
        by_sources=bars(status.people_by_sources),
        by_records=bars(status.people_by_records),
        concerns=tuple(concerns(status.sources)),
        questions=asked,
        more_questions=asked >= queue.LONGEST_QUEUE,
        slipping=services.lifecycle.waiting()[0],
        worst=worst(cells),
        feed=_feed(site, reader),
    )


def goals_today(site: Site, language: Language) -> tuple[GoalToday, ...]:
    """Each goal with its leading figures; one without any says so."""
    aims = site.catalogue.strategy.goals
    return tuple(
        GoalToday(
            goal.value,
            site.say(language, GOALS[goal]),
            aims[goal].target if goal in aims else None,
            tuple(metric_line(site, view, language) for view in views),
        )
        for goal, views in figures.leading(site.services).items()
    )


def bars(counts: Sequence[tuple[int, int]]) -> tuple[Bar, ...]:
    """(number, people) as bars; the long tail stands together in the last one."""
    folded: dict[int, int] = {}
    for number, people in sorted(counts):
        place = min(number, _LAST_BAR)
        folded[place] = folded.get(place, 0) + people
    total = sum(folded.values())
    longest = max(folded.values(), default=0)
    return tuple(
        Bar(number, people, 100 * people / longest, people / total)
        for number, people in folded.items()
        if people
    )


def concerns(sources: Iterable[SourceStatus]) -> Iterable[Concern]:
    """What failed before what waits."""
    sources = tuple(sources)
    for source in sources:
        if source.last_load is not None and source.last_load.state == "failed":
            yield Concern("failed_loads", 1, source, wrong=True)
    for source in sources:
        if source.dead_letters:
            yield Concern("dead_letters", source.dead_letters, source, wrong=True)
    for source in sources:
        if source.waiting:
            yield Concern("waiting", source.waiting, source, wrong=False)


def worst(cells: Iterable[QualityCell]) -> tuple[WorstAttribute, ...]:
    """The checks that fail most often, one per attribute and source; none that always pass."""
    lowest: dict[tuple[str, str], WorstAttribute] = {}
    for cell in cells:
        share = cell.share
        if share is None or share == 1:
            continue
        known = lowest.get((cell.source, cell.attribute))
        if known is None or share < known.share:
            lowest[cell.source, cell.attribute] = WorstAttribute(
                cell.source, cell.label, cell.dimension, share
            )
    return tuple(sorted(lowest.values(), key=lambda item: item.share)[:_WORST])


def _feed(site: Site, reader: Reader) -> tuple[FeedItem, ...] | None:
    # Asked beforehand, so that an open page does not fill the log with refusals.
    role, purpose = reader.actor.role, reader.purpose
    if purpose not in site.allowed_purposes(role):
        return None
    if not site.catalogue.visible_touchpoints(role, purpose):
        return None
    return site.services.gate.feed(reader.actor, reader.purpose, _FEED)
