// What hostile data makes of a plot: nothing of it is evaluated, loaded, followed or endless.
//
// `node tests/js/hostile.mjs`; with NODE_MODULES (a folder with jsroot) what is left is drawn as well.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { checkedHints, sanitize } from '../../kernelspec/assets/labextension/static/sanitize.mjs';

const EVIL = 'globalThis.pwned = true';

/** A canvas with the given objects. */
const canvas = (...arr) => ({
  _typename: 'TCanvas', fBits: 8, fName: 'c', fTitle: '',
  fPrimitives: { _typename: 'TList', name: 'TList', arr, opt: arr.map(() => '') },
});

const axis = { _typename: 'TAxis', fBits: 0, fNbins: 2, fXmin: 0, fXmax: 2, fXbins: [], fTitle: '', fNdivisions: 510 };

const histogram = extra => ({
  _typename: 'TH1D', fBits: 8, fName: 'h', fTitle: 't', fXaxis: axis, fYaxis: axis, fZaxis: axis,
  fArray: [0, 1, 2, 0], fMinimum: -1111, fMaximum: -1111, fSumw2: [], ...extra,
});

const curve = extra => ({
  _typename: 'TF1', fBits: 0, fName: 'f', fTitle: EVIL, fXmin: 0, fXmax: 1, fNpx: 3, fNpar: 0, fMinimum: -1111, fMaximum: -1111,
  fSave: [1, 2, 3, 4, 0, 1], fLineColor: 2, fLineStyle: 1, fLineWidth: 1, fFillColor: 0, fFillStyle: 0,
  fMarkerColor: 1, fMarkerStyle: 1, fMarkerSize: 1, ...extra,
});

const first = object => sanitize(canvas(object)).fPrimitives.arr[0];

