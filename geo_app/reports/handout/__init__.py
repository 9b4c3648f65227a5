"""A page for a meeting: the communities of a view, on a map and in a list."""
