"""
A secret that each browser keeps in a cookie: it finds its own drafts again by it.

No page and no script sees it, and it says nothing of the person.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COOKIE = "geo_app_browser"
SECRET = re.compile(r"[0-9a-f]{64}")
LASTS_S = 400 * 24 * 3_600
"""As long as browsers keep a cookie at most; each visit begins it anew."""


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_hex(32)


def secret_in(cookies: Mapping[str, str]) -> str | None:
    """
    Return the secret that a browser sent, None where it has none yet.

    Parameters
    ----------
    cookies
        Value by name.
    """
    text = cookies.get(COOKIE, "")
    return text if SECRET.fullmatch(text) else None


def written_cookie(secret: str, *, is_encrypted: bool) -> str:
    """
    Write the header that makes a browser keep the secret.

    Parameters
    ----------
    secret
        As `new_secret` makes it.
    is_encrypted
        Whether the desk is reached by https: then it never travels otherwise.
    """
    secure = "; Secure" if is_encrypted else ""
    # Lax: whoever follows a link to the desk brings it along.
    return f"{COOKIE}={secret}; Max-Age={LASTS_S}; Path=/; HttpOnly; SameSite=Lax{secure}"
