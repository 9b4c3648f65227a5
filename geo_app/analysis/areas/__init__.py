"""Areas that communities lie in or beside: zones, hazards, mangroves."""
