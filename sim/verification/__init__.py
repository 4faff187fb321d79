"""The proof: what the simulation says, held against theory, on cases whose exact answer is known."""
