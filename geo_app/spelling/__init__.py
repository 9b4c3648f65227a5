"""What people write into cells, and what it means; the same for every format."""
