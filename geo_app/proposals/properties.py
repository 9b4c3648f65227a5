"""The properties of a proposal's feature, read with a sentence for each that is wrong."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.errors import mark
from geo_app.proposals.problems import Problem, Severity
from geo_app.proposals.service import HeadwayWindow, Service
from geo_app.quality.clock import CLOCK_OF_PEOPLE, read_seconds

if TYPE_CHECKING:
    from enum import StrEnum

MAX_ID_LENGTH = 100
MAX_TEXT_LENGTH = 10_000


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

    def __init__(self, values: Any, problems: list[Problem], subject: str | None = None) -> None:
        self.values: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
        self.kind = _writable(self.values.get("kind"))
        self._problems = problems
        found = next((self.values[n] for n in ("stop_id", "route_id") if n in self.values), "")
        self.subject = _writable(found) if subject is None else subject

    def tell(self, code: str, message: str, **fields: object) -> None:
        """Add an error."""
        subject = self.subject or self.kind
        self._problems.append(
            Problem(
                code=code,
                severity=Severity.ERROR,
                message=message,
                fields={"subject": subject, **fields},
                subject=self.subject,
            )
        )

    def text(self, name: str) -> str | None:
        """Return a text, or a number as one; None where there is none."""
        value = self.values.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > MAX_TEXT_LENGTH or not _is_text(value):
            self.tell("bad_text", mark("'{subject}': '{field}' is no text."), field=name)
            return None
        return value.strip() or None

    def id(self, name: str) -> str | None:
        """Return an id that the change cannot do without."""
        found = self.text(name)
        if found is None or len(found) > MAX_ID_LENGTH:
            self.tell(
                "missing_id",
                mark("A feature of kind '{kind}' has no '{field}' of at most 100 characters."),
                kind=self.kind,
                field=name,
            )
            return None
        return found

    def ids(self, name: str) -> tuple[str, ...]:
        """Return a list of ids, written as a list or as one text."""
        value = self.values.get(name)
        texts = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
        return tuple(str(text)[:MAX_ID_LENGTH] for text in texts if _is_text(str(text)))

    def number(self, name: str) -> float | None:
        """Return a number, also one that is written as text."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            found = float(value) if not isinstance(value, bool) else math.nan
        except (TypeError, ValueError, OverflowError):
            found = math.nan
        if not math.isfinite(found):
            self.tell(
                "bad_number",
                mark("'{subject}': '{found}' in '{field}' is no number."),
                field=name,
                found=_writable(value),
            )
            return None
        return found

    def choice(self, name: str, choices: type[StrEnum]) -> str | None:
        """Return one of some words."""
        found = self.text(name)
        if found is not None and found not in list(choices):
            self.tell(
                "unknown_value",
                mark("'{subject}': '{found}' in '{field}' is none of: {choices}."),
                field=name,
                found=found[:MAX_ID_LENGTH],
                choices=", ".join(choices),
            )
            return None
        return found

    def clock(self, name: str) -> float | None:
        """Return a time of day in seconds."""
        found = self.text(name)
        return None if found is None else self._seconds(found, name)

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
        found = [(row.clock("start"), row.clock("end"), row.number("headway_min")) for row in read]
        if any(None in row for row in found):
            self.tell(
                "bad_headways",
                mark("'{subject}': each of its 'headways' needs start, end and headway_min."),
            )
            return ()
        windows = [
            HeadwayWindow(start_s=start, end_s=end, headway_min=headway)
            for start, end, headway in found
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
                found=text[:MAX_ID_LENGTH],
            )
            return None
        return float(seconds.iloc[0])


def _writable(value: object) -> str:
    """Return a value as a text that can be printed, whatever it holds."""
    return str(value)[:MAX_ID_LENGTH].encode(errors="replace").decode()


def _is_text(value: str) -> bool:
    """Say whether a text can be written: JSON may hold halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
