"""Draws with ROOT the canvases that rootlet wrote: `python docs/gallery/canvases.py CANVASES.root FOLDER`.

`cargo run -p rootlet-examples --bin gallery FOLDER CANVASES.root` writes the file. Needs ROOT's wheel. Every canvas must
open, draw and hold the objects that its PNG shows; the pictures are for the eye.
"""

import os
import sys

import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.gErrorIgnoreLevel = ROOT.kWarning
path, folder = sys.argv[1:3]
os.makedirs(folder, exist_ok=True)
file = ROOT.TFile(path)
for key in file.GetListOfKeys():
    canvas = file.Get(key.GetName())
    assert canvas.ClassName() == "TCanvas", key.GetName()
    assert canvas.GetListOfPrimitives().GetSize() > 0, key.GetName()
    canvas.Draw()
    canvas.SaveAs(os.path.join(folder, key.GetName() + ".png"))
    print(key.GetName(), [f"{o.ClassName()}:{o.GetName()}" for o in canvas.GetListOfPrimitives()])
