"""All chance: a keyed uniform number, and laws as quantile functions of it."""
