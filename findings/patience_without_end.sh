#!/usr/bin/env bash
# Callers of whom nobody gave up have a mean patience of 10 to the 28th seconds, and no warning is given.
#
# Library: scipy 1.17.1, `expon.fit` on CensoredData, its documented way for waits that ended in an answer. In a quiet
# hour every caller is answered: all waits are censored.
# Expected: an error or a warning, for the estimate does not exist (the likelihood grows without end).
# Seen: a number, and a fitted law, as for any other hour; one caller who gives up brings it back to a minute. A plan
# that fits hour by hour takes the quiet hours' callers for immortal.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q numpy==2.4.6 scipy==1.17.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import warnings

import numpy
from scipy import stats

answered = numpy.array([5.0, 12.0, 20.0, 31.0])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    _, endless = stats.expon.fit(stats.CensoredData(right=answered), floc=0)
    _, usual = stats.expon.fit(stats.CensoredData(uncensored=[22.0], right=answered), floc=0)
print(f"nobody gave up: mean patience {endless:.3g} s; one did: {usual:.3g} s")
assert endless > 1e20, "patience without an end is noticed now"
assert abs(usual - 90) < 0.1, "the ordinary estimate (total waiting time by those who left) has changed"
PY
