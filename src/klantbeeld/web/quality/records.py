"""The records behind a fault: a cell of the heat map or a repair, opened through the gate.

Entering: a source, an attribute and a dimension or fault. Leaving: ``quality_records.html``, for
the purpose that ``catalog/quality.yaml`` names; who may not read for it gets the refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.measuring import quality_money
from klantbeeld.pipeline.status import WHOLE_RECORD
from klantbeeld.privacy.quality.record_lists import RecordList
from klantbeeld.web.languages import Language
from klantbeeld.web.quality import words as quality_words
from klantbeeld.web.quality.contexts import FaultChoice, RecordsPage
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site


def router(site: Site) -> APIRouter:
    """``GET /quality/records?source=&attribute=&dimension=&fault=``"""
    routes = page_router(site)

    @routes.get("/quality/records")
    def behind(
        request: Request,
        source: str = "",
        attribute: str = "",
        dimension: str = "",
        fault: str = "",
    ) -> Response:
        reader = site.reader(request)
        page = records_page(site, reader, source, attribute, dimension, fault)
        return site.render(
            request,
            "quality_records.html",
            page,
            language=reader.language,
            reader=reader,
            section="quality",
        )

    return routes


def records_page(
    site: Site, reader: Reader, source: str, attribute: str, dimension: str, fault: str
) -> RecordsPage:
    """The records with one fault, and the other faults that one can look at.

    Raises HTTPException 404 for what is not declared, and Refused.
    """
    catalogue, services = site.catalogue, site.services
    declared = catalogue.attributes.get(attribute)
    if source not in catalogue.sources or (attribute and declared is None):
        raise HTTPException(404)
    every, counted_at = quality_money.faults_of(services.database, catalogue, source, attribute)
    faults = {
        name: records
        for name, records in every.items()
        if not dimension or quality_words.dimension_of(name) == dimension
    } or every
    chosen = fault if fault in every else next(iter(faults), "")
    shown = faults if chosen in faults else every
    found = RecordList()
    if chosen:
        lists = services.record_lists
        found = lists.behind(reader.actor, source, attribute, chosen, every[chosen])
    purpose = catalogue.purposes.get(services.record_lists.purpose)
    return RecordsPage(
        source=source,
        label=declared.name if declared else WHOLE_RECORD,
        attribute=attribute,
        faults=tuple(_choices(source, attribute, dimension, shown, chosen, reader.language)),
        wrong=quality_words.fault_said(chosen, reader.language) if chosen else "",
        mend=quality_words.to_do(chosen, reader.language) if chosen else "",
        found=found,
        purpose=purpose.name if purpose else WHOLE_RECORD,
        counted_at=counted_at,
    )


def _choices(
    source: str,
    attribute: str,
    dimension: str,
    faults: Mapping[str, int],
    chosen: str,
    language: Language,
) -> Iterable[FaultChoice]:
    for name, records in faults.items():
        state = {"source": source, "attribute": attribute, "dimension": dimension, "fault": name}
        query = urlencode({key: value for key, value in state.items() if value})
        yield FaultChoice(
            fault=name,
            name=quality_words.fault_said(name, language),
            records=records,
            chosen=name == chosen,
            address=f"/quality/records?{query}",
        )
