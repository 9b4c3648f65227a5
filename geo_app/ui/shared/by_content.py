"""
JavaScript that is the same whatever is chosen: named by its content, sent to a browser once.

A map's base and its fixed layers take megabytes at a city's size, and a component's
arguments are sent again on every run. So they go as a few letters that fetch the text
from beside the page, where the browser keeps it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/written/"
SHORT = 5_000
"""Letters that are sent as they are: fetching them would take longer."""

MOST_LETTERS = 200_000_000
LEVEL = 6
NOT_FOUND = 404
HEADERS = {
    "Content-Encoding": "gzip",
    # Its name is that of its content, so it never changes; and it is no script of other pages.
    "Cache-Control": "private, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

# Waits for the text: what follows draws on what it draws. A frame asks once for each.
FETCHING = """
(0, eval)((window.writtenTexts = window.writtenTexts || {{}})["{name}"] ||
  (window.writtenTexts["{name}"] = (() => {{
    const asked = new XMLHttpRequest();
    asked.open("GET", "{path}{name}.js", false);
    asked.send();
    if (asked.status !== 200) throw new Error("{name}: " + asked.status);
    return asked.responseText;
  }})()));
"""


class TextsByContent:
    """
    Texts that browsers may fetch, the ones used last of them.

    Parameters
    ----------
    most_letters
        So much is held at most, beside the newest.
    """

    def __init__(self, most_letters: int = MOST_LETTERS) -> None:
        self.is_served = False
        self._most_letters = most_letters
        self._lock = Lock()
        self._names: OrderedDict[str, str] = OrderedDict()
        self._packed: dict[str, bytes] = {}

    def route(self) -> Route:
        """Return where browsers fetch the texts; from now on they are told to."""
        self.is_served = True
        return Route(PATH + "{name}.js", self.answer)

    @property
    def is_beside(self) -> bool:
        """Whether this server answers beside the page, at the root of its address."""
        return self.is_served and not st.get_option("server.baseUrlPath").strip("/")

    def sent(self, text: str) -> str:
        """
        Return the JavaScript that does what a text does, in as few letters as may be.

        Parameters
        ----------
        text
            JavaScript that declares what others use with `var` alone.
        """
        if not self.is_beside or len(text) <= SHORT:
            return text
        return FETCHING.format(name=self._name(text), path=PATH)

    def answer(self, request: Request) -> Response:
        """
        Answer a browser that fetches a text.

        Parameters
        ----------
        request
            With the text's name in its path.
        """
        packed = self._packed.get(request.path_params["name"])
        if packed is None:
            return Response(status_code=NOT_FOUND)
        return Response(packed, media_type="text/plain; charset=utf-8", headers=HEADERS)

    def _name(self, text: str) -> str:
        with self._lock:
            name = self._names.get(text)
            if name is not None:
                self._names.move_to_end(text)
                return name
        letters = text.encode()
        name, packed = hashlib.sha256(letters).hexdigest(), gzip.compress(letters, LEVEL, mtime=0)
        with self._lock:
            self._packed[name] = packed
            self._names[text] = name
            while len(self._names) > 1 and sum(map(len, self._names)) > self._most_letters:
                _, oldest = self._names.popitem(last=False)
                del self._packed[oldest]
        return name


TEXTS = TextsByContent()
"""Those of this process."""
