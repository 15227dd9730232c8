"""Writes formulas.json: formulas and their values as ROOT's TF1 computes them. Needs ROOT."""

import json
import ROOT

X = [-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 2.2, 3.7, 9.5]
CASES = [
    ("[0]*exp(-x/[1])+[2]", [3, 2, 0.5]),
    ("gaus(0)+pol1(3)", [10, 1, 0.7, 2, -0.3]),
    ("gaus", [5, -0.5, 1.5]),
    ("gausn", [5, -0.5, 1.5]),
    ("expo", [0.3, -0.4]),
    ("pol0", [0.3]),
    ("pol4", [1, -2, 0.5, 0.25, -0.125]),
    ("landau", [10, 1, 0.5]),
    ("landaun", [10, 1, 0.5]),
    ("crystalball", [10, 0.5, 0.6, 1.1, 2.5]),
    ("crystalball", [10, 0.5, 0.6, -1.1, 2.5]),
    ("breitwigner", [2, 0.5, 1.2]),
    ("cheb3", [1, 0.5, -0.25, 0.125]),
    ("abs(x)^2^0.5 + -x**2 - 2^-1", []),
    ("-x^2*3-4/2/2", []),
    ("(x>0)*x + (x<=0)*2", []),
    ("x>0 && x<2 || x==9.5", []),
    ("x > 1 ? x*x : -x", []),
    ("sin(x)*cos([0]*x)+tan(0.1*x)+atan(x)+sinh(0.2*x)+tanh(x)", [2]),
    ("sqrt(abs(x))*log(x*x+1)+log10(x*x+2)", []),
    ("min(x,1.)+max(x,2.)+pow(abs(x),1.5)+atan2(x,2)+int(x)", []),
    ("TMath::Gaus(x,[0],[1])", [0.3, 1.2]),
    ("TMath::Gaus(x,[0],[1],1)", [0.3, 1.2]),
    ("TMath::Landau(x,[0],[1])", [0.3, 1.2]),
    ("TMath::Landau(x,[0],[1],1)", [0.3, 1.2]),
    ("TMath::BreitWigner(x,[0],[1])", [0.3, 1.2]),
    ("TMath::Poisson(abs(x),[0])", [2.2]),
    ("TMath::Erf(x)+TMath::Erfc(x/2)+TMath::Freq(x)", []),
    ("TMath::Power(abs(x),3)+TMath::Sqrt(abs(x))+TMath::Abs(x)+TMath::Exp(-abs(x))+TMath::Log(abs(x)+1)", []),
    ("TMath::Gamma(abs(x)+0.5)+TMath::LnGamma(abs(x)+0.5)", []),
    ("TMath::GammaDist(abs(x),2.5,0,1.3)+TMath::LogNormal(abs(x)+0.1,0.7,0,1.5)+TMath::Student(x,4)", []),
    ("TMath::BesselJ0(x)+TMath::BesselJ1(x)", []),
    ("TMath::Prob(abs(x),3)+TMath::Max(x,1.)+TMath::Min(x,2.)", []),
    ("pi*x+TMath::Pi()", []),
    ("x[0]*[0]+[1]", [2, 3]),
    ("1e-1*x+.5+2.E+0", []),
    ("[0]*(1+[1]*x+[2]*(3*x^2-1)/2)", [1, 0.2, 0.3]),
]
rows = []
for number, (formula, parameters) in enumerate(CASES):
    f = ROOT.TF1(f"f{number}", formula, -10, 10)
    for i, p in enumerate(parameters):
        f.SetParameter(i, p)
    rows.append({"formula": formula, "parameters": parameters, "values": [f.Eval(x) for x in X]})
named = ROOT.TF1("named", "[N]*exp(-0.5*((x-[mu])/[w])^2)+[b]", -10, 10)
for name, value in {"N": 4, "mu": 0.4, "w": 1.1, "b": 0.2}.items():
    named.SetParameter(name, value)
rows.append({"formula": "[N]*exp(-0.5*((x-[mu])/[w])^2)+[b]", "parameters": [4, 0.4, 1.1, 0.2], "values": [named.Eval(x) for x in X]})
with open("formulas.json", "w") as out:
    json.dump({"x": X, "cases": rows}, out, indent=0)
