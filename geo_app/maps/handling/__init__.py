"""What mouse, fingers and keys do to a map in the browser."""
