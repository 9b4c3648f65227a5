"""Under which address others find a card: none that is only ours."""

from __future__ import annotations

import pytest

from geo_app.ui.gaps.card_paper import shared_address

OTHERS = "https://desk.example.org"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (f"{OTHERS}/gaps?lang=en", f"{OTHERS}/gaps?community=C1&lang=th"),
        (f"{OTHERS}/desk/gaps", f"{OTHERS}/desk/gaps?community=C1&lang=th"),
        (f"{OTHERS}/", f"{OTHERS}/gaps?community=C1&lang=th"),
        ("http://192.168.1.20:8501/gaps", "http://192.168.1.20:8501/gaps?community=C1&lang=th"),
        ("https://me:secret@desk.example.org/gaps", f"{OTHERS}/gaps?community=C1&lang=th"),
        ("http://127.0.0.1:8501/gaps", ""),
        ("http://localhost:8501/gaps", ""),
        ("http://[::1]:8501/gaps", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_is_one_that_others_reach(url, address):
    assert shared_address(url, "C1", "th") == address


def test_an_id_cannot_lead_elsewhere():
    address = shared_address(f"{OTHERS}/gaps", "C1&lang=en#x", "th")
    assert address == f"{OTHERS}/gaps?community=C1%26lang%3Den%23x&lang=th"
