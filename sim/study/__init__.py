"""Many runs: replications, precision and comparison."""
