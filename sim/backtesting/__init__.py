"""Fits held against days that they have not seen."""
