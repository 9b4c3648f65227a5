"""A proposal put into effect on the tables of a feed."""
