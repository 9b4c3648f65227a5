"""
The file of a proposal: a GeoJSON FeatureCollection in degrees (RFC 7946).

Each feature is a change, or a stop of one; `kind` says which:

| kind | geometry | properties |
|---|---|---|
| `route` | LineString | `route_id`, `name_th`/`name_en`, `headway_min`; optional `headways` (list of `start`, `end`, `headway_min`), `first_departure`, `last_departure`, `speed_kmh`, `fare_thb`, `vehicle`, `stop_policy`, `drawn_line` |
| `reroute` | LineString | `route_id`; optional `drawn_line` |
| `extend` | LineString from the route's end outwards | `route_id`, `end` (`start`, `end`); optional `drawn_line` |
| `stop` | Point | `stop_id`, a name; `route_id` of the line above where there are several |
| `add_stop` | Point | `stop_id`, a name, `route_ids` |
| `move_stop` | Point | `stop_id` |
| `remove_stop` | any or none | `stop_id`; optional `route_id` |
| `cut_back` | none | `route_id`, `from_stop_id`, `to_stop_id` |
| `change_headway` | none | `route_id`, `headway_min` and the other times of `route` |
| `change_speed` | none | `route_id`, `speed_kmh` |
| `remove_route` | any or none | `route_id` |

Beside the features stand `proposal_id`, `name_th`, `name_en`, `author`, `reason` and
`baseline` (digest by layer id); `writing.document_of` writes it. Unknown kinds and missing properties are problems, each
with its sentence; nothing is left out silently.
"""  # noqa: E501 - a table's rows

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo_app import limits
from geo_app.errors import UnreadableFileError, mark
from geo_app.proposals.changes.kinds import DRAWN_KINDS, KINDS
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.document.feature_reading import FeatureReader
from geo_app.proposals.document.properties import Properties
from geo_app.proposals.problems import ProposalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = ("proposal_id", "name_th", "name_en", "author", "reason")


def read_proposal(path: Path) -> Proposal:
    """
    Read a proposal's file.

    Parameters
    ----------
    path
        GeoJSON in UTF-8.

    Raises
    ------
    UnreadableFileError
        If the file is missing, too large or no GeoJSON.
    ProposalError
        If it is GeoJSON, but no proposal; with every reason.
    """
    try:
        if path.stat().st_size > limits.PROPOSAL_BYTES:
            raise _too_large(path.name)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFileError(
            mark("'{file}' cannot be opened: {reason}."), file=path.name, reason=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            mark("'{file}' is not written in UTF-8. Save it as GeoJSON in UTF-8."), file=path.name
        ) from error
    return proposal_of_text(text, name=path.name)


def _too_large(file: str) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is larger than {most} MB. A proposal's file holds lines and stops only."),
        file=file,
        most=limits.PROPOSAL_BYTES // limits.MEGABYTE,
    )


def proposal_of_text(text: str, *, name: str) -> Proposal:
    """
    Read a proposal from the text of its file; errors as for `read_proposal`.

    Parameters
    ----------
    text
        GeoJSON.
    name
        The file's name, for messages.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON. Save the proposal again, or export it as GeoJSON."),
            file=name,
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON FeatureCollection, which a proposal's file is."), file=name
        )
    return proposal_of(document)


def proposal_of(document: Mapping[str, Any]) -> Proposal:
    """
    Read a proposal from its document.

    Parameters
    ----------
    document
        A FeatureCollection as `writing.document_of` writes it, values of JSON.

    Returns
    -------
    proposal
        Its changes in the order of the features.

    Raises
    ------
    ProposalError
        With every feature that is no change, and why.
    """
    reader = FeatureReader(document, KINDS, DRAWN_KINDS)
    changes = tuple(reader.changes())
    stated = Properties(document, reader.problems, subject="FeatureCollection")
    head = {name: stated.text(name) for name in HEAD}
    if reader.problems:
        raise ProposalError(reader.problems)
    baseline = document.get("baseline")
    return Proposal(
        changes=changes,
        proposal_id=head["proposal_id"] or "",
        name_th=head["name_th"],
        name_en=head["name_en"],
        author=head["author"] or "",
        reason=head["reason"] or "",
        baseline=tuple((str(k), str(v)) for k, v in baseline.items())
        if isinstance(baseline, dict)
        else (),
    )
