"""Who may come in, by which name, and what each browser gets with its first page."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from geo_app.origins import served_origins
from geo_app.ui.browser_secret import COOKIE, new_secret
from geo_app.ui.doorway import Doorway

HOST = "127.0.0.1:8501"
HERE = f"http://{HOST}"
DESK = "https://desk.example.org"
ORIGINS = served_origins(8501, [DESK])
SEED = 20261129


def asked(kind: str = "http", method: str = "GET", **headers: str | list[str]) -> dict[str, Any]:
    """Return what the app saw of a request (nothing where it was refused) and what was sent."""
    seen: list[dict[str, Any]] = []
    sent: list[dict[str, Any]] = []

    async def app(scope, _receive, send) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message) -> None:
        sent.append(message)

    pairs = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, values in headers.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    scope = {"type": kind, "headers": pairs, "path": "/"}
    if kind == "http":
        scope["method"] = method
    asyncio.run(Doorway(app, origins=ORIGINS)(scope, receive, send))
    return {"seen": seen, "sent": sent}


def enters(kind: str = "http", method: str = "GET", **headers: str | list[str]) -> bool:
    return bool(asked(kind, method, **headers)["seen"])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (HOST, HERE),
        ("localhost:8501", "http://localhost:8501"),
        (HOST, "http://localhost:8501"),
        ("desk.example.org", DESK),
        ("desk.example.org:443", DESK),
        # A proxy that passes on its own name for the app.
        (HOST, DESK),
        ("LOCALHOST:8501", HERE),
    ],
)
def test_whoever_comes_by_a_stated_address_enters(host, origin):
    assert enters("websocket", host=host, origin=origin)
    assert enters("http", "POST", host=host, origin=origin)
    assert enters("http", "GET", host=host, origin=origin)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://localhost",
        "http://localhost:8502",
        "https://localhost:8501",
        "http://127.0.0.1:3000",
        "http://127.0.0.1:8501.evil.example",
        "http://0.0.0.0:8501",
        "http://[::1]:8501",
        "http://desk.example.org",
        "https://desk.example.org:8443",
        "https://desk.example.org.evil.example",
        "https://sub.desk.example.org",
        f"{HERE}/",
        f"{HERE} {DESK}",
    ],
)
@pytest.mark.parametrize(
    ("kind", "method"), [("websocket", "GET"), ("http", "GET"), ("http", "PUT")]
)
def test_another_origin_is_refused(kind, method, origin):
    assert not enters(kind, method, host=HOST, origin=origin)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8501", "localhost", "127.0.0.1", "127.0.0.1:80",
             "localhost:8501.", "desk.example.org:8501", [HOST, HOST], [HOST, "evil.example"], []],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_name_of_this_computer_is_refused(kind, host):
    assert not enters(kind, host=host, origin=HERE)
    assert not enters(kind, host=host)


def test_a_person_who_types_the_address_names_no_origin():
    assert enters("http", "GET", host=HOST)
    assert enters("http", "HEAD", host=HOST)
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert not enters("http", method, host=HOST)
    assert not enters("websocket", host=HOST)
    assert not enters("websocket", host=HOST, origin=[HERE, HERE])


def test_the_refusal_says_in_both_languages_what_to_do():
    start, body = asked("http", host="evil.example")["sent"]
    assert start["status"] == 403
    said = body["body"].decode()
    assert "--origin" in said
    assert re.search("[\u0e01-\u0e5b]", said)
    assert COOKIE not in str(start["headers"])


def test_streamlit_sees_the_host_that_the_origin_names_and_so_asks_nobody():
    (scope,) = asked("websocket", host=HOST, origin=DESK, cookie="a=b")["seen"]
    assert dict(scope["headers"]) == {
        b"host": b"desk.example.org",
        b"origin": DESK.encode(),
        b"cookie": b"a=b",
    }


def cookies(**headers: str) -> list[str]:
    (start,) = asked(**headers)["sent"]
    return [value.decode() for name, value in start["headers"] if name == b"set-cookie"]


def test_a_browser_gets_a_secret_of_its_own_with_a_page_and_keeps_it():
    first, second = (cookies(host=HOST, accept="text/html,*/*")[0] for _ in range(2))
    assert first != second
    assert re.match(
        rf"{COOKIE}=[0-9a-f]{{64}}; Max-Age=\d+; Path=/; HttpOnly; SameSite=Lax$", first
    )
    secret = new_secret()
    (again,) = cookies(host=HOST, accept="text/html", cookie=f"x=1; {COOKIE}={secret}; y=2")
    assert again.startswith(f"{COOKIE}={secret};")
    assert cookies(host=HOST, accept="image/png") == []


@pytest.mark.parametrize("planted", ["", "short", "g" * 64, "a" * 65, '"; Path=/x'])
def test_a_secret_that_nobody_would_have_handed_out_is_replaced(planted):
    (cookie,) = cookies(host=HOST, accept="text/html", cookie=f"{COOKIE}={planted}")
    assert re.match(rf"{COOKIE}=[0-9a-f]{{64}};", cookie)
    assert not planted or f"={planted};" not in cookie


def test_behind_https_the_secret_never_travels_otherwise():
    (cookie,) = cookies(host="desk.example.org", accept="text/html")
    assert cookie.endswith("; Secure")
