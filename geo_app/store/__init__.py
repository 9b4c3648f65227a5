"""
What people make: proposals with every version, drafts, comments and the audit trail.

One database holds it all: a SQLite file, or PostgreSQL where several computers
share it. `opening.open_store(url)` is the door, `proposal_store.ProposalStore` what
lies behind it.

Where the file is: `geo-app/geo-app.sqlite` in the user's data folder, unless
`GEO_APP_DATABASE_URL` names another file or a PostgreSQL database. Beside it lie
`-wal` and `-shm`, which belong to it while the app runs, and `.lock`. Copy it with
`sqlite3 geo-app.sqlite "VACUUM INTO 'copy.sqlite'"`; put a copy back only with the app
closed. The file must not lie on a network share (SMB, NFS, a synchronised folder):
the locks that keep two writers apart do not work there. Use PostgreSQL for that.

What it holds: five plain tables (`proposals`, `versions`, `drafts`, `events`,
`comments`) that any SQLite or PostgreSQL program reads. Documents are GeoJSON as
text in UTF-8, times are UTC, ids are texts. Versions and events are only ever
added: triggers in the database refuse to change or delete them.

What is promised: when a call returns, its work is on the disk (write-ahead log,
`synchronous=FULL`) and outlives a killed process and a power cut. When it raises
`StoreError`, nothing of it was kept and the sentence says so; the one exception, a
connection lost while PostgreSQL confirms, says that it is not known.
"""
