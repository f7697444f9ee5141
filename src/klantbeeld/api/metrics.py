"""The routes of figures: every metric, one with its periods and parts, the goals, and the people
behind a figure, through the gate."""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from pydantic import TypeAdapter

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.catalog.periods import first_day
from klantbeeld.metrics.read import MetricView
from klantbeeld.metrics.targets import standing
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.measuring.strategy import strategy
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.figure_people import Behind
from klantbeeld.privacy.lists import PeopleList

Answer = dict[str, Any]
_PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


def figuring(services: Services) -> APIRouter:
    """``/metrics``, ``/metrics/{name}``, ``/metrics/{name}/people`` and ``/goals``"""
    router = APIRouter(tags=["figures"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/metrics")
    def metrics(_: reader, period: date | None = None) -> list[Answer]:
        """Every metric with its value over the period in which the day lies, by its own grain;
        without a day the last whole period. Without a value ``needs`` says what is missing,
        ``too_few`` that fewer than ten people stand behind it, or ``trouble`` why the query of a
        metric of your own cannot be counted."""
        return [_told(services, view) for view in figures.views(services, day=period)]

    @router.get("/metrics/{name}")
    def metric(_: reader, name: str, period: date | None = None) -> Answer:
        """One metric with all its periods, its parts, what feeds it and its definition."""
        found = figures.views(services, name, period)
        if not found:
            raise HTTPException(404, "There is no such metric: GET /api/v1/metrics lists them.")
        (view,) = found
        more: Answer = {
            "points": view.points,
            "parts": view.parts,
            "components": view.components,
            "feeds": view.feeds,
            "consent": view.consents,
            "other_currency": view.other_currency,
            "connect": view.connect,
            "definition": view.metric,
        }
        return {**_told(services, view), **_PLAIN.dump_python(more, mode="json")}

    @router.get("/metrics/{name}/people")
    def people(
        caller: reader,
        name: str,
        period: date,
        group: Annotated[str, Query(max_length=63)],
        dimension: Annotated[str, Query(max_length=63)] = "",
        part: Annotated[str, Query(max_length=200)] = "",
        start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> PeopleList:
        """The people behind a figure, fifty at once: a group under ``people`` of its definition.

        403 where the purpose does not see what it counts, or fewer than ten stand behind it.
        """
        metric = figures.definition(services, name)
        first = period if metric is None else first_day(period, metric.grain)
        behind = Behind(name, group, first, dimension, part)
        return services.figure_people.people(caller.actor, caller.purpose, behind, start)

    @router.get("/goals")
    def goals(_: reader) -> Answer:
        """The goals with their metrics, what is collected and what for, and what does not fit."""
        view = strategy(services)
        found: Answer = {
            "goals": [
                {"goal": node.goal, "target": node.target, "owner": node.owner, "by": node.by,
                 "measured": node.measured,
                 "metrics": [_told(services, each.view) for each in node.metrics]}
                for node in view.goals
            ],
            "data": view.data,
            "idle": [node.name for node in view.idle],
            "unmeasured": [node.goal for node in view.unmeasured],
            "without_input": [node.view.id for node in view.without_input],
        }  # fmt: skip
        told: Answer = _PLAIN.dump_python(found, mode="json")
        return told

    return router


def _told(services: Services, view: MetricView) -> Answer:
    """A metric with the figure of its chosen period."""
    last, compared = view.last, figures.compared(view)
    return {
        "id": view.id,
        "name": view.name.model_dump(),
        "goal": view.metric.goal.value,
        "unit": view.unit.value,
        "grain": view.metric.grain.value,
        "version": view.metric.version,
        "owner": view.metric.owner,
        "value": last.value if last else None,
        "low": last.low if last else None,
        "high": last.high if last else None,
        "n": last.n if last else None,
        "too_few": last is not None and last.too_few,
        "period": last.period.isoformat() if last else None,
        "period_before": compared.before.value if compared.before else None,
        "year_before": compared.year.value if compared.year else None,
        "target": view.metric.target,
        "target_high": view.metric.target_high,
        "standing": standing(view.metric, last.value if last else None).value,
        "freshness_seconds": figures.freshness_seconds(services, view),
        "needs": figures.needs_told(view),
        "trouble": figures.trouble_told(view),
    }
