"""Pure measures: who lacks a stop or a plan, who has access, what a line crosses."""
