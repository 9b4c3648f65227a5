"""The command line: the same functions and numbers as the app and the notebooks."""

from __future__ import annotations

import io
import sys

import typer

from geo_app.commands import (
    access,
    export,
    fetch,
    gaps,
    network,
    options,
    proposals,
    serve,
    standards,
)
from geo_app.errors import GeoAppError
from geo_app.words import translator

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Communities, buses, hazards and mangroves of a Thai province.",
)
app.command()(gaps.gaps)
app.command()(access.access)
app.command()(standards.standards)
app.command()(proposals.evaluate)
app.command()(proposals.compare)
app.command()(export.export)
app.command()(network.network)
app.command()(serve.serve)
app.add_typer(fetch.app, name="fetch")


def main() -> None:
    """Run the command line; a wrong call or file is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # Thai on any system, whatever its own encoding is.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except GeoAppError as error:
        print(error.sentence(translator(options.language())), file=sys.stderr)
        sys.exit(options.BAD_CALL)


if __name__ == "__main__":
    main()
