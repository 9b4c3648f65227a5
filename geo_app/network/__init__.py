"""The walking network: build, snap, distances."""
