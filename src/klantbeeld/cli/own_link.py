"""``own-link``: a one-time link to a customer's own page."""

from __future__ import annotations

import click

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rights.own_links import address_of

LOCAL = "http://127.0.0.1:8000"
"""Where ``serve`` listens unless it is told otherwise."""


@click.command("own-link")
@click.argument("person_id", metavar="PERSON", type=int)
@ROLE
@PURPOSE
@command
def own_link(output: Output, person_id: int, role: str | None, purpose: str | None) -> None:
    """Makes a link to somebody's own page: it works once, and is shown once."""
    with open_project(output.settings) as services:
        made = services.own_links.make(*reader_of(services, role, purpose), person_id)
        link = address_of(services.public_url or LOCAL, made.secret)
    answer = {"link": link, "person_id": made.person_id, "expires_at": made.expires_at}
    output.answer(answer, lambda console: console.print(link, markup=False))
