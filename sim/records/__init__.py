"""Exports of other programs: which column is what, and how its times are written."""
