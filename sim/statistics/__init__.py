"""Statistics that know no hotline: intervals over replications, lengths of time that may be cut off, exact sums."""
