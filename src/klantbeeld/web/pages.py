"""All pages as one router, and what a server needs around them.

Entering: opened services. Leaving: routes, static files, headers and error pages on a FastAPI app.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from klantbeeld.pipeline.changes import changes
from klantbeeld.pipeline.services import Services
from klantbeeld.web import live, search, sources, today
from klantbeeld.web.experience import overview as experience
from klantbeeld.web.hub import Hub
from klantbeeld.web.judging import compare, decide, models, review
from klantbeeld.web.metrics import goals
from klantbeeld.web.metrics import overview as metrics
from klantbeeld.web.metrics import people as metric_people
from klantbeeld.web.mine import routes as mine
from klantbeeld.web.person import consents, organisations, own_link
from klantbeeld.web.person import offers as person_offers
from klantbeeld.web.person import page as person
from klantbeeld.web.privacy import (
    breaches,
    collection,
    overview,
    papers,
    partners,
    purposes,
    refused_data,
    requests,
    retention,
)
from klantbeeld.web.privacy import consents as consents_overview
from klantbeeld.web.privacy import log as log_search
from klantbeeld.web.quality import checks as quality_checks
from klantbeeld.web.quality import overview as quality
from klantbeeld.web.quality import records as quality_records
from klantbeeld.web.routing import add_error_pages
from klantbeeld.web.security import SecurityHeaders
from klantbeeld.web.settings import accounts, keys, own_account
from klantbeeld.web.signing_in import provider as sign_in_provider
from klantbeeld.web.signing_in import session
from klantbeeld.web.signing_in import steps as sign_in_steps
from klantbeeld.web.site import Site
from klantbeeld.web.static import PREFIX, HashedFiles
from klantbeeld.web.value import churn as value_churn
from klantbeeld.web.value import cohorts as value_cohorts
from klantbeeld.web.value import contracts as value_contracts
from klantbeeld.web.value import lifecycle as value_lifecycle
from klantbeeld.web.value import models as value_models
from klantbeeld.web.value import offers as value_offers
from klantbeeld.web.value import overview as value_overview
from klantbeeld.web.value import people as value_people


def pages(site: Site) -> APIRouter:
    """The routes of every page."""
    everything = APIRouter()
    for module in (
        session,
        sign_in_provider,
        sign_in_steps,
        today,
        search,
        person,
        person_offers,
        organisations,
        own_link,
        compare,
        consents,
        decide,
        review,
        sources,
        quality,
        quality_records,
        quality_checks,
        goals,
        metrics,
        experience,
        metric_people,
        value_overview,
        value_churn,
        value_people,
        value_models,
        value_lifecycle,
        value_cohorts,
        value_contracts,
        value_offers,
        models,
        overview,
        log_search,
        own_account,
        accounts,
        keys,
        papers,
        partners,
        breaches,
        purposes,
        collection,
        refused_data,
        requests,
        retention,
        consents_overview,
        mine,
        live,
    ):
        everything.include_router(module.router(site))
    return everything


def install(app: FastAPI, services: Services) -> Site:
    """Puts the pages on ``app``; close the returned site's ``hub`` when the server ends."""
    site = Site(services, Hub(lambda: changes(services.database)))
    app.include_router(pages(site))
    app.mount(PREFIX, HashedFiles(), name="static")
    app.add_middleware(SecurityHeaders)
    add_error_pages(app, site)
    return site
