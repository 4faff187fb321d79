"""Forecasts of volumes from recorded counts: days and intervals ahead, judged against last week's days."""
