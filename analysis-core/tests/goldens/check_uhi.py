"""Checks that boost-histogram reads the JSON that the library writes, and prints what it writes itself.

`python check_uhi.py FILE...` reads files with UHI JSON; needs boost-histogram 1.8 and uhi 1.2.
"""

import json
import sys

import boost_histogram as bh
import uhi.io.json

for name in sys.argv[1:]:
    with open(name) as file:
        histogram = bh.Histogram(json.load(file, object_hook=uhi.io.json.object_hook))
    print(name, histogram.axes, histogram.storage_type.__name__, histogram.sum(flow=True))

h = bh.Histogram(
    bh.axis.Regular(3, 0, 1), bh.axis.StrCategory(["a", "b"], growth=True), storage=bh.storage.Weight()
)
h.fill([0.1, 0.2, 2.0], ["a", "b", "b"], weight=[1, 2, 3])
print(json.dumps(h, default=uhi.io.json.default))
