"""A planning desk for a Thai province: communities, buses, hazards, mangroves."""
