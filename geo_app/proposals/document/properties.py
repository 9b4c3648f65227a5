"""The properties of a proposal's feature, read with a sentence for each that is wrong."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app import limits
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where
from geo_app.proposals.running.service import HeadwayWindow, Service
from geo_app.quality.clock import CLOCK_OF_PEOPLE, read_seconds
from geo_app.spelling.ids import id_of

if TYPE_CHECKING:
    from enum import StrEnum


IDS = frozenset({"stop_id", "route_id", "from_stop_id", "to_stop_id"})
"""Properties that name a route or stop."""


class Properties:
    """
    One feature's properties.

    Parameters
    ----------
    values
        As they stand in the file; anything else than an object is empty.
    problems
        Where what is wrong is added.
    subject
        What sentences name; by default the feature's route or stop.
    """

    def __init__(self, values: Any, problems: list[Finding], subject: str | None = None) -> None:
        self.values: dict[str, Any] = _with_ids(values) if isinstance(values, dict) else {}
        self.kind = _writable(self.values.get("kind"))
        self._problems = problems
        subject_id = next((self.values[n] for n in ("stop_id", "route_id") if n in self.values), "")
        self.subject = _writable(subject_id) if subject is None else subject

    def tell(self, code: str, message: str, **fields: object) -> None:
        """
        Add an error.

        Parameters
        ----------
        code
            Stable name of what is wrong, such as `bad_number`.
        message
            An English sentence with named placeholders, to be translated.
        fields
            What the placeholders stand for beside the subject.
        """
        subject = self.subject or self.kind
        self._problems.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                message=message,
                fields={"subject": subject, **fields},
                where=Where(subject=self.subject),
            )
        )

    def text(self, name: str) -> str | None:
        """
        Return a text, or a number as one; None where there is none.

        Parameters
        ----------
        name
            Of the property.
        """
        value = self.values.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > limits.TEXT_LETTERS or not _is_text(value):
            self.tell("bad_text", mark("'{subject}': '{field}' is no text."), field=name)
            return None
        return value.strip() or None

    def id(self, name: str) -> str | None:
        """
        Return an id that the change cannot do without.

        Parameters
        ----------
        name
            Of the property.
        """
        text = self.text(name)
        if text is None or len(text) > limits.ID_LETTERS:
            self.tell(
                "missing_id",
                mark("A feature of kind '{kind}' has no '{field}' of at most {most} characters."),
                kind=self.kind,
                field=name,
                most=limits.ID_LETTERS,
            )
            return None
        return text

    def ids(self, name: str) -> tuple[str, ...]:
        """
        Return a list of ids, written as a list or as one text.

        Parameters
        ----------
        name
            Of the property.
        """
        value = self.values.get(name)
        texts = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
        if any(len(str(text)) > limits.ID_LETTERS for text in texts):
            self.tell(
                "long_id",
                mark("'{subject}': an id in '{field}' has more than {most} characters."),
                field=name,
                most=limits.ID_LETTERS,
            )
            return ()
        ids = [id_of(text) for text in texts if _is_text(str(text))]
        return tuple(text for text in ids if text is not None)

    def number(self, name: str) -> float | None:
        """
        Return a number, also one that is written as text.

        Parameters
        ----------
        name
            Of the property; its unit is that of the name, such as `headway_min`.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            number = float(value) if not isinstance(value, bool) else math.nan
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self.tell(
                "bad_number",
                mark("'{subject}': '{found}' in '{field}' is no number."),
                field=name,
                found=_writable(value),
            )
            return None
        return number

    def choice(self, name: str, choices: type[StrEnum]) -> str | None:
        """
        Return one of some words.

        Parameters
        ----------
        name
            Of the property.
        choices
            The words that it may be.
        """
        word = self.text(name)
        if word is not None and word not in list(choices):
            self.tell(
                "unknown_value",
                mark("'{subject}': '{found}' in '{field}' is none of: {choices}."),
                field=name,
                found=word[: limits.ID_LETTERS],
                choices=", ".join(choices),
            )
            return None
        return word

    def clock(self, name: str) -> float | None:
        """
        Return a time of day in seconds.

        Parameters
        ----------
        name
            Of the property; its text is such as `06:00` or, of the next day, `25:30`.
        """
        text = self.text(name)
        return None if text is None else self._seconds(text, name)

    def service(self) -> Service:
        """Return headways and span."""
        return Service(
            headway_min=self.number("headway_min"),
            windows=self._windows(),
            first_departure_s=self.clock("first_departure"),
            last_departure_s=self.clock("last_departure"),
        )

    def _windows(self) -> tuple[HeadwayWindow, ...]:
        rows = self.values.get("headways") or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.tell(
                "bad_headways",
                mark("'{subject}': 'headways' is no list of start, end and headway_min."),
            )
            return ()
        read = [Properties(row, self._problems, self.subject) for row in rows]
        cells = [(row.clock("start"), row.clock("end"), row.number("headway_min")) for row in read]
        if any(None in row for row in cells):
            self.tell(
                "bad_headways",
                mark("'{subject}': each of its 'headways' needs start, end and headway_min."),
            )
            return ()
        windows = [
            HeadwayWindow(start_s=start, end_s=end, headway_min=headway)
            for start, end, headway in cells
            if start is not None and end is not None and headway is not None
        ]
        return tuple(sorted(windows, key=lambda window: window.start_s))

    def _seconds(self, text: str, name: str) -> float | None:
        seconds, _ = read_seconds(pd.Series([text], dtype="str"), pattern=CLOCK_OF_PEOPLE)
        if seconds.isna().any():
            self.tell(
                "bad_time",
                mark("'{subject}': '{found}' in '{field}' is no time such as 06:00 or 25:30."),
                field=name,
                found=text[: limits.ID_LETTERS],
            )
            return None
        return float(seconds.iloc[0])


def _with_ids(values: dict[str, Any]) -> dict[str, Any]:
    """Write ids as layers and feeds have them, so that `990101.0` is the route 990101."""
    return {
        name: id_of(value) if name in IDS and _is_id(value) else value
        for name, value in values.items()
    }


def _is_id(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _writable(value: object) -> str:
    """Return a value as a text that can be printed, whatever it holds."""
    return str(value)[: limits.ID_LETTERS].encode(errors="replace").decode()


def _is_text(value: str) -> bool:
    """Say whether a text can be written: JSON may hold halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
