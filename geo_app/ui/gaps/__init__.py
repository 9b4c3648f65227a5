"""The page of the coverage gaps."""
