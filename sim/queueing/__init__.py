"""Queueing formulas with their sources."""
