"""The addresses of a desk are read as browsers write them, and nothing else is one."""

from __future__ import annotations

import pytest

from geo_app.errors import ServingError
from geo_app.origins import (
    DEFAULT_PORT,
    Origin,
    origins_of,
    read_origin,
    served_origins,
    written_origins,
)


@pytest.mark.parametrize(
    ("text", "written", "hosts"),
    [
        ("https://desk.example.org", None, ("desk.example.org", "desk.example.org:443")),
        ("HTTPS://Desk.Example.org/", "https://desk.example.org", None),
        ("https://desk.example.org:443", "https://desk.example.org", None),
        ("https://desk.example.org:8443", None, ("desk.example.org:8443",)),
        ("http://desk.local:80", "http://desk.local", ("desk.local", "desk.local:80")),
        ("http://[::1]:8501", None, ("[::1]:8501",)),
        (" https://โต๊ะ.example ", "https://xn--m3c8c8b7a.example", None),
    ],
)
def test_an_address_is_written_as_a_browser_writes_it(text, written, hosts):
    origin = read_origin(text)
    assert str(origin) == (written or text)
    assert hosts is None or origin.hosts == hosts
    assert read_origin(str(origin)) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "null",
        "desk.example.org",
        "https://",
        "https://*",
        "https://*.example.org",
        "https://desk.example.org/app",
        "https://desk.example.org?x=1",
        "https://desk.example.org#x",
        "https://somebody@desk.example.org",
        "https://desk.example.org:port",
        "https://desk.example.org:99999",
        "https://desk example.org",
        "https://desk.example.org https://other.example.org",
        "ftp://desk.example.org",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_what_is_no_address_gets_a_sentence(text):
    with pytest.raises(ServingError, match=r"is not the address of a desk.*https://"):
        read_origin(text)


def test_a_desk_is_known_by_two_names_of_this_computer_and_those_it_is_given():
    more = ["https://desk.example.org", "https://desk.example.org/", "http://localhost:8600"]
    origins = served_origins(8600, more)
    assert [str(origin) for origin in origins] == [
        "http://127.0.0.1:8600",
        "http://localhost:8600",
        "https://desk.example.org",
    ]
    assert origins_of(written_origins(origins)) == origins


@pytest.mark.parametrize("nothing", [None, ""])
def test_where_nobody_stated_an_address_there_is_this_computer_s_alone(nothing):
    assert origins_of(nothing) == (
        Origin("http", "127.0.0.1", DEFAULT_PORT),
        Origin("http", "localhost", DEFAULT_PORT),
    )
