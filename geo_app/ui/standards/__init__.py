"""The page that sets the standards side by side."""
