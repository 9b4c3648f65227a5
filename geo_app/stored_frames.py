"""Tables and findings as arrays, so that `stored.Store` keeps them: exactly, or not at all."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo_app.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

PLAIN = (str, int, float, bool, type(None))
"""What a finding's sentence may quote, to be kept; numbers of NumPy would come back as others."""


class NotKeptError(Exception):
    """Something would not come back as it was."""


def frame_bytes(frame: pd.DataFrame) -> Bytes:
    """
    Write a table with its index and its types, as Arrow has them.

    Parameters
    ----------
    frame
        Without geometry.

    Raises
    ------
    NotKeptError
        If a column holds what Arrow does not.
    """
    try:
        table = pa.Table.from_pandas(frame, preserve_index=True)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise NotKeptError(str(error)) from error
    written = io.BytesIO()
    with pa.ipc.new_file(written, table.schema) as file:
        file.write_table(table)
    return np.frombuffer(written.getbuffer(), dtype=np.uint8)


def frame_of(written: Bytes) -> pd.DataFrame:
    """
    Read what `frame_bytes` wrote.

    Parameters
    ----------
    written
        The bytes.

    Returns
    -------
    frame
        With the columns that it had, such as `stop_id`, their types, and its index.
    """
    frame: pd.DataFrame = pa.ipc.open_file(pa.py_buffer(written)).read_pandas()
    return frame


def findings_bytes(findings: Iterable[Finding]) -> Bytes:
    """
    Write findings.

    Parameters
    ----------
    findings
        Whose sentences quote texts and numbers.

    Raises
    ------
    NotKeptError
        If one quotes something else, such as another sentence.
    """
    rows = []
    for finding in findings:
        if not all(type(value) in PLAIN for value in finding.fields.values()):
            raise NotKeptError(finding.code)
        rows.append(asdict(finding))
    return np.frombuffer(json.dumps(rows).encode(), dtype=np.uint8)


def findings_of(written: Bytes) -> tuple[Finding, ...]:
    """
    Read what `findings_bytes` wrote.

    Parameters
    ----------
    written
        The bytes.
    """
    return tuple(map(_finding, json.loads(written.tobytes())))


def _finding(row: Mapping[str, Any]) -> Finding:
    where = dict(row["where"])
    if where["position"] is not None:
        where["position"] = tuple(where["position"])
    return Finding(**{**row, "severity": Severity(row["severity"]), "where": Where(**where)})
