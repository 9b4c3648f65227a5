"""What a proposal may change: one file a kind, and the table of them."""
