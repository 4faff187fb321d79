"""From targets to a roster: requirements, shifts and people, held against the simulation."""
