"""Writes src/streamer/builtin.tsv: the layouts of ROOT's own classes, as ROOT stores them.

Run with ROOT and uproot installed: python class_layouts.py ../src/streamer/builtin.tsv
"""
import os, sys, tempfile
import ROOT, uproot

CLASSES = """TObject TNamed TObjString TList THashList TObjArray TCollection TSeqCollection TString
TAttLine TAttFill TAttMarker TAttText TAttAxis TAxis TH1 TH1C TH1S TH1I TH1F TH1D TH1L TH2 TH2C TH2S TH2F TH2D TH2I
TH2L TH3 TH3C TH3S TH3F TH3D TH3I TH3L TAtt3D TProfile TProfile2D TProfile3D TArray TArrayC TArrayS TArrayI TArrayL64
TArrayF TArrayD TGraph TGraphErrors TGraphAsymmErrors TGraph2D TMultiGraph THStack TF1 TF2 TFormula TF1Parameters
TTree TBranch TBranchElement TLeaf TLeafO TLeafB TLeafS TLeafI TLeafL TLeafF TLeafD TLeafC TLeafF16 TLeafD32
TLeafElement TBranchRef TRefTable TNtuple TNtupleD ROOT::TIOFeatures TParameter<double> TParameter<float>
TParameter<int> TParameter<long> TParameter<Long64_t> TParameter<bool> TLorentzVector TVector3 TVector2 TMap
ROOT::RNTuple TTreeIndex TVirtualIndex TDatime TEfficiency THnBase TCanvas TPad TVirtualPad TAttPad TAttCanvas
TQObject TAttBBox2D TBox TPave TPaveText TPaveStats TVirtualPaveStats TLegend TLegendEntry TText TLatex TLine
TColor THnSparse THnSparseArrayChunk THnSparseT<TArrayD>""".split()

list_ = ROOT.TList()
for name in CLASSES:
    cls = ROOT.TClass.GetClass(name)
    if not cls:
        raise SystemExit(f"no class {name}")
    info = cls.GetStreamerInfo()
    if not info:
        print("no layout:", name, file=sys.stderr)
        continue
    list_.Add(info)
path = os.path.join(tempfile.mkdtemp(), "infos.root")
f = ROOT.TFile(path, "RECREATE")
f.WriteTObject(list_, "infos", "SingleKey")
f.Close()

with uproot.open(path) as f, open(sys.argv[1], "w") as out:
    for info in f["infos"]:
        row = ["C", info.member("fName"), info.member("fClassVersion"), info.member("fCheckSum")]
        print(*row, sep="\t", file=out)
        for e in info.member("fElements"):
            m = lambda key, default="": e.all_members.get(key, default)
            row = ["E", e.classname, m("fName"), m("fTitle"), m("fType"), m("fSize"), m("fArrayLength"),
                   m("fArrayDim"), *[int(x) for x in m("fMaxIndex")], m("fTypeName"), m("fBaseVersion", 0),
                   m("fCountVersion", 0), m("fCountName"), m("fCountClass"), m("fSTLtype", 0), m("fCtype", 0)]
            print(*[str(x).replace("\t", " ") for x in row], sep="\t", file=out)
