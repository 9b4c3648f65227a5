"""The desk that all sessions share: one for a province's folder and its files' version."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from geo_app.desk.desk import Desk
from geo_app.desk.keeping import version_of
from geo_app.province import open_province
from geo_app.serving import PROVINCE_VARIABLE
from geo_app.stored import digest_of, own_store, program_version

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from geo_app.province import Province

Kept = TypeVar("Kept")

ROOT = Path(__file__).parents[3]
DEFAULT_PROVINCE = "layers/phuket"

MOST_TEXTS = 64
"""Texts of one name that are kept on disk: the layers of a few provinces in two languages."""

_at_hand: ContextVar[Desk | None] = ContextVar("desk of this run", default=None)


def folder() -> Path:
    """Return the folder of the province on the desk."""
    return ROOT / os.environ.get(PROVINCE_VARIABLE, DEFAULT_PROVINCE)


def desk() -> Desk:
    """Return the desk, a new one when one of the province's files has changed."""
    return _at_hand.get() or _desk(str(folder()), version_of(folder()))


@contextmanager
def same_files() -> Iterator[None]:
    """
    Look at the files once for all that is asked inside; also as a decorator, `@same_files()`.

    What was made is weighed when the page has been sent, so that nobody waits for it.
    """
    at_hand = _desk(str(folder()), version_of(folder()))
    token = _at_hand.set(at_hand)
    try:
        yield
    finally:
        _at_hand.reset(token)
        at_hand.memo.settle()


def kept(name: str, *key: Hashable, make: Callable[[], Kept]) -> Kept:
    """
    Keep what the pages make of the desk's answers, such as the JavaScript of a map.

    Parameters
    ----------
    name
        What it is.
    *key
        Everything that it depends on beside the province.
    make
        Makes it.
    """
    return desk().memo.get(name, *key, make=make)


def stored_text(province: Province, name: str, *key: str, make: Callable[[], str]) -> str:
    """
    Keep a text on disk that is the same until a file or the program changes.

    Parameters
    ----------
    province
        Whose files decide, and whose store keeps it; without one it is made anew.
    name
        What it is.
    *key
        What it depends on beside the files, such as the language.
    make
        Makes it.
    """
    if province.store is None:
        return make()
    home = province.folder.resolve()
    digest = digest_of([str(home), version_of(home), program_version(), *key])
    return province.store.text(name, digest, make, most=MOST_TEXTS)


@st.cache_resource(max_entries=1, show_spinner=False)
def _desk(path: str, version: str) -> Desk:
    province = open_province(path, store=own_store())
    return Desk(province, leaves_out_broken=True, version=version)
