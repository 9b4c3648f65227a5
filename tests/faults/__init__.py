"""Faults put into clean worlds at random places: one module a kind, 1,000 worlds each."""
