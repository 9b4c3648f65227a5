"""`geo-app serve`: the app on this computer."""

from __future__ import annotations

from typing import Annotated

import typer

from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.words import translator


def serve(
    province: ProvinceOption = DEFAULT_PROVINCE,
    port: Annotated[int, typer.Option(help="Port on this computer.", min=1, max=65535)] = 8501,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Serve the app to this computer alone, until Ctrl+C."""
    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.serving import run_app  # noqa: PLC0415

    _ = translator(language())
    read_catalogue(province)
    typer.echo(_("Geo App: http://127.0.0.1:{port} (stop with Ctrl+C)").format(port=port), err=True)
    raise typer.Exit(run_app(province.resolve(), port=port, open_browser=open_browser))
