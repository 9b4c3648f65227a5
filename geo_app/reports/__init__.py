"""Tables for people to take away."""
