"""Run one scenario in a process of its own and print a digest of every log column: `python digest.py FILE SEED`."""

from __future__ import annotations

import hashlib
import json
import sys

from sim.logs.run_log import RunLog


def digests(log: RunLog) -> dict[str, str]:
    """Column -> SHA-256 of its bytes, little-endian."""
    found = {}
    for name, columns in (("contacts", log.contacts), ("staff", log.staff)):
        for column, values in columns.items():
            found[f"{name}.{column}"] = hashlib.sha256(values.astype("<i8").tobytes()).hexdigest()
    return found


def main() -> None:
    """Print the digests as JSON."""
    from sim.scenario.loading import load_scenario
    from sim.simulation import simulate

    log = simulate(load_scenario(sys.argv[1]), seed=int(sys.argv[2]), replication=2)
    sys.stdout.write(json.dumps(digests(log)))


if __name__ == "__main__":
    main()
