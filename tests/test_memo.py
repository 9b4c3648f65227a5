"""Answers kept in memory: once each, never more than the bound, from many threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo_app.memo import Memo

THREADS = 8
KILOBYTE = 1_000


class Work:
    """Makes answers, slowly, and counts how often each was made."""

    def __init__(self, *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.made: list[object] = []

    def of(self, key: object, size: int = KILOBYTE) -> np.ndarray:
        self.made.append(key)
        time.sleep(self.seconds)
        return np.full(size // 8, hash(key) % 97, dtype=np.int64)


def in_threads(ask, questions):
    """Ask from eight threads that begin at the same moment; answers in the questions' order."""
    together = threading.Barrier(min(THREADS, len(questions)))

    def begin(question):
        together.wait()
        return ask(question)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, questions))


def test_eight_threads_that_ask_the_same_wait_for_one_computation():
    memo, work = Memo(), Work(seconds=0.05)
    answers = in_threads(
        lambda key: memo.get("walks", key, make=lambda: work.of(key)), ["a"] * THREADS
    )
    assert work.made == ["a"]
    assert all(answer is answers[0] for answer in answers)
    assert (memo.statistics().misses, memo.statistics().hits) == (1, THREADS - 1)


def test_eight_threads_that_ask_different_things_make_each_once_and_do_not_queue():
    memo, work = Memo(), Work(seconds=0.2)
    begun = time.perf_counter()
    answers = in_threads(
        lambda key: memo.get("walks", key, make=lambda: work.of(key)), list(range(THREADS))
    )
    assert time.perf_counter() - begun < THREADS * work.seconds
    assert sorted(work.made) == list(range(THREADS))
    for key, answer in enumerate(answers):
        assert (answer == hash(key) % 97).all()


def test_threads_that_ask_the_same_and_different_things_for_long_find_equal_answers():
    memo, work = Memo(), Work()

    def ask_for_all(begin: int) -> list[int]:
        keys = [(begin + step) % 50 for step in range(400)]
        return [
            int(memo.get("walks", key, make=lambda key=key: work.of(key))[0]) - hash(key) % 97
            for key in keys
        ]

    for differences in in_threads(ask_for_all, list(range(THREADS))):
        assert set(differences) == {0}
    assert sorted(work.made) == list(range(50))
    assert sum(memo.statistics().entries.values()) == 50


def test_thousands_of_different_questions_never_hold_more_than_the_bound():
    memo, work = Memo(50 * KILOBYTE), Work()
    for key in range(5_000):
        memo.get("walks", key, make=lambda key=key: work.of(key))
        assert memo.statistics().bytes <= 50 * KILOBYTE
    entries = memo.statistics().entries["walks"]
    assert 30 <= entries <= 50
    assert memo.statistics().dropped == 5_000 - entries


def test_eight_threads_with_thousands_of_questions_stay_within_the_bound():
    memo, work = Memo(50 * KILOBYTE), Work()

    def ask(begin: int) -> int:
        most = 0
        for step in range(1_000):
            key = (begin, step)
            memo.get("walks", key, make=lambda key=key: work.of(key))
            most = max(most, memo.statistics().bytes)
        return most

    assert max(in_threads(ask, list(range(THREADS)))) <= 50 * KILOBYTE
    assert len(work.made) == THREADS * 1_000
    memo.clear()
    assert memo.statistics().bytes == 0
    assert memo.statistics().entries == {}


def test_what_was_used_longest_ago_goes_first():
    memo, work = Memo(3 * KILOBYTE + 999), Work()
    for key in ("a", "b", "c", "a", "d"):
        memo.get("walks", key, make=lambda key=key: work.of(key))
    for key in ("a", "c", "d"):
        memo.get("walks", key, make=lambda key=key: work.of(key))
    assert work.made == ["a", "b", "c", "d"]


