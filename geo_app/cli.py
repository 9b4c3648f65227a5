"""The command line: the same functions and numbers as the app and the notebooks."""

from __future__ import annotations

import io
import sys

import typer
from typer.exceptions import TyperException

from geo_app.commands import (
    access,
    check,
    desk,
    export,
    fetch,
    gaps,
    lost_drafts,
    national,
    network,
    options,
    proposals,
    reported,
    serve,
    standards,
    wrong_values,
)
from geo_app.errors import GeoAppError
from geo_app.words.translating import translator

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
app.command()(check.check)
app.command()(network.network)
app.command()(national.national)
app.command()(desk.desk)
app.command()(lost_drafts.drafts)
app.command()(reported.reports)
app.command()(serve.serve)
app.add_typer(fetch.app, name="fetch")


def main() -> None:
    """Run the command line; a wrong call or file is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # Thai on any system, whatever its own encoding is.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except GeoAppError as error:
        print(error.sentence(translator(options.language())), file=sys.stderr)
        sys.exit(options.BAD_CALL)
    except typer.BadParameter as error:
        print(wrong_values.call_sentence(error), file=sys.stderr)
        sys.exit(options.BAD_CALL)
    except typer.Abort:
        sys.exit(1)
    except TyperException as error:
        # A command or an option that is not there: with where to look them up.
        if not hasattr(error, "show"):
            raise
        error.show()
        sys.exit(options.BAD_CALL)


if __name__ == "__main__":
    main()
