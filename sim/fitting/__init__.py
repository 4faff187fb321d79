"""Scenarios from records: laws of lengths, volumes, what callers do, each number with its interval and its rows."""
