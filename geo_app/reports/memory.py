"""What a desk keeps in memory, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from geo_app.memo import Statistics

BYTES_PER_MB = 1_000_000


def statistics_sentences(statistics: Statistics, *, language: Language) -> list[str]:
    """
    Say how often an answer was there, and how much is held.

    Parameters
    ----------
    statistics
        As `Desk.statistics` returns them.
    language
        Of the sentences.
    """
    _ = translator(language)
    size = _("{megabytes:,.1f} MB are held.").format(megabytes=statistics.bytes / BYTES_PER_MB)
    if statistics.max_bytes is not None:
        size = _("{megabytes:,.1f} MB are held, {most:,.0f} at most.").format(
            megabytes=statistics.bytes / BYTES_PER_MB, most=statistics.max_bytes / BYTES_PER_MB
        )
    return [
        _("{hits:,} answers were there, {misses:,} were made, {dropped:,} let go.").format(
            hits=statistics.hits, misses=statistics.misses, dropped=statistics.dropped
        ),
        size,
        _("{count:,} answers are kept.").format(count=sum(statistics.entries.values())),
    ]
