"""What a run is worth: named measures, computed from the raw logs and from nothing else."""
