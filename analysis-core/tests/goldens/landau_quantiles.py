"""Prints the table of `src/random/landau_table.rs`: ROOT's Landau quantiles at 0.006, 0.007, ..., 0.982.

Needs ROOT's wheel and numpy. From 0.007 to 0.980 the function passes through the published table; the three values
that only enter the interpolation are solved for.
"""

import numpy as np
import ROOT

quantile = ROOT.Math.landau_quantile
table = {i: quantile(i / 1000, 1.0) for i in range(7, 981)}
assert all(value == round(value, 6) for value in table.values())


def correction(i, u):
    """What ROOT's interpolation adds to the linear one in cell i, over -u (1 - u) / 4."""
    linear = table[i] + u * (table[i + 1] - table[i])
    return (quantile((i + u) / 1000, 1.0) - linear) / (-0.25 * u * (1 - u))


table[6] = round(correction(7, 0.5) - table[9] + table[8] + table[7], 6)
# At 980 both neighbours above are unknown: y = f + u (a - f - (1 - u) / 4 (b - a - f + g)).
rows, right = [], []
f, g = table[980], table[979]
for u in (0.25, 0.75):
    c = 0.25 * (1 - u)
    rows.append([u * (1 + c), -u * c])
    right.append(quantile((980 + u) / 1000, 1.0) - f + u * f - u * c * (f - g))
above = np.linalg.solve(rows, right)
table[981], table[982] = (round(float(value), 6) for value in above)
print(", ".join(repr(table[i]) for i in range(6, 983)))
