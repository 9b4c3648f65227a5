"""Benchmarks, run by hand: `python -m bench`. Numbers to look at, never tests."""
