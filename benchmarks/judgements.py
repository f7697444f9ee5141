"""What people's answers are worth: the review queue answered from the truth, then trained anew.

    python benchmarks/judgements.py DATA.parquet --truth COLUMN --map MAP.yaml
        [--answers 200] [--order queue|doubt] [--wrong 0.1] [--rows N]

Loads and links the table in a store of its own, answers the first questions of the review queue, or
those nearest to the threshold whatever else is known of them (a share of them wrongly, if asked
for), trains a version and puts it in use. Prints one JSON object:
figures before, with the answers held, and with the model that learnt from them; of all pairs of
records, and of those that nobody judged.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import yaml

from klantbeeld.core.progress import BarProgress, NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.identity.components import pairs_inside
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.evaluate import read_truth
from klantbeeld.pipeline.linking.judgements import answer
from klantbeeld.pipeline.linking.link import build, link_waiting
from klantbeeld.pipeline.linking.review import questions
from klantbeeld.pipeline.linking.train import train_model
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor
from klantbeeld.store import embedded
from labelled import whole_entities
from linkage import write_project, write_truth
from measure import machine, measured

AT_ONCE = 20
"""Questions answered before the queue is looked at again."""

REVIEWER = Actor("benchmark", "benchmark", "cli")


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--truth", required=True, help="the column with the true entity")
    parser.add_argument("--map", type=Path, required=True, help="which column is which attribute")
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--order", choices=["queue", "doubt"], default="queue")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of wrong answers")
    parser.add_argument("--rows", type=int, help="a sample of whole entities")
    asked = parser.parse_args()
    mapping = yaml.safe_load(asked.map.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        data = asked.data
        if asked.rows:
            data = folder / "sample.parquet"
            whole = pq.read_table(asked.data)
            pq.write_table(whole.take(whole_entities(whole[asked.truth], asked.rows)), data)
        project = folder / "project"
        write_project(project, data, mapping)
        _let_judge(project)
        write_truth(project, data, asked.truth, mapping)
        server = embedded.start(folder / "store")
        settings = Settings(project=project, data_dir=folder / "store")
        try:
            with open_project(settings) as services, measured() as cost:
                result = run(services, asked.answers, asked.order, asked.wrong)
        finally:
            server.stop()
    print(json.dumps({**result, **cost.figures(), "machine": machine()}, indent=2))


def run(services: Services, answers: int, order: str, wrong: float) -> dict[str, Any]:
    """The whole comparison on an empty store."""
    load_files(services, (), BarProgress())
    link_waiting(services, BarProgress())
    truth = _entities(services)
    before = _people(services)
    matches = _answer_all(services, truth, answers, order, wrong)
    judged = _judged(services)
    held = _people(services)
    version = train_model(services, NoProgress())
    build(services, NoProgress(), model_no=version.model_no)
    return {
        "records": len(truth),
        "answers": len(matches),
        "answered_one_person": sum(matches),
        "pairs_judged": len(judged),
        "order": order,
        "wrong": wrong,
        "lesson": version.summary["judgements"],
        "before": _figures(before, truth, judged),
        "answers_held": _figures(held, truth, judged),
        "model_learnt": _figures(_people(services), truth, judged),
    }


def _answer_all(
    services: Services, truth: dict[int, int], answers: int, order: str, wrong: float
) -> list[bool]:
    """Answers the queue, looking at it again now and then; returns what was right to say."""
    generator = np.random.default_rng(1)
    right: list[bool] = []
    with BarProgress().step("answering", answers) as step:
        while len(right) < answers:
            asked = _ask(services, order, min(AT_ONCE, answers - len(right)))
            if not asked:
                break
            for one, other in asked:
                match = truth[one] == truth[other]
                said = match != (generator.random() < wrong)
                answer(
                    services, REVIEWER, "benchmark", (one, other), "match" if said else "no_match"
                )
                right.append(match)
                step.advance()
    return right


def _ask(services: Services, order: str, count: int) -> list[tuple[int, int]]:
    if order == "queue":
        return [question.records for question in questions(services)[:count]]
    with services.database.transaction() as transaction:
        rows = transaction.execute(_NEAREST, {"count": count}).fetchall()
    return [(row["record_a"], row["record_b"]) for row in rows]


_NEAREST = """
select record_a, record_b from link l
where not exists (
    select from judgement j where j.record_a = l.record_a and j.record_b = l.record_b
)
order by abs(match_weight), record_a, record_b
limit %(count)s
"""


def _figures(
    people: dict[int, int], truth: dict[int, int], judged: set[tuple[int, int]]
) -> dict[str, dict[str, float]]:
    """Pairwise precision, recall and F1 of the people: of all pairs, and of those not judged."""
    numbers = np.array(sorted(truth), np.int64)
    label, entity = (np.array([of[n] for n in numbers.tolist()]) for of in (people, truth))
    together, alike = _pairs(label, numbers), _pairs(entity, numbers)
    return {
        "all": _f1(together, alike),
        "not_judged": _f1(together - judged, alike - judged),
    }


def _pairs(labels: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any]) -> set[tuple[int, int]]:
    group = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    a, b = pairs_inside(group, 2, len(group))
    return set(zip(numbers[np.minimum(a, b)].tolist(), numbers[np.maximum(a, b)].tolist(),
                   strict=True))  # fmt: skip


def _f1(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> dict[str, float]:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    f1 = 2 * right / max(len(found) + len(true), 1)
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def _people(services: Services) -> dict[int, int]:
    with services.database.transaction() as transaction:
        rows = transaction.execute("select record_no, person_id from membership").fetchall()
    return {row["record_no"]: row["person_id"] for row in rows}


def _judged(services: Services) -> set[tuple[int, int]]:
    with services.database.transaction() as transaction:
        rows = transaction.execute("select record_a, record_b from judgement").fetchall()
    return {(row["record_a"], row["record_b"]) for row in rows}


def _entities(services: Services) -> dict[int, int]:
    """The true entity of each record number."""
    told = read_truth(services.project / "truth.csv")
    with services.database.transaction() as transaction:
        rows = transaction.execute(
            "select record_no, source, source_record_id from source_record"
        ).fetchall()
    names = {name: number for number, name in enumerate(sorted(set(told.values())))}
    return {row["record_no"]: names[told[row["source"], row["source_record_id"]]] for row in rows}


def _let_judge(project: Path) -> None:
    file = project / "klantbeeld.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared["roles"]["benchmark"]["may"] = ["judge"]
    file.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
