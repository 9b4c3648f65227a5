"""What a line crosses, passes and repeats."""
