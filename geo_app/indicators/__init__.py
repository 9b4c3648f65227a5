"""What a community is asked to have: one list, one file an indicator."""
