"""People near a stop in a whole country, counted in files larger than memory."""
