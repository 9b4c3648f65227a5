"""Who has access to public transport by each standard, and what the answer hangs on."""
