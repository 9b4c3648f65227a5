"""Where another course of a route leaves the one of today."""
