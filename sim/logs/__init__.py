"""What a run leaves behind: the columns of its five logs, their rows, and all of them together."""
