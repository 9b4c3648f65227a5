"""
What the store keeps of a draft's secret: enough to know it again, too little to tell it.

A token is kept as its hash, and beside that sealed with the secret of whoever holds the
draft, so that a list of theirs can open it. Both secrets are long and random, so hashes
need no salt and a seal is used once.
"""

from __future__ import annotations

import hashlib


def hash_of_token(token: str) -> str:
    """
    Return what a draft is known by.

    Parameters
    ----------
    token
        The draft's secret.
    """
    return hashlib.sha256(f"token {token}".encode()).hexdigest()


def hash_of_holder(holder: str) -> str:
    """
    Return what somebody's drafts are known by.

    Parameters
    ----------
    holder
        The secret of whoever holds them.
    """
    return hashlib.sha256(f"holder {holder}".encode()).hexdigest()


def sealed(token: str, holder: str) -> str:
    """
    Write a token so that only its holder can read it.

    Parameters
    ----------
    token
        The draft's secret.
    holder
        The holder's.
    """
    return _covered(token.encode(), hash_of_token(token), holder).hex()


def unsealed(text: str, token_hash: str, holder: str) -> str:
    """
    Read what `sealed` wrote.

    Parameters
    ----------
    text
        The sealed token.
    token_hash
        As `hash_of_token` returns it.
    holder
        The secret with which it was sealed.
    """
    return _covered(bytes.fromhex(text), token_hash, holder).decode()


def _covered(text: bytes, token_hash: str, holder: str) -> bytes:
    """Cover or uncover: as many bytes as the text has, known to the holder alone."""
    cover = hashlib.shake_256(f"seal {holder} {token_hash}".encode()).digest(len(text))
    return bytes(letter ^ over for letter, over in zip(text, cover, strict=True))
