"""What each command of `hotline` does: its request, progress, interrupts and exit codes, and what is written where."""
