"""Asking a server: what is asked again, how long is waited, what is given up."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from geo_app.fetch.web import NoAnswerError, Patience, RefusedError, require_http
from tests.fixtures.overpass_server import DATE, Reply, serving


def ask(web, server, path="data", *, max_bytes=1_000_000, told=None):
    """Return the bytes that a server gives for a path."""
    got = []

    def accept(file):
        file.seek(0)
        got.append(file.read())

    tell = (lambda p: told.append(str(p.now))) if told is not None else (lambda _: None)
    url = f"{server.root}/{path}"
    web.get(url, into=io.BytesIO, max_bytes=max_bytes, accept=accept, tell=tell)
    return got[-1]


@pytest.fixture(autouse=True)
def _file(server):
    server.files["data"] = b"here"


def test_an_answer_is_written_and_who_asks_is_said(web, server, waits):
    assert ask(web, server) == b"here"
    assert server.agents[0].startswith("geo-app/")
    assert waits == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_a_growing_wait(web, server, waits, status):
    server.plan.extend([Reply(status=status), Reply(status=status)])
    told: list[str] = []
    assert ask(web, server, told=told) == b"here"
    assert waits == [5, 10]
    assert f"(answer {status})" in told[0]
    assert "Asking again in 5 s." in told[0]


def test_the_wait_that_a_server_names_is_kept(web, server, waits):
    server.plan.append(Reply(status=429, headers={"Retry-After": "42"}))
    ask(web, server)
    assert waits == [42]


def test_a_named_wait_is_never_shortened_to_less_than_our_own(web, server, waits):
    server.plan.append(Reply(status=429, headers={"Retry-After": "1"}))
    ask(web, server)
    assert waits == [5]


def test_a_wait_named_as_a_date_is_counted_from_the_servers_own_date(web, server, waits):
    assert DATE == "Mon, 23 Nov 2026 08:00:00 GMT"
    server.plan.append(Reply(status=503, headers={"Retry-After": "Mon, 23 Nov 2026 08:01:30 GMT"}))
    server.plan.append(Reply(status=503, headers={"Retry-After": "soon"}))
    ask(web, server)
    assert waits == [90, 10]


def test_a_wait_named_as_a_date_long_past_is_our_own(web, server, waits):
    server.plan.append(Reply(status=503, headers={"Retry-After": "Mon, 23 Nov 2020 08:00:00 GMT"}))
    ask(web, server)
    assert waits == [5]


def test_a_server_that_wants_a_longer_wait_than_ours_is_left_alone(web, server, waits):
    server.plan.append(Reply(status=429, headers={"Retry-After": "301"}))
    with pytest.raises(NoAnswerError, match="answer 429"):
        ask(web, server)
    assert waits == []


def test_waits_grow_no_longer_than_the_longest(web, server, waits):
    server.always = Reply(status=500)
    patient = replace(web, patience=Patience(attempts=9))
    with pytest.raises(NoAnswerError, match=r"is busy or out of order \(answer 500\)"):
        ask(patient, server)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 204])
def test_a_refusal_is_not_asked_again(web, server, waits, status):
    server.always = Reply(status=status)
    with pytest.raises(RefusedError, match=rf"refuses \(answer {status}\)"):
        ask(web, server)
    assert (waits, len(server.agents)) == ([], 1)


def test_an_answer_that_breaks_off_is_asked_again(web, server, waits):
    server.plan.append(Reply(body=b"he", declared=100))
    assert ask(web, server) == b"here"
    assert waits == [5]


def test_an_answer_that_always_breaks_off_is_given_up(web, server):
    server.always = Reply(body=b"he", declared=100)
    with pytest.raises(NoAnswerError, match="broke off"):
        ask(web, server)


def test_a_connection_that_closes_without_a_word_is_asked_again(web, server, waits):
    server.plan.append(Reply(drop=True))
    assert ask(web, server) == b"here"
    assert waits == [5]


def test_a_server_that_is_down_is_named(web, waits):
    with serving() as gone:
        pass
    with pytest.raises(NoAnswerError, match=r"127\.0\.0\.1:\d+ cannot be reached"):
        ask(web, gone)
    assert waits == [5, 10]


def test_a_server_that_keeps_silent_is_given_up(web, server):
    server.always = Reply(delay_s=0.4)
    hasty = replace(web, patience=replace(web.patience, silence_s=0.05, attempts=2))
    with pytest.raises(NoAnswerError, match="does not answer in time"):
        ask(hasty, server)


def test_a_server_that_drips_is_given_up(web, server):
    seconds = iter(range(0, 100_000, 2_000))
    server.files["data"] = b"x" * 500_000
    with pytest.raises(NoAnswerError, match="too slowly"):
        ask(replace(web, clock=lambda: next(seconds)), server)


def test_an_answer_as_large_as_allowed_is_taken_and_a_larger_one_is_not(web, server, waits):
    server.files["data"] = b"x" * 1_000_000
    assert len(ask(web, server)) == 1_000_000
    server.files["data"] += b"x"
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        ask(web, server)
    assert waits == []


def test_a_redirect_is_followed_a_few_times_and_not_for_ever(web, server, waits):
    to_data = Reply(status=302, headers={"Location": "/data"})
    server.plan.extend([to_data] * 3)
    assert ask(web, server, "start") == b"here"
    server.always = to_data
    with pytest.raises(RefusedError, match="without end"):
        ask(web, server, "start")
    assert waits == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x"])
def test_a_redirect_to_something_else_than_http_is_refused(web, server, address):
    server.always = Reply(status=302, headers={"Location": address})
    with pytest.raises(RefusedError, match="not http"):
        ask(web, server, "start")


@pytest.mark.parametrize(
    "address",
    ["", "overpass", "file:///etc/passwd", "ftp://x/y", "http://", "//x/y", "http://[::1", "C:\\x"],
)
def test_an_address_that_is_no_web_address_is_refused(address):
    with pytest.raises(RefusedError, match="is no web address"):
        require_http(address)


def test_a_password_in_an_address_is_not_repeated(web, server):
    server.always = Reply(status=403)
    with pytest.raises(RefusedError) as caught:
        web.get(server.root.replace("//", "//me:secret@") + "/data", into=io.BytesIO, max_bytes=9)
    assert "secret" not in str(caught.value)
