"""Bus lines that somebody drew: the stops along them, the tables they become."""
