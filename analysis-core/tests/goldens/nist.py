"""Writes nist.json from the files of NIST's Statistical Reference Datasets (nonlinear regression).

They are public domain; lmfit's source distribution on PyPI has them in `NIST_STRD/`: `python nist.py .../NIST_STRD`.
"""

import json
import re
import sys
from pathlib import Path

MODELS = {
    "Bennett5": "b1*(b2+x)^(-1/b3)",
    "BoxBOD": "b1*(1-exp(-b2*x))",
    "Chwirut1": "exp(-b1*x)/(b2+b3*x)",
    "Chwirut2": "exp(-b1*x)/(b2+b3*x)",
    "DanWood": "b1*x^b2",
    "ENSO": "b1+b2*cos(2*pi*x/12)+b3*sin(2*pi*x/12)+b5*cos(2*pi*x/b4)+b6*sin(2*pi*x/b4)+b8*cos(2*pi*x/b7)+b9*sin(2*pi*x/b7)",
    "Eckerle4": "(b1/b2)*exp(-0.5*((x-b3)/b2)^2)",
    "Gauss1": "b1*exp(-b2*x)+b3*exp(-(x-b4)^2/b5^2)+b6*exp(-(x-b7)^2/b8^2)",
    "Hahn1": "(b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)",
    "Kirby2": "(b1+b2*x+b3*x^2)/(1+b4*x+b5*x^2)",
    "Lanczos1": "b1*exp(-b2*x)+b3*exp(-b4*x)+b5*exp(-b6*x)",
    "MGH09": "b1*(x^2+x*b2)/(x^2+x*b3+b4)",
    "MGH10": "b1*exp(b2/(x+b3))",
    "MGH17": "b1+b2*exp(-x*b4)+b3*exp(-x*b5)",
    "Misra1a": "b1*(1-exp(-b2*x))",
    "Misra1b": "b1*(1-(1+b2*x/2)^(-2))",
    "Misra1c": "b1*(1-(1+2*b2*x)^(-0.5))",
    "Misra1d": "b1*b2*x*(1+b2*x)^(-1)",
    "Nelson": "b1-b2*x*exp(-b3*y)",
    "Rat42": "b1/(1+exp(b2-b3*x))",
    "Rat43": "b1/((1+exp(b2-b3*x))^(1/b4))",
    "Roszman1": "b1-b2*x-atan(b3/(x-b4))/pi",
    "Thurber": "(b1+b2*x+b3*x^2+b4*x^3)/(1+b5*x+b6*x^2+b7*x^3)",
}
MODELS["Gauss2"] = MODELS["Gauss3"] = MODELS["Gauss1"]
MODELS["Lanczos2"] = MODELS["Lanczos3"] = MODELS["Lanczos1"]

rows = []
for path in sorted(Path(sys.argv[1]).glob("*.dat")):
    lines = path.read_text().splitlines()
    start1, start2, certified, deviations = [], [], [], []
    for line in lines:
        m = re.match(r"\s*b\d+\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$", line)
        if m:
            for target, text in zip((start1, start2, certified, deviations), m.groups()):
                target.append(float(text))
        if "Residual Sum of Squares" in line:
            rss = float(line.split()[-1])
    table = [[float(v) for v in line.split()] for line in lines[60:] if re.match(r"\s*[-+.\d]", line)]
    columns = list(map(list, zip(*table)))
    y, x = columns[0], columns[1:]
    formula = re.sub(r"\bb(\d)\b", lambda m: f"[b{m[1]}]", MODELS[path.stem])
    # Parameters are numbered in the order b1, b2, ...: name them so in the formula.
    rows.append(dict(name=path.stem, formula=formula, start=[start1, start2], certified=certified, deviations=deviations,
                     rss=rss, x=x, y=y, log_y=path.stem == "Nelson"))
assert len(rows) == 27
with open("nist.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")
