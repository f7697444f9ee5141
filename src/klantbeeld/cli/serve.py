"""``serve``: API, pages and the live worker."""

from __future__ import annotations

import errno
import os
import socket

import click
import uvicorn

from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.core.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@command
def serve(output: Output, host: str, port: int) -> None:
    """Serves the API, the pages and the live worker until it is stopped."""
    run_server(output.settings, host, port)


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serves until interrupted; raises InputError when the port is taken."""
    listening = _bind(host, port)
    address, actual_port = listening.getsockname()[:2]
    os.environ["KLANTBEELD_PROJECT"] = str(settings.project.resolve())
    click.echo(f"Klantbeeld on http://{address}:{actual_port} (stop with Ctrl-C)")
    config = uvicorn.Config(
        "klantbeeld.server:create_app",
        factory=True,
        log_level="warning",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError.single(
                f"port {port} is in use",
                f"{host}:{port}",
                f"Stop what listens there, or choose another: --port {port + 1}.",
            ) from None
        raise InputError.single(
            "this address cannot be listened on", f"{host}:{port}", "Choose another with --host."
        ) from None
    return listening
