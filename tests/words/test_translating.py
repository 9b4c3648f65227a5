"""Two languages: every sentence has its Thai, and a name is picked in the language asked for."""

from __future__ import annotations

import ast
import math
import string

import pytest
from babel.messages.pofile import read_po

from geo_app.words.translating import DOMAIN, LOCALE_FOLDER, Language, pick_name, translator
from tests.words.reaching import put_together, reaching, sentences_of

THAI, ENGLISH = Language.THAI, Language.ENGLISH


@pytest.fixture(scope="module")
def marked(repository) -> dict[str, list[str]]:
    """Return every sentence that reaches a translator, with the files that hold it."""
    return {text: files for text, files in sentences_of(repository / "geo_app").items() if text}


@pytest.fixture(scope="module")
def catalogue():
    """Return the Thai catalogue as babel reads it."""
    path = LOCALE_FOLDER / "th" / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return read_po(file, locale="th")


def placeholders(text: str) -> list[str]:
    """Return the fields of a format text, with their formats, sorted."""
    parts = string.Formatter().parse(text)
    return sorted(f"{name}:{spec}" for _, name, spec, _ in parts if name is not None)


def test_many_sentences_are_marked_for_translation(marked):
    assert len(marked) > 100


def test_every_marked_sentence_has_a_thai_one(marked, catalogue):
    translated = {message.id for message in catalogue if message.id and message.string}
    assert (
        sorted(f"{files[0]}: {text}" for text, files in marked.items() if text not in translated)
        == []
    )


@pytest.mark.parametrize(
    "code",
    [
        '_("Yes")',
        'mark("Yes")',
        'painter.translate("Yes")',
        'language.words()("Yes")',
        'words()("Yes")',
        'translator(language)("Yes")',
        "f\"<b>{_('Yes')}</b>\"",
        '_("Yes" if is_known else mark("No"))',
        '_(name or "Yes")',
        "A = 'Yes'\n_(A)",
        "A = {1: 'Yes'}\n_(A[1])",
        "A: dict = {1: 'Yes'}\n_(A.get(1, ''))",
        "A = MappingProxyType({1: 'Yes'})\n_(A[1])",
        'say = language.words()\nsay("Yes")',
        'tongue, say = current(), language.words()\nsay("Yes")',
        'self.say = translator(language)\nself.say("Yes")',
        'def write(say: Callable[[str], str]): say("Yes")',
        '_("Ye" "s").format(count=1)',
    ],
)
def test_a_sentence_is_seen_however_it_reaches_a_translator(code):
    assert "Yes" in reaching(ast.parse(code))


@pytest.mark.parametrize("code", ['print("Yes")', 'A = {"Yes": mark("No")}\n_(A["Yes"])', "_(a)"])
def test_what_reaches_no_translator_is_no_sentence(code):
    assert "Yes" not in reaching(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        '_(f"{count} stops")',
        '_("{count} stops".format(count=1))',
        '_("stops " + "x")',
        '_("%s" % 1)',
    ],
)
def test_a_sentence_put_together_before_it_is_translated_is_seen(code):
    assert list(put_together(ast.parse(code))) != []


def test_no_sentence_is_put_together_before_it_is_translated(repository):
    lines = [
        f"{path.relative_to(repository)}:{line}"
        for path in sorted((repository / "geo_app").rglob("*.py"))
        for line in put_together(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert lines == []


def test_no_thai_sentence_is_left_over(marked, catalogue):
    assert sorted(m.id for m in catalogue if m.id and m.id not in marked) == []


def test_no_thai_sentence_waits_to_be_checked(catalogue):
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_a_thai_sentence_has_the_same_placeholders(catalogue):
    differing = [
        message.id
        for message in catalogue
        if message.id and placeholders(message.id) != placeholders(str(message.string))
    ]
    assert differing == []


def test_every_thai_sentence_holds_thai_letters_or_only_placeholders_and_signs(catalogue):
    latin = [
        message.id
        for message in catalogue
        if message.id
        and any(c.isalpha() for c in "".join(t for t, *_ in string.Formatter().parse(message.id)))
        and not any("\u0e00" <= c <= "\u0e7f" for c in str(message.string))
    ]
    assert latin == []


def test_english_is_the_sentence_itself():
    assert translator(ENGLISH)("Anything at all") == "Anything at all"


def test_a_sentence_without_thai_comes_back_as_it_is():
    assert translator(THAI)("No such sentence anywhere") == "No such sentence anywhere"


@pytest.mark.parametrize(
    ("name_th", "name_en", "language", "expected"),
    [
        ("ไทย", "English", THAI, "ไทย"),
        ("ไทย", "English", ENGLISH, "English"),
        (None, "English", THAI, "English"),
        ("ไทย", math.nan, ENGLISH, "ไทย"),
        ("  ", "English", THAI, "English"),
        (None, math.nan, THAI, "C001"),
        (7, "", ENGLISH, "C001"),
    ],
)
def test_a_name_is_picked_in_the_language_else_the_other_else_the_id(
    name_th, name_en, language, expected
):
    assert pick_name(name_th, name_en, language, otherwise="C001") == expected
