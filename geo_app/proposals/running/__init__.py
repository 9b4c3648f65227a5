"""How often a route runs, and what that costs."""
