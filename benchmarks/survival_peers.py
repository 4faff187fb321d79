"""Kaplan and Meier's estimate and censored fits beside those of lifelines, on the same lengths.

Run: python benchmarks/survival_peers.py

lifelines 0.30.3 needs pandas before 3, which the program does not: it is installed into an environment of its own, in a
temporary folder. 20,000 lengths of each law are written to three digits, so that nothing is lost where the program puts
alike lengths together; about a third are cut off. Says, as JSON, the largest difference of the estimates of survival at
any length, and the relative differences of means and shapes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.fitting.laws import Lengths, fit_laws, survival_seen

PEER: Final = "lifelines==0.30.3"
N: Final = 20_000
THEIRS: Final = """
import json, sys
import numpy as np
import lifelines
found = {}
for name, (length, ended) in json.load(open(sys.argv[1])).items():
    length, ended = np.array(length), np.array(ended, dtype=bool)
    seen = lifelines.KaplanMeierFitter().fit(length, ended).survival_function_
    fitter = {"exponential": lifelines.ExponentialFitter, "weibull": lifelines.WeibullFitter,
              "lognormal": lifelines.LogNormalFitter}[name]().fit(length, ended)
    found[name] = {"at": seen.index.tolist(), "survival": seen.iloc[:, 0].tolist(), "law": dict(fitter.params_)}
print(json.dumps(found))
"""


def samples() -> dict[str, tuple[list[float], list[bool]]]:
    """Lengths to three digits, and whether each ended."""
    rng = np.random.default_rng(1)
    drawn = {
        "exponential": rng.exponential(180, N),
        "weibull": 150 * rng.weibull(0.8, N),
        "lognormal": rng.lognormal(4.8, 1.1, N),
    }
    found = {}
    for name, lengths in drawn.items():
        stopped = rng.exponential(2 * lengths.mean(), N)
        shorter = np.minimum(lengths, stopped)
        found[name] = [float(f"{x:.3g}") for x in shorter], (lengths <= stopped).tolist()
    return found


def main() -> None:
    """Fit by both and compare."""
    data = samples()
    with tempfile.TemporaryDirectory() as box:
        folder = Path(box)
        venv.create(folder / "peer", with_pip=True)
        python = folder / "peer" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True, stdout=sys.stderr)
        (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
        done = subprocess.run(
            [python, "-W", "ignore", "-c", THEIRS, str(folder / "data.json")], check=True, stdout=subprocess.PIPE
        )
        theirs = json.loads(done.stdout)
    answer: dict[str, Any] = {"peer": PEER, "lengths": N}
    for name, (length, ended) in data.items():
        lengths, is_ended = np.array(length), np.array(ended)
        ours = Lengths(lengths[is_ended], lengths[~is_ended])
        at, survival = survival_seen(ours)
        there = np.interp(at, theirs[name]["at"], theirs[name]["survival"])
        law = next(one for one in fit_laws(ours) if one.law == name)
        mean, second = _parameters(name, theirs[name]["law"])
        answer[name] = {
            "survival_differs_by": float(np.abs(there - survival).max()),
            "mean_differs_by": abs(law.mean / mean - 1),
            "second_differs_by": abs(law.second / second - 1) if second else 0.0,
        }
    print(json.dumps(answer, indent=2))


def _parameters(name: str, theirs: dict[str, float]) -> tuple[float, float]:
    """Their parameters as mean, and shape or coefficient of variation."""
    from scipy.special import gamma

    if name == "exponential":
        return theirs["lambda_"], 0.0
    if name == "weibull":
        return theirs["lambda_"] * float(gamma(1 + 1 / theirs["rho_"])), theirs["rho_"]
    variance = theirs["sigma_"] ** 2
    return float(np.exp(theirs["mu_"] + variance / 2)), float(np.sqrt(np.expm1(variance)))


if __name__ == "__main__":
    main()
