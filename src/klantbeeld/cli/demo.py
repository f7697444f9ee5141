"""``demo``: the demo company into the store, and served."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import cast

import click
import orjson
from rich.console import Console

from klantbeeld.catalog.schema import write_schemas
from klantbeeld.cli.load import show_load
from klantbeeld.cli.output import Output, command
from klantbeeld.cli.serve import run_server
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.evaluate import evaluate_against
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.train import estimate_version
from klantbeeld.pipeline.measuring.census import take_census
from klantbeeld.pipeline.measuring.figures import settle as fold_figures
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.offers import train_offer_model
from klantbeeld.pipeline.valuing.training import train as train_value
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.privacy.views import Actor

ACCOUNTS = {
    "service": "service_agent",
    "marketing": "marketing_manager",
    "data": "data_engineer",
    "fg": "privacy_officer",
}
"""An account for each of the four who use the pages, by role."""

_TOUR = "tour.json"


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where the demo project is written.",
)
@click.option("--serve/--no-serve", default=True, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@command
def demo(output: Output, folder: Path, serve: bool, host: str, port: int) -> None:
    """Builds the demo company De Veldkruik and serves it."""
    settings = output.settings.model_copy(update={"project": folder})
    showcases = write_project(folder, output.progress)
    password = _password(folder)
    with open_project(settings) as services:
        files = load_files(services, (), output.progress)
        linked = link_waiting(services, output.progress)
        take_census(services, output.progress)
        fold_figures(services, output.progress)
        figures = evaluate_against(services, folder / "truth.csv")
        estimate_version(services, output.progress)
        train_value(services, output.progress)
        train_offer_model(services.database, services.catalogue, services.clock, output.progress)
        known = {account.username for account in services.accounts.accounts()}
        for name, role in ACCOUNTS.items():
            if name not in known:
                services.accounts.create(name, password, role)
        tour = _tour(services, showcases)
        _ask(services, [person_id for person_id, _ in tour])

    def words(console: Console) -> None:
        show_load(console, files, linked)
        truth = figures["b_cubed"]
        console.print(
            f"Beside the truth: B-cubed precision {truth['precision']:.3f}, "
            f"recall {truth['recall']:.3f}.\n\nOpen these people first:"
        )
        for person_id, why in tour:
            console.print(f"  /people/{person_id}  {why}", markup=False)
        console.print(f"\nSign in as {', '.join(ACCOUNTS)}; password: {password}\n", markup=False)

    output.answer({"files": files, "linked": linked, "evaluation": figures, "tour": tour}, words)
    if serve:
        run_server(settings, host, port)


def write_project(folder: Path, progress: Progress) -> list[dict[str, str]]:
    """Writes the demo project unless it is there; returns the people worth opening first.

    Raises InputError for a folder that holds something else.
    """
    tour = folder / _TOUR
    if tour.exists():
        return cast(list[dict[str, str]], orjson.loads(tour.read_bytes()))
    if folder.exists() and any(folder.iterdir()):
        raise InputError.single(
            "the folder holds something else", str(folder), "Name another: --folder DIR."
        )
    with resources.as_file(resources.files("klantbeeld.demo") / "project") as project:
        shutil.copytree(project, folder, dirs_exist_ok=True)
    write_schemas(folder)
    # The demo's own packages are an extra: asked for only when the demo is made.
    from klantbeeld.demo.write import write_demo

    summary = write_demo(folder, today=date.today(), progress=progress)  # noqa: DTZ011 - local day
    people = [
        {"source": s.source, "source_record_id": s.source_record_id, "why": s.why["en"]}
        for s in summary.showcases
    ]
    # Written last: a folder without it is not whole and is not taken for a demo.
    tour.write_bytes(orjson.dumps(people, option=orjson.OPT_INDENT_2))
    return people


def _tour(services: Services, showcases: list[dict[str, str]]) -> list[tuple[int, str]]:
    guide = Actor("demo", "service_agent", "cli")
    return [
        (
            services.gate.find_by_record(
                guide, "customer_service", item["source"], item["source_record_id"]
            ),
            item["why"],
        )
        for item in showcases
    ]


def _ask(services: Services, people: list[int]) -> None:
    """Some of the people asked something about their data, in the weeks before; once."""
    guide, purpose = Actor("demo", "service_agent", "cli"), "customer_service"
    if services.requests.newest(guide, purpose, 1):
        return
    asked = (
        (Kind.ACCESS, "letter", 26, None),
        (Kind.PORTABILITY, "email", 9, Identified.KNOWN_CONTACT),
        (Kind.ERASURE, "phone", 0, None),
    )
    for person_id, (kind, via, days, how) in zip(people, asked, strict=False):
        request = services.requests.open(
            guide,
            purpose,
            kind,
            person_id,
            via=via,
            received_at=services.clock() - timedelta(days=days),
        )
        if how is not None:
            services.requests.identified(guide, purpose, request.request_no, how)


def _password(folder: Path) -> str:
    """The demo's password: made once, kept in the folder for its owner alone."""
    path = folder / "sign-in.txt"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"veldkruik-{secrets.token_hex(4)}\n")
    return path.read_text().strip()
