"""The model's decisions and the names of its states."""
