"""A replication and its measures use the processor they are given, and no other: side by side they must not meet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OF_OTHERS = """
import time
import sim

def of_others():
    return time.process_time() - time.thread_time()

scenario = sim.load_scenario("scenarios/tianjin_chain_day.yaml")
sim.replicate(scenario, replications=1, engine="kernel", workers=1)  # libraries start their threads once
begun = of_others()
sim.replicate(scenario, replications=3, engine="kernel", workers=1)
print(of_others() - begun)
"""


def test_no_other_thread_computes() -> None:
    """Linear algebra on long columns starts threads that keep a second processor busy long after their work is done.

    One product of two columns in the measures cost 80 ms for each replication of 40,000 contacts.
    """
    done = subprocess.run(
        [sys.executable, "-c", OF_OTHERS],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 0.02
