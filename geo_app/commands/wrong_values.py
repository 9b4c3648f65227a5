"""Wrong values of options, told as one sentence in the reader's language."""

from __future__ import annotations

import re

import typer

from geo_app.commands.options import language
from geo_app.errors import mark
from geo_app.words.translating import translator

NOT_A_CHOICE = re.compile(r".*?'(?P<value>.*)' is not one of (?P<choices>.*?)\.?$", re.DOTALL)
"""How the command line's own choices are refused."""


def wrong_value(option: str, message: str, **fields: object) -> typer.BadParameter:
    """
    Return the error of an option whose value cannot be used.

    Parameters
    ----------
    option
        As it is typed, such as `--counted`.
    message
        English sentence with named placeholders, key of its translation.
    fields
        What they stand for.
    """
    text = translator(language())(message).format(**fields)
    return typer.BadParameter(text, param_hint=option)


def call_sentence(error: typer.BadParameter) -> str:
    """
    Say in one sentence which option has a wrong value, and what to do.

    Parameters
    ----------
    error
        Ours, or what the command line itself finds of a value.
    """
    _ = translator(language())
    option = error.param_hint or "/".join(getattr(error.param, "opts", ()))
    refused = NOT_A_CHOICE.fullmatch(error.message)
    if error.param_hint is None and refused is not None:
        message = _(mark("'{found}' is not one of {choices}."))
        text = message.format(found=refused["value"], choices=refused["choices"].replace("'", ""))
    else:
        text = error.message or error.format_message()
    return _(mark("{option}: {text}")).format(option=option, text=text)
