"""Files as they are: bytes in, raw frames out. Knows formats, not meaning."""
