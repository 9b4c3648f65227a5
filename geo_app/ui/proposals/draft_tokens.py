"""
The secrets of drafts: whoever has a draft's token may open it, and nobody else.

A browser knows the tokens that were made for it, drawn on or not. An address with any
other token that opens no draft must not become one: whoever sent it would know it.
"""

from __future__ import annotations

import hmac
import secrets

import streamlit as st

from geo_app.ui.browser_secret import new_secret, secret_in
from geo_app.ui.shared import state

HALF = 32
"""Hexadecimal digits of each half of a token: 128 bits."""


def holder() -> str:
    """
    Return the secret of whoever sits here: their browser's, by which their drafts are found.

    A session has one of its own where a browser keeps no cookies, or where the app stands
    behind no doorway.
    """
    sent = secret_in(st.context.cookies)
    if sent is not None:
        return sent
    if state.BROWSER_SECRET not in st.session_state:
        st.session_state[state.BROWSER_SECRET] = new_secret()
    secret: str = st.session_state[state.BROWSER_SECRET]
    return secret


def new_token() -> str:
    """Return a secret for a draft: nobody can guess it, and this browser knows it for its own."""
    half = secrets.token_hex(HALF // 2)
    return half + _seal(half)


def is_made_here(token: str) -> bool:
    """
    Say whether a token was made for this browser, whether or not anything was drawn.

    Parameters
    ----------
    token
        As the address holds it.
    """
    return hmac.compare_digest(token[HALF:], _seal(token[:HALF]))


def _seal(half: str) -> str:
    return hmac.new(holder().encode(), half.encode(), "sha256").hexdigest()[:HALF]
