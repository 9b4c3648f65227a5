"""What several pages show, and the desk behind all of them."""
