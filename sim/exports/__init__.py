"""A run's histories in the forms that other programs read."""
