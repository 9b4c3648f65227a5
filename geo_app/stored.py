"""Arrays kept on disk by what they were made of, so that nothing is built twice."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

CACHE_VARIABLE = "GEO_APP_CACHE"
"""Environment variable that names another folder for kept arrays."""

LOCK_WAIT_S = 600.0
"""How long a second process waits for the first to finish the same work."""

MOST_KEPT = 16
"""Files kept of one name; the ones used longest ago go first."""

SEAL_BYTES = 16

PACKAGE = Path(__file__).parent
READ_BY = ("pandas", "pyarrow", "folium", "branca", "streamlit-folium", "numpy")
"""What decides, beside our own files, how kept answers come out."""

Arrays: TypeAlias = "Mapping[str, NDArray[Any]]"


@dataclass(frozen=True, slots=True)
class Store:
    """
    A folder of arrays, each file named by a digest of what it was made of.

    Two processes that want the same arrays at once wait for each other; the second
    reads what the first made. A file is written whole or not at all, one that is
    damaged is made anew, and where the folder cannot be written nothing is kept.
    """

    folder: Path

    def arrays(
        self, name: str, digest: str, make: Callable[[], Arrays], *, most: int = MOST_KEPT
    ) -> Arrays:
        """
        Return arrays from the folder, or make and keep them.

        Parameters
        ----------
        name
            What they are, as the start of the file's name.
        digest
            Of everything they depend on; see `digest_of`.
        make
            Makes them where they are not there yet.
        most
            Files kept of this name.
        """
        path = self.folder / f"{name}-{digest}.npz"
        arrays = _read(path)
        if arrays is not None:
            return arrays
        with ExitStack() as locked:
            with suppress(OSError, Timeout, NotImplementedError):
                self.folder.mkdir(parents=True, exist_ok=True)
                locked.enter_context(FileLock(path.with_suffix(".lock"), timeout=LOCK_WAIT_S))
                arrays = _read(path)
            if arrays is None:
                arrays = make()
                with suppress(OSError):
                    _write(path, arrays)
                    self._forget_old(name, most)
            return arrays

    def text(
        self, name: str, digest: str, make: Callable[[], str], *, most: int = MOST_KEPT
    ) -> str:
        """
        Return a text from the folder, or make and keep it.

        Parameters
        ----------
        name, digest, make, most
            As for `arrays`.
        """

        def written() -> Arrays:
            return {"text": np.frombuffer(make().encode(), dtype=np.uint8)}

        return self.arrays(name, digest, written, most=most)["text"].tobytes().decode()

    def _forget_old(self, name: str, most: int) -> None:
        """Keep the files used last; layers that changed leave old ones behind."""
        files = sorted(self.folder.glob(f"{name}-*.npz"), key=lambda file: file.stat().st_mtime)
        for file in files[:-most]:
            file.unlink(missing_ok=True)
            file.with_suffix(".lock").unlink(missing_ok=True)


def own_store() -> Store:
    """Return this person's folder for kept arrays: `GEO_APP_CACHE`, else the system's place."""
    return Store(Path(os.environ.get(CACHE_VARIABLE) or user_cache_dir("geo-app", appauthor=False)))


def digest_of(parts: Iterable[bytes | str]) -> str:
    """
    Digest texts and bytes; what is in them decides, and where one ends and the next begins.

    Parameters
    ----------
    parts
        What decides about the result, in a fixed order.

    Returns
    -------
    digest
        32 hexadecimal digits, the same on every machine.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.hexdigest()


@cache
def program_version() -> str:
    """
    Say which version of the program runs, for what hangs on its code or its words.

    Returns
    -------
    version
        Another one whenever one of its files is written, or a library is another.
    """
    from importlib.metadata import version  # noqa: PLC0415 - loads a reader of e-mails

    files = sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.po")))
    states = ((file.relative_to(PACKAGE), file.stat()) for file in files)
    lines = (f"{file}:{now.st_mtime_ns}:{now.st_size}" for file, now in states)
    return digest_of([*(f"{name} {version(name)}" for name in READ_BY), *lines])


def _read(path: Path) -> Arrays | None:
    """Read every array of a file; None where there is none or it is not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body, seal = content[:-SEAL_BYTES], content[-SEAL_BYTES:]
    if seal != _seal(body):
        return None
    with suppress(OSError):
        # Only remembers when it was last used; a folder may be there to be read only.
        os.utime(path)
    with np.load(io.BytesIO(body), allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def _write(path: Path, arrays: Arrays) -> None:
    for left_behind in path.parent.glob(f"{path.stem}*.draft"):
        left_behind.unlink(missing_ok=True)
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, **arrays)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body.getbuffer())
            file.write(_seal(body.getbuffer()))
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _seal(body: bytes | memoryview) -> bytes:
    """Digest a file's content; stands at its end, so that any damage shows."""
    return hashlib.blake2b(body, digest_size=SEAL_BYTES).digest()
