"""`geo-app drafts`: drafts whose address is lost, for whoever runs the desk."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app import thai_time
from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.words.translating import pick_name, translator

if TYPE_CHECKING:
    from geo_app.store.found_drafts import FoundDraft


def drafts(
    province: ProvinceOption = DEFAULT_PROVINCE,
    readdress: Annotated[
        str | None,
        typer.Option(help="Give this draft of the list a new address; the earlier one ends."),
    ] = None,
) -> None:
    """List everybody's drafts of a province, or give one whose address is lost a new one."""
    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.store.addresses import default_url  # noqa: PLC0415
    from geo_app.store.found_drafts import read_found, write_secret  # noqa: PLC0415
    from geo_app.store.opening import open_store  # noqa: PLC0415

    _ = translator(language())
    province_id = read_catalogue(province).province.province_id
    with open_store(default_url(os.environ)) as kept:
        if readdress is None:
            with kept.database.reading() as connection:
                rows = read_found(connection, province_id)
            print("\n".join(map(_line, rows)) if rows else _("No draft of this province is kept."))
            return
        token = secrets.token_hex(32)
        with kept.database.writing() as connection:
            write_secret(connection, province_id, readdress, token=token)
    print(
        _(
            "The draft opens at the desk's address followed by {path} and no longer at its earlier "
            "one. Give this to nobody but whoever drew it."
        ).format(path=f"/proposals?draft={token}")
    )


def _line(draft: FoundDraft) -> str:
    from geo_app.proposals.document.editor_fields import fields_of  # noqa: PLC0415
    from geo_app.words.formats import format_date  # noqa: PLC0415

    _, fields = translator(language()), fields_of(draft.document)
    name = pick_name(fields.name_th, fields.name_en, language(), otherwise=_("no name"))
    local = draft.updated_at.astimezone(thai_time.THAILAND)
    what = _("{name}: {count} stops, drawn {moment}").format(
        name=name,
        count=len(draft.document.get("stops") or []),
        moment=f"{format_date(local.date(), language())} {local:%H:%M}",
    )
    return f"{draft.draft_id}  {draft.owner}  {what}"
