"""The pages over the samples: a client that is signed in, and what it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import anyio
import consent_samples
import contract_samples
import experience_samples
import httpx
import lifecycle_samples
import metric_samples
import offer_samples
import pytest
import quality_samples
import value_samples
import web_model_samples as model_samples
from fastapi import FastAPI
from judging_samples import Decided, JudgingGate
from person_samples import NOW
from sample_gate import SampleAccounts
from source_samples import DEAD_LETTERS, QUALITY, STATUS, loads
from web_catalogue import catalogue

from klantbeeld.catalog.security import Limits
from klantbeeld.pipeline import attention
from klantbeeld.pipeline import status as pipeline_status
from klantbeeld.pipeline.changes import Change
from klantbeeld.pipeline.linking import model_views
from klantbeeld.pipeline.measuring import experience, figures, quality_money
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing import contract_figures, lifecycle_figures, offer_views
from klantbeeld.pipeline.valuing import views as value_views
from klantbeeld.privacy.rate_limits import RateLimits
from klantbeeld.web import pages as web_pages
from klantbeeld.web import sources
from klantbeeld.web.metrics import goals
from klantbeeld.web.privacy import consents
from klantbeeld.web.site import Site


@dataclass
class Desk:
    """One reader at a browser without scripts."""

    site: Site
    app: FastAPI
    gate: JudgingGate
    accounts: SampleAccounts
    cookies: dict[str, str]
    replayed: list[str]
    decided: Decided

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self._send("GET", address, headers={"accept": "text/html", **headers})

    def post(self, address: str, form: Mapping[str, str]) -> httpx.Response:
        return self._send("POST", address, data=dict(form))

    def _send(self, method: str, address: str, **parts: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://klantbeeld.test", cookies=self.cookies
            ) as client:
                return await client.request(method, address, **parts)

        answer = anyio.run(send)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        return answer


def silence() -> Iterator[Change]:
    """Nothing changes."""
    yield from ()


def sample_services() -> SimpleNamespace:
    return SimpleNamespace(
        catalogue=lifecycle_samples.told_for(catalogue(), "service"),
        database=None,
        gate=JudgingGate(),
        accounts=SampleAccounts(),
        limits=RateLimits.of(Limits()),
        provider_sign_in=None,
        log_search=None,
        administration=None,
        lifecycle=lifecycle_samples.SampleLifecycle(),
        lists=lifecycle_samples.SampleLists(),
        consents=consent_samples.SampleConsents(),
        contacts=consent_samples.SampleContacts(),
        marking=consent_samples.SampleMarking(),
        offers=offer_samples.SampleOffers(),
        value=value_samples.SampleValue(),
        offer_answers=offer_samples.SampleAnswers(),
        breaches=None,
        partners=None,
        figure_people=metric_samples.SamplePeople(),
        answers=experience_samples.SampleAnswers(),
        accuracy=quality_samples.SampleAccuracy(),
        record_lists=quality_samples.SampleRecordLists(),
        project=Path(),
        clock=lambda: NOW,
    )


def sit(monkeypatch: pytest.MonkeyPatch, role: str = "service", language: str = "nl") -> Desk:
    """Sits down at a desk; what the pipeline would count comes from the samples."""
    replayed: list[str] = []
    services = sample_services()
    services.accounts.role, services.accounts.language = role, language
    status = pipeline_status
    monkeypatch.setattr(status, "status", lambda *_: STATUS)
    monkeypatch.setattr(status, "source_status", lambda *_: STATUS.sources)
    monkeypatch.setattr(status, "quality", lambda *_: QUALITY)
    monkeypatch.setattr(status, "loads", lambda _, source, __: loads(source))
    monkeypatch.setattr(status, "dead_letters", lambda *_: DEAD_LETTERS)
    monkeypatch.setattr(sources, "replay_dead_letters", lambda _, source: replayed.append(source))
    monkeypatch.setattr(
        figures,
        "views",
        lambda _, only=None, day=None: metric_samples.views(only, day),
    )
    monkeypatch.setattr(offer_views, "offers_at_large", lambda _: offer_samples.AT_LARGE)
    monkeypatch.setattr(figures, "leading", lambda _: metric_samples.LEADING)
    monkeypatch.setattr(goals, "strategy", lambda _: metric_samples.strategy(services.catalogue))
    monkeypatch.setattr(
        experience, "experience", lambda _, months=12: experience_samples.view(months)
    )
    monkeypatch.setattr(quality_money, "quality_money", lambda *_: quality_samples.MONEY)
    monkeypatch.setattr(quality_money, "load_quality", lambda *_: quality_samples.LOADS)
    monkeypatch.setattr(
        quality_money, "faults_of", lambda *_: (quality_samples.FAULTS, quality_samples.AT)
    )
    monkeypatch.setattr(quality_money, "share_with_faults", lambda *_: 0.1)
    monkeypatch.setattr(model_views, "model_lines", lambda _: model_samples.LINES)
    monkeypatch.setattr(model_views, "promotions", lambda _: model_samples.PROMOTIONS)
    monkeypatch.setattr(model_views, "model_view", lambda *asked: model_samples.view(asked[-1]))
    monkeypatch.setattr(value_views, "figures", lambda _: value_samples.FIGURES)
    monkeypatch.setattr(contract_figures, "contract_figures", lambda _: contract_samples.CONTRACTS)
    monkeypatch.setattr(value_views, "standing", lambda _: value_samples.STANDING)
    monkeypatch.setattr(value_views, "model_versions", lambda _: value_samples.VERSIONS)
    stages = lifecycle_figures
    monkeypatch.setattr(stages, "standing", lambda _: lifecycle_samples.STANDING)
    monkeypatch.setattr(stages, "stage_flow", lifecycle_samples.flow)
    monkeypatch.setattr(stages, "cohorts", lambda *_: lifecycle_samples.COHORTS)
    monkeypatch.setattr(web_pages, "changes", lambda _: silence())
    monkeypatch.setattr(consents, "overview_of", lambda *_: consent_samples.OVERVIEW)
    monkeypatch.setattr(attention, "matters", lambda *_: ())
    decided = Decided()
    decided.install(monkeypatch)
    app = FastAPI()
    site = web_pages.install(app, cast(Services, services))
    site.hub.close()
    cookies = {"klantbeeld_session": "open"}
    return Desk(site, app, services.gate, services.accounts, cookies, replayed, decided)
