"""
Asking other servers politely: one question at a time, with limits and patience.

A server that is busy is asked again after a wait that grows, or after the wait
that it names. Every answer has a size and a time that it may not exceed.
"""

from __future__ import annotations

import email.utils
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import requests

from geo_app.errors import GeoAppError, mark
from geo_app.fetch.progress import Progress, Tell
from geo_app.findings import note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BUSY = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same question may succeed later."""

OK = 200
CHUNK_BYTES = 1 << 16
MAX_REDIRECTS = 3
MEGABYTE = 1_000_000


class NoAnswerError(GeoAppError, RuntimeError):
    """A server gives no answer that can be used; asking later may help."""


class RefusedError(GeoAppError, RuntimeError):
    """A server refuses, or its answer is nothing that asking again would mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    How long a server is waited for, in seconds.

    Attributes
    ----------
    attempts
        How often the same question is asked.
    first_wait_s, longest_wait_s
        The wait doubles from the first up to the longest. A server that wants a
        longer one is not asked again.
    connect_s, silence_s, total_s
        For the connection, between two parts of an answer, for a whole answer.
    """

    attempts: int = 6
    first_wait_s: float = 5.0
    longest_wait_s: float = 300.0
    connect_s: float = 20.0
    silence_s: float = 210.0
    total_s: float = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """
    The way to other servers.

    Attributes
    ----------
    session
        Carries proxies as its maker set them.
    sleep, clock
        Wait some seconds; seconds that only grow.
    """

    session: requests.Session
    patience: Patience = field(default_factory=Patience)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def get(
        self,
        url: str,
        *,
        into: Callable[[], BinaryIO],
        max_bytes: int,
        parameters: Mapping[str, str] | None = None,
        accept: Callable[[BinaryIO], None] = lambda _: None,
        tell: Tell = lambda _: None,
    ) -> None:
        """
        Ask until an answer is accepted, and write it.

        Parameters
        ----------
        url
            Of a server that speaks http or https.
        into
            Opens what the answer is written to, anew for each attempt.
        max_bytes
            An answer larger than this is given up.
        parameters
            The question.
        accept
            Looks at the answer and raises NoAnswerError if the server should be
            asked again, any other error if not.
        tell
            Hears of each wait.

        Raises
        ------
        NoAnswerError
            If no attempt brought an answer, or the server refuses.
        """
        require_http(url)
        for attempt in range(1, self.patience.attempts + 1):
            wait_s = self.patience.first_wait_s * 2 ** (attempt - 1)
            try:
                with into() as file:
                    self._ask(url, file, max_bytes, parameters)
                    file.flush()
                    accept(file)
                return
            except _LaterError as later:
                reason, asked_s = later.reason, later.wait_s
            except NoAnswerError as error:
                reason, asked_s = error, None
            if attempt == self.patience.attempts:
                raise reason
            self._wait(min(wait_s, self.patience.longest_wait_s), asked_s, reason, tell)

    def _wait(
        self, wait_s: float, asked_s: float | None, reason: NoAnswerError, tell: Tell
    ) -> None:
        if asked_s is not None and asked_s > self.patience.longest_wait_s:
            raise reason
        wait_s = max(wait_s, asked_s or 0.0)
        message = mark("{reason} Asking again in {seconds:.0f} s.")
        now = note("asking_again", message, reason=reason, seconds=wait_s)
        tell(Progress(done=0, total=0, now=now))
        self.sleep(wait_s)

    def _ask(
        self, url: str, file: BinaryIO, max_bytes: int, parameters: Mapping[str, str] | None
    ) -> None:
        self.session.max_redirects = MAX_REDIRECTS
        try:
            with self.session.get(
                url,
                params=parameters,
                stream=True,
                timeout=(self.patience.connect_s, self.patience.silence_s),
                headers={"User-Agent": f"geo-app/{version('geo-app')} (province planning)"},
            ) as answer:
                _require_ok(answer)
                self._copy(answer, file, max_bytes)
        except requests.Timeout as error:
            raise _LaterError(_no_answer(mark("{host} does not answer in time."), url)) from error
        except requests.TooManyRedirects as error:
            raise _refusal(mark("{host} sends on to other addresses without end."), url) from error
        except (
            requests.exceptions.InvalidSchema,
            requests.exceptions.InvalidURL,
            requests.exceptions.MissingSchema,
        ) as error:
            raise _refusal(mark("{host} sends on to an address that is not http."), url) from error
        except requests.ConnectionError as error:
            raise _LaterError(_no_answer(mark("{host} cannot be reached."), url)) from error
        except requests.RequestException as error:
            raise _LaterError(_no_answer(mark("The answer of {host} broke off."), url)) from error

    def _copy(self, answer: requests.Response, file: BinaryIO, max_bytes: int) -> None:
        start, size = self.clock(), 0
        for chunk in answer.iter_content(CHUNK_BYTES):
            size += len(chunk)
            if size > max_bytes:
                raise _refusal(
                    mark("The answer of {host} is larger than {megabytes} MB. Ask for less."),
                    answer.url,
                    megabytes=max_bytes // MEGABYTE,
                )
            if self.clock() - start > self.patience.total_s:
                raise _LaterError(_no_answer(mark("{host} answers too slowly."), answer.url))
            file.write(chunk)


class _LaterError(Exception):
    """The question may be asked again, after `wait_s` if the server says so."""

    def __init__(self, reason: NoAnswerError, wait_s: float | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.wait_s = wait_s


def require_http(url: str) -> None:
    """
    Refuse an address that is neither http nor https.

    Parameters
    ----------
    url
        As a person wrote it.

    Raises
    ------
    RefusedError
        If the address names no server, or another way to it.
    """
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits:
        raise RefusedError(
            mark("'{found}' is no web address. Write one that begins with https://."), found=url
        )


def host(url: str) -> str:
    """
    Return the name of the server in an address, for messages.

    Parameters
    ----------
    url
        With or without a name and password, which are left out.
    """
    return urlsplit(url).netloc.rpartition("@")[2] or url


def _require_ok(answer: requests.Response) -> None:
    if answer.status_code == OK:
        return
    if answer.status_code in BUSY:
        message = mark("{host} is busy or out of order (answer {code}).")
        raise _LaterError(
            _no_answer(message, answer.url, code=answer.status_code), _retry_after_s(answer)
        )
    raise _refusal(
        mark("{host} refuses (answer {code}). Check the address."),
        answer.url,
        code=answer.status_code,
    )


def _retry_after_s(answer: requests.Response) -> float | None:
    """Read the wait a server asks for, in seconds or as a date beside its own date."""
    text = answer.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        now = email.utils.parsedate_to_datetime(answer.headers.get("Date", ""))
        return max((until - now).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def _no_answer(message: str, url: str, **fields: object) -> NoAnswerError:
    return NoAnswerError(message, host=host(url), **fields)


def _refusal(message: str, url: str, **fields: object) -> RefusedError:
    return RefusedError(message, host=host(url), **fields)
