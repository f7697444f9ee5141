"""Templates use only what their context has, in both languages, and carry nothing inline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest
from jinja2 import nodes
from web_desk import Desk, sit

from klantbeeld.web import contexts
from klantbeeld.web.experience import contexts as experience_contexts
from klantbeeld.web.judging import contexts as judging_contexts
from klantbeeld.web.judging import model_contexts
from klantbeeld.web.languages import LANGUAGES
from klantbeeld.web.metrics import goals
from klantbeeld.web.metrics import page as metric_page
from klantbeeld.web.metrics import people as metric_people
from klantbeeld.web.mine import contexts as mine_contexts
from klantbeeld.web.person import consent_contexts, evidence_contexts, offer_contexts, own_link
from klantbeeld.web.privacy import (
    breaches,
    collection_contexts,
    log,
    overview,
    papers,
    partners,
    request_contexts,
    retention,
)
from klantbeeld.web.quality import contexts as quality_contexts
from klantbeeld.web.settings import accounts, keys, own_account
from klantbeeld.web.signing_in import steps as sign_in_steps
from klantbeeld.web.site import environment
from klantbeeld.web.value import contexts as value_contexts
from klantbeeld.web.value import contract_contexts, lifecycle_contexts

CONTEXTS: dict[str, type] = {
    "sign_in.html": contexts.SignInPage,
    "sign_in_code.html": sign_in_steps.CodePage,
    "sign_in_app.html": sign_in_steps.AppPage,
    "recovery_codes.html": sign_in_steps.RecoveryPage,
    "error.html": contexts.ErrorPage,
    "privacy/log.html": log.LogSearchPage,
    "settings/own_account.html": own_account.OwnAccountPage,
    "settings/accounts.html": accounts.AccountsPage,
    "settings/keys.html": keys.KeysPage,
    "refused.html": contexts.RefusedPage,
    "today.html": contexts.TodayPage,
    "search.html": contexts.SearchPage,
    "person.html": contexts.PersonPage,
    "person_timeline.html": contexts.PersonPage,
    "person_household.html": contexts.PersonPage,
    "person_organisations.html": contexts.PersonPage,
    "organisation.html": contexts.OrganisationPage,
    "person_records.html": contexts.PersonPage,
    "person_why.html": contexts.PersonPage,
    "person_history.html": contexts.PersonPage,
    "person_consents.html": contexts.PersonPage,
    "person_offers.html": contexts.PersonPage,
    "person_value.html": contexts.PersonPage,
    "value/lifecycle.html": lifecycle_contexts.LifecyclePage,
    "value/alerts.html": lifecycle_contexts.LifecyclePage,
    "value/stage_people.html": lifecycle_contexts.StagePeoplePage,
    "value/cohorts.html": lifecycle_contexts.CohortsPage,
    "value/overview.html": value_contexts.ValuePage,
    "value/churn.html": value_contexts.ChurnPage,
    "value/contracts.html": contract_contexts.ContractsPage,
    "value/models.html": value_contexts.ModelsPage,
    "value/offers.html": offer_contexts.OffersPage,
    "value/model.html": value_contexts.ValueModelPage,
    "compare.html": evidence_contexts.ComparePage,
    "review.html": judging_contexts.ReviewPage,
    "decide.html": judging_contexts.DecidePage,
    "merge.html": judging_contexts.MergePage,
    "sources.html": contexts.SourcesPage,
    "source.html": contexts.SourcePage,
    "quality.html": quality_contexts.QualityPage,
    "quality_records.html": quality_contexts.RecordsPage,
    "quality_checks.html": quality_contexts.ChecksPage,
    "quality_check.html": quality_contexts.CheckPage,
    "quality_check_record.html": quality_contexts.CheckedRecordPage,
    "metrics.html": metric_page.MetricsPage,
    "metric.html": metric_page.MetricPage,
    "metric_people.html": metric_people.MetricPeoplePage,
    "goals/goals.html": goals.GoalsPage,
    "experience/overview.html": experience_contexts.ExperiencePage,
    "experience/item.html": experience_contexts.ExperienceItemPage,
    "experience/remarks.html": experience_contexts.RemarksPage,
    "models.html": model_contexts.ModelsPage,
    "model.html": model_contexts.ModelPage,
    "privacy/overview.html": overview.OverviewPage,
    "privacy/paper.html": papers.PaperPage,
    "privacy/partners.html": partners.PartnersPage,
    "privacy/breaches.html": breaches.BreachesPage,
    "privacy/breach.html": breaches.BreachPage,
    "privacy/purposes.html": collection_contexts.PurposesPage,
    "privacy/collection.html": collection_contexts.CollectionPage,
    "privacy/drop.html": collection_contexts.DropPage,
    "privacy/refused_data.html": collection_contexts.RefusedDataPage,
    "privacy/requests.html": request_contexts.RequestsPage,
    "privacy/request.html": request_contexts.RequestPage,
    "privacy/retention.html": retention.RetentionPage,
    "privacy/consents.html": consent_contexts.ConsentsPage,
    "mine/confirm.html": consent_contexts.ConfirmPage,
    "own_link.html": own_link.OwnLinkPage,
    "mine/ask.html": mine_contexts.AskPage,
    "mine/link.html": mine_contexts.LinkPage,
    "mine/closed.html": mine_contexts.ClosedPage,
    "mine/message.html": mine_contexts.MessagePage,
    "mine/page.html": mine_contexts.OwnPage,
    "mine/correct.html": mine_contexts.CorrectPage,
    "mine/object.html": mine_contexts.ObjectPage,
    "mine/erase.html": mine_contexts.ErasePage,
}
ADDRESSES = (
    "/",
    "/search",
    "/search?q=mar",
    "/search?q=nobody",
    "/people/812",
    "/people/99",
    "/people/812?lines=9010&type=order&shown=100",
    "/people/812?tab=records",
    "/people/812?tab=why",
    "/people/812?tab=history",
    "/people/812?tab=consents",
    "/organisations/812",
    "/organisations/1904",
    "/organisations/99",
    "/people/812/compare/3305",
    "/people/812/compare/4711",
    "/people/812?decision=41&said=no_match&against=1",
    "/people/812?undone=41",
    "/people/812/merge",
    "/people/812/merge?q=mar",
    "/people/812/merge?with=3305",
    "/people/812/split?record=1904",
    "/people/812/no-household?with=940",
    "/people/812/own-link",
    "/review",
    "/review?skip=1&done=4&decision=41&said=match&last=812-77",
    "/review?records=1904-77",
    "/sources",
    "/sources/till",
    "/sources/till?replayed=1",
    "/quality",
    "/quality?dimension=validity",
    "/quality?k=5",
    "/quality?k=much",
    "/quality/records?source=webshop&attribute=email",
    "/quality/records?source=webshop&attribute=email&dimension=completeness",
    "/quality/records?source=webshop",
    "/quality/checks",
    "/quality/checks?source=webshop",
    "/quality/checks/7",
    "/quality/checks/7/record",
    "/metrics",
    "/metrics/new_customers",
    "/metrics/nps",
    "/metrics/customer_intimacy",
    "/metrics/customer_intimacy?period=2025-10-01",
    "/metrics?period=2026-03-01",
    "/metrics/churn?period=2026-01-01",
    "/metrics/churn?period=2024-01-01",
    "/metrics/new_customers/people?group=new&period=2026-03-01",
    "/metrics/new_customers/people?group=new&period=2026-03-01&dimension=channel&part=till&start=50",
    "/metrics/new_customers/people?group=new&period=2026-03-01&start=100",
    "/goals",
    "/experience",
    "/experience?months=24",
    "/experience/recommend",
    "/experience/silent",
    "/experience/recommend/remarks",
    "/experience/silent/remarks",
    "/models",
    "/models/1",
    "/models/2",
    "/value",
    "/value/churn",
    "/value/lifecycle",
    "/value/lifecycle?from=2026-01&to=2026-10&done=812.2026-10-02&all=true",
    "/value/lifecycle/people?stage=loyal",
    "/value/lifecycle/people?from=2026-01&to=2026-02&before=loyal&after=at_risk&start=50",
    "/value/cohorts",
    "/value/cohorts?show=total",
    "/value/contracts",
    "/value/models",
    "/value/offers",
    "/value/models/lifetime_value/1",
    "/value/models/churn/1",
    "/privacy",
    "/privacy/consents",
    "/no-such-page",
)


@pytest.fixture(scope="module")
def desks() -> Iterator[dict[str, Desk]]:
    """A service agent in each language, for whoever only looks."""
    with pytest.MonkeyPatch.context() as patch:
        yield {language: sit(patch, language=language) for language in LANGUAGES}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A service agent, reading Dutch."""
    return sit(monkeypatch)


