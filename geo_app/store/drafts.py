"""What people draw, kept stroke by stroke until they save it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from geo_app.store.limits import (
    AUTHOR,
    LARGEST_INTEGER,
    PROVINCE,
    TOKEN,
    check_moment,
    check_text,
    document_text,
    history_text,
)
from geo_app.store.tables import drafts
from geo_app.store.values import Draft

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, RowMapping

    Values = dict[str, object]


def draft_values(draft: Draft) -> Values:
    """Check a draft before the database sees it, and return its row."""
    check_text(draft.token, TOKEN)
    check_text(draft.province_id, PROVINCE)
    check_text(draft.owner, AUTHOR)
    check_moment(draft.updated_at)
    if not 0 <= draft.rev <= LARGEST_INTEGER:
        raise ValueError(f"rev must be a number of strokes, not {draft.rev}.")
    texts = {"document": document_text(draft.document), "history": history_text(draft.history)}
    return {name: getattr(draft, name) for name in drafts.c.keys()} | texts  # noqa: SIM118


def write_draft(connection: Connection, values: Values) -> bool:
    """Keep the draft unless a newer one of its token is kept; tell whether it was."""
    # One statement, so that two that arrive at once cannot overtake each other.
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(drafts).values(values)
    newer = {name: statement.excluded[name] for name in values if name != "token"}
    statement = statement.on_conflict_do_update(
        index_elements=["token"], set_=newer, where=drafts.c.rev < statement.excluded.rev
    )
    # Only a row that was written comes back.
    return connection.execute(statement.returning(drafts.c.rev)).first() is not None


def read_draft(connection: Connection, token: str) -> Draft | None:
    """Return the draft of an edit session, None where nothing was drawn or it was dropped."""
    query = sa.select(drafts).where(drafts.c.token == token)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _draft(row)


def read_drafts(connection: Connection, province_id: str, owner: str) -> list[Draft]:
    """Return what somebody has drawn in a province and not saved, newest first."""
    query = (
        sa.select(drafts)
        .where(drafts.c.province_id == province_id, drafts.c.owner == owner)
        .order_by(drafts.c.updated_at.desc(), drafts.c.token)
    )
    return [_draft(row) for row in connection.execute(query).mappings()]


def remove_draft(connection: Connection, token: str) -> None:
    """Forget a draft; one that is not there is forgotten already."""
    connection.execute(sa.delete(drafts).where(drafts.c.token == token))


def _draft(row: RowMapping) -> Draft:
    values = dict(row)
    for name in ("document", "history"):
        values[name] = json.loads(values[name])
    return Draft(**values)