const harmless = {
  'a formula becomes empty': () => {
    const kept = first(curve({ fFormula: { _typename: 'TFormula', fFormula: EVIL, fClingParameters: [1], fParams: [] }, formulas: [{ fName: 'x', fTitle: EVIL }] }));
    assert.equal(kept.fFormula.fFormula, '');
    assert.equal(kept.formulas, undefined);
  },
  'a formula of another shape becomes empty': () => {
    for (const fFormula of [EVIL, { fFormula: EVIL }, { _typename: 'TF2', fFormula: EVIL }, [EVIL], null]) {
      assert.equal(first(curve({ fFormula })).fFormula.fFormula, '');
    }
  },
  'a function without points is left out': () => {
    for (const fSave of [undefined, [], [1, 2, 3], EVIL, [EVIL, EVIL, EVIL, EVIL, EVIL], { $arr: 'Float64', len: 2, b: '' }]) {
      assert.equal(first(curve({ fSave })), null);
    }
  },
  'functions inside a histogram are checked as well': () => {
    const kept = first(histogram({ fFunctions: { _typename: 'TList', arr: [curve({ fSave: [] }), curve({})], opt: ['', ''] } }));
    assert.equal(kept.fFunctions.arr[0], null);
    assert.equal(kept.fFunctions.arr[1].fFormula.fFormula, '');
  },
  'classes that run code are left out': () => {
    for (const type of ['TExec', 'TF2', 'TF3', 'TF12', 'TTree', 'TMathText', 'TLink', 'TButton', 'TWebPainting', 'TASImage', 'RCanvas', 'kind:Text', 'TDirectory', '__proto__']) {
      assert.equal(first({ _typename: type, fTitle: EVIL, fName: EVIL }), null, type);
    }
    assert.throws(() => sanitize({ _typename: 'TExec', fTitle: EVIL }), /no ROOT object/);
  },
  'a text is no link and loads no MathJax': () => {
    const kept = first({ _typename: 'TLatex', fBits: 0, fName: 'https://example.org', fTitle: '\\frac{a}{b} #url[https://example.org]{x} <img src=x onerror=alert(1)>', fX: 0, fY: 0 });
    assert.equal(kept.fName, '');
    assert.doesNotMatch(kept.fTitle, /\\|#url|<img/);
  },
  'comparisons survive': () => assert.equal(first(histogram({ fTitle: '0 < x < 5, y<3' })).fTitle, '0 < x < 5, y<3'),
  'unknown strings, functions and prototypes are left out': () => {
    const kept = first(JSON.parse('{"_typename":"TH1D","fFunctionName":"alert(1)","fLineColor":"url(http://e.org)","evalPar":"x","__proto__":{"polluted":1},"constructor":{"x":1},"toString":"x","fExecs":{"_typename":"TList","arr":[]}}'));
    assert.deepEqual(Object.keys(kept).sort(), ['_typename', 'fBits']);
    assert.equal({}.polluted, undefined);
  },
  'an axis with a function has none': () => {
    assert.equal(first({ _typename: 'TGaxis', fBits: 0, fFunctionName: EVIL }).fFunctionName, '');
  },
  'options are words': () => {
    const drawn = sanitize({ ...canvas(histogram()), fPrimitives: { _typename: 'TList', arr: [histogram()], opt: ['hist"><script>\\'] } });
    assert.equal(drawn.fPrimitives.opt[0], 'histscript');
    assert.equal(checkedHints({ option: 'colz\n"onload=x' }).option, 'colzonload=x');
  },
  'sizes are sane': () => {
    assert.deepEqual(checkedHints({ width: 1e9, height: -5 }), { width: 10000, height: 472, option: '' });
    assert.deepEqual(checkedHints(null), { width: 696, height: 472, option: '' });
    assert.deepEqual(checkedHints({ width: 'calc(1px);background:url(http://e.org)', height: NaN }), { width: 696, height: 472, option: '' });
  },
  'endless work is refused': () => {
    assert.throws(() => first(histogram({ fXaxis: { ...axis, fNbins: 1e12 } })), /too large/);
    assert.throws(() => first(histogram({ fArray: { $arr: 'Float64', len: 1e12, b: '' } })), /array/);
    assert.throws(() => first(histogram({ fArray: { $arr: 'Function', len: 1, b: '' } })), /array/);
    assert.throws(() => first(histogram({ fArray: { $arr: 'Float64', len: 10, v: 1, n: 1e9 } })), /array|longer/);
    assert.throws(() => first(histogram({ fArray: { $arr: 'Float64', len: 10, p: -1, v: [1] } })), /array/);
    let deep = histogram();
    for (let i = 0; i < 1000; i += 1) {
      deep = canvas(deep);
    }
    assert.throws(() => sanitize(deep), /deep/);
    assert.throws(() => sanitize(canvas(histogram({ fArray: new Array(5e6).fill(1) }))), /too many/);
  },
  'what is no object is refused': () => {
    for (const data of [null, 1, 'x', '{', [], {}, '[]', '{"a":1}', undefined]) {
      assert.throws(() => sanitize(data));
    }
  },
  'good arrays are kept': () => {
    const array = { $arr: 'Float64', len: 8, p: 1, v: 2, n: 3, p1: 5, v1: [1, 2] };
    assert.deepEqual(first(histogram({ fArray: array })).fArray, array);
    const coded = { $arr: 'Uint8', len: 4, b: 'AAECAA==' };
    assert.deepEqual(first(histogram({ fArray: coded })).fArray, coded);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(harmless)) {
  try {
    test();
    console.error(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAIL ${name}: ${error.message}`);
  }
}

if (process.env.NODE_MODULES) {
  const require = createRequire(path.join(process.env.NODE_MODULES, 'x'));
  const jsroot = await import(pathToFileURL(require.resolve('jsroot').replace(/build\/jsroot\.js$/, 'modules/main.mjs')));
  jsroot.settings.PreferSavedPoints = true;
  // The global `Function` is what JSROOT compiles formulas with.
  const compiled = [];
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct: (target, words) => { compiled.push(words.at(-1)); return Reflect.construct(target, words); },
  });
  const text = { _typename: 'TLatex', fBits: 1 << 14, fName: 'https://e.org', fTitle: '\\sqrt{x} #url[https://e.org]{y} <script>', fX: 0.5, fY: 0.5, fTextSize: 0.1, fTextFont: 42, fTextColor: 1, fTextAlign: 11, fTextAngle: 0 };
  const axisOf = { _typename: 'TGaxis', fBits: 0, fFunctionName: EVIL, fX1: 0, fY1: 0, fX2: 1, fY2: 1, fWmin: 0, fWmax: 1, fNdiv: 510, fName: '', fTitle: '', fChopt: '', fTimeFormat: '', fLabelSize: 0.03, fLabelFont: 42, fLabelColor: 1, fLabelOffset: 0, fTitleSize: 0.03, fTitleOffset: 1, fTickSize: 0.03, fLineColor: 1, fLineStyle: 1, fLineWidth: 1, fTextColor: 1, fTextFont: 42 };
  const formula = curve({ fFormula: { _typename: 'TFormula', fFormula: EVIL, fClingParameters: [], fParams: [] } });
  const object = jsroot.parse(sanitize(canvas(histogram({ fFunctions: { _typename: 'TList', arr: [formula], opt: [''] } }), formula, text, axisOf)));
  const svg = await jsroot.makeSVG({ object, width: 400, height: 300 });
  globalThis.Function = original;
  assert.equal(globalThis.pwned, undefined, 'code of the data ran');
  assert.deepEqual(compiled, [], 'something of the data was compiled');
  assert.doesNotMatch(svg, /<script|<a\b|href="http/i);
  console.error('ok   what is left is drawn and nothing of it runs');
}
process.exitCode = failed ? 1 : 0;