def used_fields(template: str, name: str) -> Iterator[str]:
    made = environment("nl")
    assert made.loader is not None
    source, _, _ = made.loader.get_source(made, template)
    for node in made.parse(source).find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == name:
            yield node.attr


def test_every_page_has_a_context() -> None:
    surroundings = {"layout.html", "fragment.html", "top.html", "dialogs.html", "parts.html",
                    "quality_parts.html",
                    "evidence.html", "judging.html", "privacy/area.html", "trend.html",
                    "settings/area.html", "mine/layout.html", "mine/parts.html",
                    "privacy/request_clock.html", "privacy/breach_clock.html",
                    "privacy/papers.html", "goals/tabs.html", "people_list.html",
                    "experience/parts.html", "person_stage.html", "pictures/parts.html",
                    "area.html", "value/area.html", "value/parts.html"}  # fmt: skip
    assert set(environment("nl").list_templates()) == CONTEXTS.keys() | surroundings


@pytest.mark.parametrize("template", [*CONTEXTS, "layout.html", "top.html", "parts.html"])
def test_templates_use_fields_that_exist(template: str) -> None:
    shell = {field.name for field in fields(contexts.Shell)}
    assert set(used_fields(template, "shell")) <= shell
    if template in CONTEXTS:
        known = {field.name for field in fields(CONTEXTS[template])}
        assert set(used_fields(template, "page")) <= known


@pytest.mark.parametrize("template", list(dict.fromkeys(CONTEXTS.values())))
def test_contexts_hold_nothing_that_no_template_shows(template: type) -> None:
    own = [name for name, kind in CONTEXTS.items() if kind is template]
    used = {name for each in own for name in used_fields(each, "page")}
    assert {field.name for field in fields(template)} <= used


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_in_both_languages(
    desks: Mapping[str, Desk], address: str, language: str
) -> None:
    answer = desks[language].get(address)
    assert answer.status_code == (404 if address == "/no-such-page" else 200)
    assert f'<html lang="{language}">' in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"\son\w+=", answer.text)
    assert re.findall(r"<script(?![^>]*src=)", answer.text) == []
    assert "<style" not in answer.text
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'\s(?:for|aria-labelledby|aria-controls)="([^"]+)"', answer.text):
        assert target in ids


def test_what_a_source_delivers_is_never_markup(desk: Desk) -> None:
    desk.gate.view = desk.gate.hostile_view("<script>alert(1)</script>")
    text = desk.get("/people/812").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
