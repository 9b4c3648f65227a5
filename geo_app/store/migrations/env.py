"""What Alembic runs: the steps, in the transaction that the store has begun; all or none."""

from __future__ import annotations

from alembic import context

from geo_app.store.database_tables import REVISION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
