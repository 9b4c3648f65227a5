"""Pure measures of coverage, plans, exposure and conservation."""
