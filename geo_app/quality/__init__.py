"""Faults of a raw layer: found, explained, set aside."""
