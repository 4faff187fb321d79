"""How many people are needed: head counts tried before the same citizens, and what a formula says."""
