"""A proposal: typed changes on the baseline; check, apply, evaluate, compare."""
