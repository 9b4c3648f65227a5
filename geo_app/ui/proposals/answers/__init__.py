"""What is shown of a proposal: counts, lists and marks below the map."""
