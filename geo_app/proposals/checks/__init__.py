"""What can be wrong with a proposal."""
