"""`python -m sim` is the `hotline` command."""

from sim.cli import main

main()
