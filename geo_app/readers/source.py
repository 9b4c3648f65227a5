"""What a reader is given: bytes with a name, or a file; and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from geo_app import limits
from geo_app.errors import LayerError, mark

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.findings import Finding
    from geo_app.limits import Limits


class Raw(NamedTuple):
    """
    A layer as its file has it, before any check of what it means.

    Attributes
    ----------
    frame
        Every row of the file in its order; what could not be read is missing there.
    findings
        An error for each row that cannot be used, with its raw cells.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Bytes with a name, or a file that is read when it is needed.

    Attributes
    ----------
    name
        As a person calls it; its ending names the format. Sentences repeat it.
    content
        The bytes; None where they stand in a file.
    path
        The file; None for bytes.
    layer
        Which layer or sheet of several is meant; None where there is one.
    """

    name: str
    content: bytes | None = None
    path: Path | None = None
    layer: str | None = None

    @property
    def suffix(self) -> str:
        """The ending of the name, in small letters, such as `.csv`."""
        return PurePosixPath(self.name.strip().lower()).suffix

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        if self.content is not None:
            return len(self.content)
        return self._file.stat().st_size

    def read(self, most: Limits) -> bytes:
        """
        Return the bytes.

        Parameters
        ----------
        most
            How much is read.

        Raises
        ------
        LayerError
            If it is too large.
        OSError
            If the file cannot be opened.
        """
        self.require_size(most)
        return self._file.read_bytes() if self.content is None else self.content

    def head(self, count: int) -> bytes:
        """
        Return the first bytes.

        Parameters
        ----------
        count
            How many.
        """
        if self.content is not None:
            return self.content[:count]
        with self._file.open("rb") as file:
            return file.read(count)

    def require_size(self, most: Limits) -> None:
        """
        Refuse what is too large to be read.

        Parameters
        ----------
        most
            How much is read.

        Raises
        ------
        LayerError
            If it is larger.
        """
        if self.size_bytes > most.file_bytes:
            raise LayerError(
                mark("'{file}' is larger than {most} MB. Leave only what is meant in it."),
                file=self.name,
                most=most.file_bytes // limits.MEGABYTE,
            )

    @property
    def _file(self) -> Path:
        if self.path is None:
            raise ValueError(f"The source {self.name!r} has neither bytes nor a file.")
        return self.path


def source_of(path: Path, *, layer: str | None = None) -> Source:
    """
    Return a file as a source.

    Parameters
    ----------
    path
        The file; sentences name it without its folder.
    layer
        Which layer or sheet of several is meant.
    """
    return Source(name=path.name, path=path, layer=layer)


def require_few_rows(count: int, most: Limits, *, name: str) -> None:
    """
    Refuse a table of too many rows.

    Parameters
    ----------
    count
        Rows that it has, or one above the limit where reading has stopped.
    most
        How much is read.
    name
        The file's name, for messages.

    Raises
    ------
    LayerError
        If they are too many.
    """
    if count > most.rows:
        raise LayerError(
            mark("'{file}' has more than {most:,} rows. Leave only what is meant in it."),
            file=name,
            most=most.rows,
        )
