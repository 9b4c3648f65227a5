"""The two-page brief of a proposal, as PDF."""
