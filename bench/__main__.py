"""List the benchmarks, or run one by its name."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bench import report

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCHES = {
    "start": "the app's start, a rerun, bytes on the wire, and the cost of the import",
    "reach": "coverage, distances and snapping against the usual ways, growth, a whole country",
    "proposal": "who gains by a drawn line of stops, what it crosses, against the usual ways",
    "cities": "whole cities of yours: second counts, one added line, CPU, memory and bytes",
}
"""Each is a module of this package: `add_arguments(parser)` and `run(arguments) -> Section`."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the benchmark that is named; without a name say which there are."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="name", metavar="NAME")
    for name, text in BENCHES.items():
        command = commands.add_parser(name, help=text, description=f"Measure {text}.")
        command.add_argument(
            "--write", action="store_true", help=f"put the results into {report.RESULTS.name}"
        )
        import_module(f"bench.{name}").add_arguments(command)
    arguments = parser.parse_args(words)
    if arguments.name is None:
        parser.print_help()
        return 0
    section = import_module(f"bench.{arguments.name}").run(arguments)
    print(section.to_markdown())
    if arguments.write:
        report.write_section(report.RESULTS, section)
    return 0


if __name__ == "__main__":
    sys.exit(main())
