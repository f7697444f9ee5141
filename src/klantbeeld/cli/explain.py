"""``person explain``: why records are one person, how they came together, who comes near.

With a second number: why those two are one, or not, and what would turn the answer.
"""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.evidence import (
    ChangeView,
    CompareView,
    HowView,
    Reason,
    RejectedView,
    StepView,
)
from klantbeeld.privacy.views import FieldEvidence, LinkView, RecordView, RuleView

MOST_TOLD = 3
"""Fields in one line, rules in one line."""

REASONS: dict[Reason, str] = {
    "judgement": "somebody judged that these are two people",
    "average": "these two records are alike, but other records of the two people disagree",
    "conflict": "what differs weighs more than what agrees",
    "little": "too little agrees, or only what many people share",
    "crowd": "so many records hang together that the weaker links were cut",
}
_BECOMES = {"same": "same {}", "different": "different {}", "unknown": "{} not known"}


@click.command()
@click.argument("person_id", type=int)
@click.argument("other_id", type=int, required=False)
@ROLE
@PURPOSE
@command
def explain(
    output: Output, person_id: int, other_id: int | None, role: str | None, purpose: str | None
) -> None:
    """Says why a person's records are one, how they came together, and who comes near.

    With OTHER_ID, the number of another person or record: why the two are one, or not, and what
    would have to be true for the opposite.
    """
    with open_project(output.settings) as services:
        reader, gate = reader_of(services, role, purpose), services.gate
        if other_id is not None:
            view = gate.evidence.compare(*reader, person_id, other_id)
            output.answer(view, lambda console: _show_comparison(console, view))
            return
        links = gate.evidence.links(*reader, person_id)
        how = gate.evidence.how(*reader, person_id)
        near = gate.evidence.why_not(*reader, person_id)
    answer = {"links": links, "how": how, "why_not": near}
    output.answer(answer, lambda console: _show_all(console, links, how, near))


def _show_all(
    console: Console, links: tuple[LinkView, ...], how: HowView, near: tuple[RejectedView, ...]
) -> None:
    console.print("Why these records are one person", style="bold")
    for link in links:
        _show_link(console, link)
    if not links:
        console.print("  The person has one record only: nothing was linked.")
    if how.steps:
        console.print("How they came together", style="bold")
        for step in how.steps:
            _show_step(console, step, {record.record_no: record for record in how.records})
    console.print("Who comes near, and why not", style="bold")
    for each in near:
        console.print(
            f"  {each.display_name} (person {each.person_id}): {REASONS[each.reason]}; "
            f"probability {each.link.match_probability:.4f}",
            markup=False,
        )
        _show_link(console, each.link)
    if not near:
        console.print("  Nobody else comes near.")


def _show_link(console: Console, link: LinkView) -> None:
    console.print(
        f"  record {link.record_a} and {link.record_b}: match weight {link.match_weight:+.1f}, "
        f"probability {link.match_probability:.4f}"
    )
    for evidence in link.evidence:
        either = (
            f"   (else strangers {evidence.against_strangers:+.1f}, "
            f"else housemates {evidence.against_household:+.1f})"
            if evidence.against_strangers is not None and evidence.against_household is not None
            else ""
        )
        console.print(
            f"    {evidence.match_weight:+6.1f}  {_found(evidence)}{either}", markup=False
        )
    if link.rules:
        more = len(link.rules) - MOST_TOLD
        told = "; ".join(map(_rule, link.rules[:MOST_TOLD]))
        console.print(f"    found by {told}{f' and {more} more' if more > 0 else ''}", markup=False)
    elif not link.hidden_rules:
        console.print("    no blocking rule brings these two together")


def _show_step(console: Console, step: StepView, records: dict[int, RecordView]) -> None:
    def named(numbers: tuple[int, ...]) -> str:
        known = (records[number] for number in numbers if number in records)
        return ", ".join(f"{record.source} {record.source_record_id}" for record in known)

    weight = "" if step.mean_weight is None else f", mean weight {step.mean_weight:+.1f}"
    most = ", ".join(f"{_name(e.field)} {e.match_weight:+.1f}" for e in step.evidence[:MOST_TOLD])
    console.print(
        f"  {step.step}. {named(step.kept)} + {named(step.joined)}: by {step.by}{weight}"
        f"{f' ({most})' if most else ''}",
        markup=False,
    )


def _show_comparison(console: Console, view: CompareView) -> None:
    first, second = view.first, view.second
    told = f"{first.display_name} (person {first.person_id})"
    if view.reason:
        told += f" and {second.display_name} (person {second.person_id}): {REASONS[view.reason]}"
    else:
        told += ": these two records are one person"
    console.print(told, markup=False)
    _show_link(console, view.link)
    console.print(
        "What would have to be otherwise for them to be two people"
        if view.one_person
        else "What would have to be true for them to be one",
        style="bold",
    )
    if view.changes and set(view.changes_about) != {view.link.record_a, view.link.record_b}:
        console.print("    on records {} and {}, which disagree most".format(*view.changes_about))
    for found in view.changes:
        told = " and ".join(map(_change, found.changes))
        console.print(f"    {found.match_weight:+6.1f}  {told}", markup=False)
    if not view.changes:
        console.print("    No change of one or two fields would turn the answer.")
    if view.hidden_changes:
        console.print("    There are other ways, in fields that this role may not see.")


def _change(view: ChangeView) -> str:
    now = "not known of both" if view.was is None else _name(view.was)
    return f"{_BECOMES[view.becomes].format(_name(view.field))} (now {now})"


def _found(evidence: FieldEvidence) -> str:
    if evidence.field == "prior":
        return "beforehand"
    return f"{_name(evidence.field)}: {_name(evidence.level)}" if evidence.level else evidence.field


def _rule(rule: RuleView) -> str:
    parts = (
        _name(field) if part in {"all", "full"} else f"{_name(field)} ({_name(part)})"
        for field, part in rule.parts
    )
    return " and ".join(parts)


def _name(code: str) -> str:
    """A code without its underscores; how rare an agreeing value is shows in its weight."""
    return "exact" if code.startswith("exact_rarity") else code.replace("_", " ")
