"""`geo-app serve`: the app on this computer."""

from __future__ import annotations

from typing import Annotated

import typer

from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.words.translating import translator


def serve(
    province: ProvinceOption = DEFAULT_PROVINCE,
    port: Annotated[int, typer.Option(help="Port on this computer.", min=1, max=65535)] = 8501,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            help="Address under which a proxy shows the app, such as https://desk.example.org; "
            "may be given more than once."
        ),
    ] = None,
) -> None:
    """Serve the app to this computer alone, until Ctrl+C or another signal."""
    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.origins import read_origin  # noqa: PLC0415
    from geo_app.serving import listen, run_app  # noqa: PLC0415

    _ = translator(language())
    read_catalogue(province)
    shown_at = [str(read_origin(address)) for address in origin or ()]
    listening = listen(port)
    typer.echo(_("Geo App: http://127.0.0.1:{port} (stop with Ctrl+C)").format(port=port), err=True)
    for address in shown_at:
        typer.echo(_("also under {address}").format(address=address), err=True)
    raise typer.Exit(
        run_app(listening, province.resolve(), open_browser=open_browser, origins=shown_at)
    )
