"""The page of the province at a glance."""
