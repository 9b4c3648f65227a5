"""The web addresses under which the app is served: who may call it, and by which name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geo_app.errors import ServingError, mark

if TYPE_CHECKING:
    from collections.abc import Iterable

ORIGINS_VARIABLE = "GEO_APP_ORIGINS"
"""Where `serve` leaves them for the app, with blanks between."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
DEFAULT_PORT = 8501
SCHEME_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a web address, as browsers compare them."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Write it as a browser does in `Origin`."""
        return f"{self.scheme}://{self.hosts[0]}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return what `Host` may hold for it, as a browser writes it first."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        full = f"{host}:{self.port}"
        return (host, full) if self.port == SCHEME_PORTS[self.scheme] else (full,)


def read_origin(text: str) -> Origin:
    """
    Read the address of a desk, such as `https://desk.example.org`.

    Parameters
    ----------
    text
        Scheme, host and, where it is not the scheme's own, port; no path.

    Raises
    ------
    ServingError
        If it is anything else.
    """
    refusal = ServingError(
        mark(
            "'{origin}' is not the address of a desk. Give scheme, name and, if need be, port, "
            "and nothing more, such as https://desk.example.org or http://desk.local:8080."
        ),
        origin=text,
    )
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise refusal from error
    is_more = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in SCHEME_PORTS or is_more or not _is_host(host):
        raise refusal
    return Origin(parts.scheme, host, SCHEME_PORTS[parts.scheme] if port is None else port)


def served_origins(port: int, more: Iterable[str] = ()) -> tuple[Origin, ...]:
    """
    Return every address of a desk: those of this computer first.

    Parameters
    ----------
    port
        Port on this computer.
    more
        Addresses under which a proxy shows the desk to others.

    Raises
    ------
    ServingError
        If one of `more` is no address.
    """
    here = (Origin("http", name, port) for name in LOOPBACK_NAMES)
    return tuple(dict.fromkeys((*here, *map(read_origin, more))))


def origins_of(written: str | None) -> tuple[Origin, ...]:
    """
    Return the addresses that `written_origins` wrote.

    Parameters
    ----------
    written
        None where nobody stated any: then those of this computer at the usual port.
    """
    if not written:
        return served_origins(DEFAULT_PORT)
    return tuple(map(read_origin, written.split()))


def written_origins(origins: Iterable[Origin]) -> str:
    """
    Write addresses into one line.

    Parameters
    ----------
    origins
        In any order.
    """
    return " ".join(map(str, origins))


def _is_host(host: str) -> bool:
    """Tell a name or a number from what holds letters that no host has, such as `*`."""
    return bool(host) and all(letter.isalnum() or letter in "-._:" for letter in host)