def test_what_is_larger_than_the_bound_is_handed_out_and_pushes_nothing_out():
    memo, work = Memo(5 * KILOBYTE), Work()
    memo.get("walks", "small", make=lambda: work.of("small"))
    large = memo.get("walks", "large", make=lambda: work.of("large", 9 * KILOBYTE))
    assert len(large) == 9 * KILOBYTE // 8
    assert memo.statistics().entries == {"walks": 1}


def test_what_two_answers_share_is_counted_once_and_until_both_are_gone():
    memo = Memo(10 * KILOBYTE)
    shared = np.zeros(4 * KILOBYTE // 8)
    memo.get("one", make=lambda: {"shared": shared})
    alone = memo.statistics().bytes
    memo.get("two", make=lambda: {"shared": shared})
    assert memo.statistics().bytes < alone + KILOBYTE
    # Room is made by letting go of both, since either holds on to what they share.
    memo.get("three", make=lambda: np.zeros(9 * KILOBYTE // 8))
    assert memo.statistics().entries == {"three": 1}


def test_an_error_reaches_each_asker_and_is_not_kept():
    memo, tries = Memo(), []

    def fail():
        tries.append(1)
        time.sleep(0.05)
        raise ValueError("There is no such day.")

    def ask(_: int) -> str:
        try:
            return memo.get("day", make=fail)
        except ValueError as error:
            return str(error)

    assert in_threads(ask, list(range(THREADS))) == ["There is no such day."] * THREADS
    assert len(tries) == 1
    assert memo.get("day", make=lambda: "Monday") == "Monday"


def test_a_thread_that_ends_leaves_its_answer_to_the_next():
    memo, begun = Memo(), threading.Event()

    class ThreadEndError(BaseException):
        """As Streamlit ends the thread of a page that is left."""

    def make():
        begun.set()
        time.sleep(0.05)
        raise ThreadEndError

    def end():
        with pytest.raises(ThreadEndError):
            memo.get("day", make=make)

    ending = threading.Thread(target=end)
    ending.start()
    begun.wait()
    assert memo.get("day", make=lambda: "Monday") == "Monday"
    ending.join()


def test_an_answer_may_ask_for_others_on_its_way_from_every_thread_at_once():
    memo, made = Memo(), []

    def total(number: int) -> int:
        def make() -> int:
            made.append(number)
            return number + (total(number - 1) if number else 0)

        return memo.get("total", number, make=make)

    assert in_threads(total, [20, 19, 18, 17, 20, 19, 18, 17]) == [210, 190, 171, 153] * 2
    assert sorted(made) == list(range(21))


def test_an_answer_that_needs_itself_is_refused_instead_of_waited_for():
    memo = Memo()
    with pytest.raises(RecursionError, match="'day' is needed to make itself"):
        memo.get("day", make=lambda: memo.get("day", make=lambda: "Monday"))


def test_two_threads_that_would_wait_for_each_other_are_refused():
    memo, both = Memo(), threading.Barrier(2)

    def ask(names: tuple[str, str]) -> str:
        first, second = names

        def make() -> str:
            both.wait()
            return memo.get(second, make=lambda: f"{second} alone")

        try:
            return memo.get(first, make=make)
        except RecursionError:
            return "refused"

    answers = in_threads(ask, [("a", "b"), ("b", "a")])
    assert "refused" in answers


def test_the_same_key_of_another_name_or_part_is_another_answer():
    memo = Memo()
    phuket, songkhla = memo.part("phuket"), memo.part("songkhla")
    assert phuket.get("stops", 500, make=lambda: 1) == 1
    assert songkhla.get("stops", 500, make=lambda: 2) == 2
    assert phuket.get("walks", 500, make=lambda: 3) == 3
    assert phuket.part(500).get("stops", make=lambda: 4) == 1
    assert memo.statistics().entries == {"stops": 2, "walks": 1}


def test_a_negative_bound_is_refused():
    with pytest.raises(ValueError, match="must be 0 or more"):
        Memo(-1)
