"""What a proposal looks like outside: its file, and what the editor on the map holds."""
