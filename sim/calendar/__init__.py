"""Zones, working days and holidays."""
