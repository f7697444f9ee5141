"""Survey items, complaints and what is observed: checked with file, line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.experience import MEASURES, METRICS, OBSERVED, ItemKind, Pillar
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.metrics.observed import OBSERVED_MEASURES
from klantbeeld.metrics.registry import supplied

FILE = "catalog/experience.yaml"
TYPES = """
form:
  name: {nl: Enquête, en: Survey}
  kind: survey
  data_category: user.content
  purposes: [customer_service]
  retention: 2 years
  goal: serve_better
  roles: [service_agent]
  detail: {nps_mark: {nl: c, en: c}, kind: {nl: s, en: s}, mark: {nl: m, en: m}}
  means: {score: mark, question: kind}
bare:
  name: {nl: Enquête, en: Survey}
  kind: survey
  data_category: user.content
  purposes: [customer_service]
  retention: 2 years
  goal: serve_better
  roles: [service_agent]
  detail: {mark: {nl: m, en: m}}
ticket:
  name: {nl: Vraag, en: Case}
  kind: case
  data_category: user.content
  purposes: [customer_service]
  retention: 2 years
  goal: serve_better
  roles: [service_agent]
  detail: {sort: {nl: s, en: s}}
  open_statuses: [open]
"""
ITEMS = """
items:
  recommend:
    name: {nl: A, en: R}
    text: {nl: A, en: R}
    kind: nps
    scale: [0, 10]
    touchpoint: form
    field: nps_mark
    stage: buy
  promise:
    name: {nl: A, en: R}
    text: {nl: A, en: R}
    kind: pillar
    pillar: integrity
    scale: [0, 10]
    touchpoint: form
    question: promise
  heard:
    name: {nl: A, en: R}
    text: {nl: A, en: R}
    kind: pillar
    pillar: empathy
    scale: [0, 10]
    touchpoint: form
    question: heard
complaints:
  - {touchpoint: ticket, field: sort, words: [klacht]}
importance: {outcome: recommend, drivers: [promise, heard]}
observed: {empathy: [contacts_per_case, click_rate]}
"""
CASES = [
    ("scale: [0, 10]\n    touchpoint: form\n    field",
     "scale: [1, 10]\n    touchpoint: form\n    field", "items.recommend.scale",
     "asked from 0 to 10"),
    ("stage: buy", "stage: by", "items.recommend.stage", "Did you mean `buy`?"),
    ("field: nps_mark", "field: nps", "items.recommend.field", "detail field"),
    ("field: nps_mark", "question: nps\n    field: nps_mark", "items.recommend", "one way"),
    ("    field: nps_mark\n", "", "items.recommend", "one way"),
    ("    pillar: integrity\n", "", "items.promise", "name their `pillar`"),
    ("touchpoint: form\n    field", "touchpoint: ticket\n    field", "items.recommend.touchpoint",
     "no answers to a survey"),
    ("touchpoint: form\n    field", "touchpoint: from\n    field", "items.recommend.touchpoint",
     "Did you mean `form`?"),
    ("touchpoint: form\n    question: heard", "touchpoint: bare\n    question: heard",
     "items.heard", "cannot be told by question"),
    ("scale: [0, 10]\n    touchpoint: form\n    question: heard",
     "scale: [1, 5]\n    touchpoint: form\n    question: heard", "items.heard.scale",
     "another scale"),
    ("scale: [0, 10]\n    touchpoint: form\n    question: heard",
     "scale: [10, 0]\n    touchpoint: form\n    question: heard", "items.heard.scale", "go up"),
    ("drivers: [promise, heard]", "drivers: [promise, recommend]", "importance.outcome", "itself"),
    ("drivers: [promise, heard]", "drivers: [promise, herd]", "importance.drivers.1", "`heard`"),
    ("touchpoint: ticket", "touchpoint: form", "complaints.0", "no matters that can be open"),
    ("field: sort, words: [klacht]", "field: sort", "complaints.0", "Write both"),
    ("field: sort,", "field: soort,", "complaints.0.field", "detail field"),
    ("contacts_per_case", "contact_per_case", "observed.empathy.0", "`contacts_per_case`"),
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    init_project(folder)
    types = folder / "catalog/touchpoints.yaml"
    types.write_text(types.read_text(encoding="utf-8") + TYPES, encoding="utf-8")
    (folder / FILE).write_text(ITEMS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("old", "new", "key", "says"), CASES)
def test_a_fault_names_its_place_and_mend(
    project: Path, old: str, new: str, key: str, says: str
) -> None:
    assert old in ITEMS
    (project / FILE).write_text(ITEMS.replace(old, new, 1), encoding="utf-8")
    faults = check_project(project)
    here = [fault for fault in faults if fault.where.endswith(f": {key}")]
    assert [f for f in here if says in f.what or says in f.mend], [str(f) for f in faults]


def test_items_are_weighed_against_recommendation_without_being_told(project: Path) -> None:
    assert check_project(project) == []
    text = ITEMS.replace("importance: {outcome: recommend, drivers: [promise, heard]}\n", "")
    (project / FILE).write_text(text, encoding="utf-8")
    weighed = load_project(project).asked.weighed
    assert weighed is not None
    assert (weighed.outcome, weighed.drivers) == ("recommend", ("promise", "heard"))


def test_without_the_file_surveys_ask_what_most_surveys_ask(project: Path) -> None:
    (project / FILE).unlink()
    asked = load_project(project).asked
    assert {name: item.kind for name, item in asked.items.items()} == {
        "nps": ItemKind.NPS, "csat": ItemKind.CSAT,
    }  # fmt: skip
    assert asked.complaints == ()
    assert asked.weighed is None


def test_a_complaint_is_told_by_its_words(project: Path) -> None:
    rules = load_project(project).experience
    assert rules.is_complaint("ticket", {"sort": " Klacht "})
    assert not rules.is_complaint("ticket", {"sort": "vraag"})
    assert not rules.is_complaint("ticket", {})
    assert not rules.is_complaint("form", {"sort": "klacht"})


def test_every_measure_is_described_and_every_metric_exists() -> None:
    assert set(OBSERVED_MEASURES) == set(MEASURES)
    assert set(METRICS) <= set(supplied())
    assert set(OBSERVED) == set(Pillar)
