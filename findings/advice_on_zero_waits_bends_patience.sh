#!/usr/bin/env bash
# Waits in whole seconds: the library refuses zeros and advises a small number, which gives another law of patience.
#
# Library: lifelines 0.30.3, `WeibullFitter.fit(durations, event_observed)`, on waits of callers as a switch writes them:
# in whole seconds, so that who gives up within the first second has a wait of 0.
# Expected: that the advice of the message (add a small positive value to the zeros) changes nothing that matters.
# Seen: `fit` stops with that advice; with 0.0001 s the shape of 0.70 becomes less than 0.6, and the smaller the number
# the further off it is, since its logarithm goes into the likelihood. `fit_interval_censoring` with [x, x + 1] gives 0.70.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 lifelines==0.30.3
cd "$work"
"$work/venv/bin/python" -W ignore - <<'PY'
import numpy
from lifelines import WeibullFitter

random = numpy.random.default_rng(1)
exact = 60 * random.weibull(0.7, 20_000)  # patience: Weibull, shape 0.7
waits = numpy.floor(exact)  # as the switch writes it
try:
    WeibullFitter().fit(waits)
    advice = ""
except ValueError as error:
    advice = str(error)
print(advice)
assert "small positive value" in advice, "zeros are not refused with this advice any more"
shapes = {}
for small in (1e-2, 1e-4, 1e-6):
    shapes[small] = WeibullFitter().fit(numpy.where(waits == 0, small, waits)).rho_
    print(f"zeros taken for {small:g} s: shape {shapes[small]:.3f}")
right = WeibullFitter().fit_interval_censoring(numpy.maximum(waits, 1e-9), waits + 1).rho_
print(f"waits taken for [x, x + 1]: shape {right:.3f} (true 0.700)")
assert shapes[1e-4] < 0.6 and shapes[1e-6] < shapes[1e-4] < shapes[1e-2], "the advice does less harm now"
assert abs(right - 0.7) < 0.02, "interval censoring gives another shape now"
PY
