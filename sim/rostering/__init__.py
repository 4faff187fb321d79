"""Shift design and named rosters as programs with whole numbers: no hotline in them."""
