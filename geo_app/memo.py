"""
Answers kept in memory by what was asked: bounded in bytes, for many threads at once.

cachetools and the standard library bound the number of entries, or hold one lock while
an answer is made; here an answer may take seconds, ask for others on its way, and weigh
from a kilobyte to a hundred megabytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar, cast

from geo_app.weighing import blocks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo_app.weighing import Block

Kept = TypeVar("Kept")
Key: TypeAlias = "tuple[Hashable, ...]"

MAX_BYTES = 1_000_000_000
"""Room for what a desk keeps; Phuket's pages under every standard fill a tenth of it."""

MOST_UNWEIGHED = 16
"""So many answers may wait for the scale: a move of a slider makes half as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """
    What a memo has done so far, and what it holds.

    Attributes
    ----------
    hits
        Answers handed out that were there, or that another thread was making.
    misses
        Answers made.
    dropped
        Answers let go to make room, or handed out without being kept.
    bytes, max_bytes
        Held now, an estimate that counts what answers share once; and the bound.
    entries
        Answers held now, by the name of the question.
    """

    hits: int
    misses: int
    dropped: int
    bytes: int
    max_bytes: int | None
    entries: dict[str, int]


@dataclass(slots=True)
class _Making:
    """An answer that a thread is making; others wait for it."""

    thread: int
    done: threading.Event = field(default_factory=threading.Event)
    value: object = None
    error: Exception | None = None
    is_abandoned: bool = False


class Memo:
    """
    Answers by name and key; the ones used longest ago go first.

    A key says everything that an answer depends on, by content. While a thread makes
    an answer, others that ask the same wait for it; an error reaches each of them and
    is not kept. A computation may ask for other answers.

    Weighing takes milliseconds, so it follows after an answer is handed out: when a page
    has been sent (`settle`), when somebody asks for the statistics, or when
    `MOST_UNWEIGHED` answers wait for it.

    Parameters
    ----------
    max_bytes
        How much is held at most, as `weighing` estimates it; None is no bound. An
        answer that is larger is handed out and not kept.
    """

    is_weighed_elsewhere: ClassVar[bool] = True

    def __init__(self, max_bytes: int | None = MAX_BYTES) -> None:
        if max_bytes is not None and max_bytes < 0:
            raise ValueError(f"max_bytes must be 0 or more, not {max_bytes}.")
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, tuple[object, frozenset[Block]]] = OrderedDict()
        self._weighed: dict[int, tuple[object, frozenset[Block]]] = {}
        self._unweighed: list[Key] = []
        self._making: dict[Key, _Making] = {}
        self._waiting: dict[int, Key] = {}
        self._holders: defaultdict[Block, int] = defaultdict(int)
        self._bytes = self._hits = self._misses = self._dropped = 0

    def get(self, name: str, *key: Hashable, make: Callable[[], Kept]) -> Kept:
        """
        Return an answer, making it if it is not there.

        Parameters
        ----------
        name
            What it is; statistics go by it.
        *key
            Everything that it depends on.
        make
            Makes it.

        Raises
        ------
        RecursionError
            If the answer is needed to make itself.
        """
        whole = (*key, name)
        while True:
            with self._lock:
                if whole in self._answers:
                    self._answers.move_to_end(whole)
                    self._hits += 1
                    return cast("Kept", self._answers[whole][0])
                making = self._making.get(whole)
                if making is None:
                    making = self._making[whole] = _Making(threading.get_ident())
                    self._misses += 1
                    break
                self._require_other(whole)
                self._waiting[threading.get_ident()] = whole
            self._wait(making)
            if making.error is not None:
                raise making.error
            if not making.is_abandoned:
                return cast("Kept", making.value)
        return self._make(whole, making, make)

    def part(self, *prefix: Hashable) -> Part:
        """
        Return a view in which every key begins in the same way.

        Parameters
        ----------
        *prefix
            How they begin, such as what a province is.
        """
        return Part(self, prefix)

    def statistics(self) -> Statistics:
        """Say what this memo has done so far, and what it holds."""
        self.settle()
        with self._lock:
            names = [str(key[-1]) for key in self._answers]
            return Statistics(
                hits=self._hits,
                misses=self._misses,
                dropped=self._dropped,
                bytes=self._bytes,
                max_bytes=self._max_bytes,
                entries={name: names.count(name) for name in sorted(set(names))},
            )

    def clear(self) -> None:
        """Let go of all answers; those that are being made now are kept when they are ready."""
        with self._lock:
            self._answers.clear()
            self._weighed.clear()
            self._unweighed.clear()
            self._holders.clear()
            self._bytes = 0

    def settle(self) -> None:
        """Weigh the answers that wait for it, and make room where they are too much."""
        with self._lock:
            keys, self._unweighed = self._unweighed, []
        for key in keys:
            with self._lock:
                answer = self._answers.get(key)
            if answer is not None and not answer[1]:
                # Outside the lock: long frames take milliseconds.
                self._weigh(key, answer[0], blocks_of((key, answer[0]), self._weighed))

    def _wait(self, making: _Making) -> None:
        try:
            making.done.wait()
        finally:
            with self._lock:
                self._waiting.pop(threading.get_ident(), None)
                self._hits += making.error is None and not making.is_abandoned

    def _make(self, key: Key, making: _Making, make: Callable[[], Kept]) -> Kept:
        try:
            value = make()
        except BaseException as error:
            # What ends a thread is no answer for the others; one of them makes it anew.
            making.error = error if isinstance(error, Exception) else None
            making.is_abandoned = making.error is None
            raise
        else:
            making.value = value
            with self._lock:
                self._answers[key] = value, frozenset()
                self._unweighed.append(key)
                is_time = len(self._unweighed) > MOST_UNWEIGHED
            if is_time:
                self.settle()
            return value
        finally:
            with self._lock:
                del self._making[key]
            making.done.set()

    def _require_other(self, key: Key) -> None:
        """Refuse to wait for what waits, over whatever detour, for this thread."""
        asking = threading.get_ident()
        wanted: Key | None = key
        while wanted is not None and wanted in self._making:
            maker = self._making[wanted].thread
            if maker == asking:
                raise RecursionError(f"'{key[-1]}' is needed to make itself.")
            wanted = self._waiting.get(maker)

    def _weigh(self, key: Key, value: object, blocks: frozenset[Block]) -> None:
        with self._lock:
            kept = self._answers.get(key)
            if kept is None or kept[0] is not value or kept[1]:
                # Let go, made anew, or weighed by another thread meanwhile.
                return
            if self._max_bytes is not None and sum(size for _, size in blocks) > self._max_bytes:
                del self._answers[key]
                self._dropped += 1
                return
            self._answers[key] = self._weighed[id(value)] = value, blocks
            for block in blocks:
                self._bytes += 0 if self._holders[block] else block[1]
                self._holders[block] += 1
            while self._max_bytes is not None and self._bytes > self._max_bytes:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, (value, blocks) = self._answers.popitem(last=False)
        self._weighed.pop(id(value), None)
        self._dropped += 1
        for block in blocks:
            self._holders[block] -= 1
            if not self._holders[block]:
                del self._holders[block]
                self._bytes -= block[1]


@dataclass(frozen=True, slots=True)
class Part:
    """A view of a memo in which every key begins in the same way, such as with a province."""

    is_weighed_elsewhere: ClassVar[bool] = True

    memo: Memo
    prefix: Key = ()

    def get(self, name: str, *key: Hashable, make: Callable[[], Kept]) -> Kept:
        """
        Return an answer as `Memo.get` does, under this part's beginning.

        Parameters
        ----------
        name, *key, make
            As for `Memo.get`.
        """
        return self.memo.get(name, *self.prefix, *key, make=make)

    def settle(self) -> None:
        """Weigh what waits for it, in the whole memo, as `Memo.settle` does."""
        self.memo.settle()

    def part(self, *prefix: Hashable) -> Part:
        """
        Return a part of this part.

        Parameters
        ----------
        *prefix
            What follows this part's beginning.
        """
        return Part(self.memo, (*self.prefix, *prefix))


def own_part() -> Part:
    """Return a memo of its own for something that was made without one, such as walks."""
    return Memo().part()
