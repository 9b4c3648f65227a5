"""The Chromium that the tests drive: the benchmarks' one, with every other host refused."""

from bench.browser import FLAGS as QUIET
from bench.browser import chromium_path

# No internet: every name and number but this machine's is refused.
FLAGS = (*QUIET, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

__all__ = ["FLAGS", "chromium_path"]
