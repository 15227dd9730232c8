/*
 * What of a plot's data reaches JSROOT.
 *
 * Plots are drawn in notebooks that nobody has trusted. JSROOT was written for files that one opens on purpose: it
 * compiles formulas with `new Function`, makes links of names, loads MathJax for a backslash, and runs `TExec`. So the
 * data is copied, and only what is known to be harmless is copied:
 *
 * - objects of the classes below; every other is left out
 * - numbers, booleans, and strings under the few names below; every other string is left out
 * - no formula: a function is its saved points, and without them it is left out
 * - strings without backslashes, links and what looks like markup
 * - sizes that a browser can bear
 */

const CLASSES = new Set([
  'TCanvas', 'TPad', 'TFrame', 'TList', 'THashList', 'TObjArray', 'TObjString', 'TNamed', 'TObject',
  'TAxis', 'TAttLine', 'TAttFill', 'TAttMarker', 'TAttText', 'TAttAxis', 'TColor',
  'TH1C', 'TH1S', 'TH1I', 'TH1L', 'TH1F', 'TH1D', 'TH2C', 'TH2S', 'TH2I', 'TH2L', 'TH2F', 'TH2D',
  'TH3C', 'TH3S', 'TH3I', 'TH3L', 'TH3F', 'TH3D', 'TProfile', 'TProfile2D', 'TEfficiency',
  'TGraph', 'TGraphErrors', 'TGraphAsymmErrors', 'TGraphMultiErrors', 'TGraphBentErrors', 'TGraph2D', 'TGraph2DErrors',
  'TMultiGraph', 'THStack', 'TScatter', 'TCutG', 'TF1', 'TFormula', 'TF1Parameters',
  'TLegend', 'TLegendEntry', 'TPave', 'TPaveText', 'TPaveLabel', 'TPaveStats', 'TPaletteAxis', 'TGaxis',
  'TLatex', 'TText', 'TLine', 'TArrow', 'TBox', 'TWbox', 'TEllipse', 'TMarker', 'TPolyLine', 'TPolyMarker',
]);

/** Names under which a string may stand. */
const TEXTS = new Set([
  'fName', 'fTitle', 'fString', 'fLabel', 'fOption', 'fDrawOption', 'fTimeFormat', 'fChopt', 'fStatFormat', 'fFitFormat',
  'fPaintTextFormat', 'name',
]);

/** Names under which a list of strings may stand. */
const TEXT_LISTS = new Set(['opt', 'fParNames']);

/** Strings that choose among JSROOT's options. */
const OPTIONS = new Set(['fOption', 'fDrawOption', 'fChopt', 'opt']);

const FORMATS = new Set(['fStatFormat', 'fFitFormat', 'fPaintTextFormat']);

/** The largest value under a name that says how much work there is. */
const LIMITS = {
  fNbins: 5e6, fNcells: 3e7, fNpx: 1e5, fNpy: 1e4, fNpoints: 2e6, fNpfits: 1e4, fNColumns: 100, fNpar: 1000,
  fNdivisions: 1e6, fNdiv: 1e6,
};

const ARRAYS = new Set(['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Int64', 'Uint64', 'Float32', 'Float64']);

const DEEPEST = 30;
const MOST_VALUES = 4e6;
const LONGEST_TEXT = 2000;
const LONGEST_ARRAY = 1.2e7;

/** The data of a plot, reduced to what is harmless. Throws where nothing is left to draw. */
export function sanitize(data) {
  const given = typeof data === 'string' ? JSON.parse(data) : data;
  const state = { values: 0 };
  const object = copy(given, '', 0, state);
  if (!object || typeof object !== 'object' || !object._typename) {
    throw new Error(`no ROOT object that can be shown safely: ${String(given?._typename ?? typeof given).slice(0, 60)}`);
  }
  return object;
}

/** Sizes in CSS pixels and the drawing option, held to what makes sense. */
export function checkedHints(hints) {
  const side = (value, fallback) => {
    const number = Number(value);
    return Number.isFinite(number) && number > 0 ? Math.min(Math.max(Math.round(number), 50), 10000) : fallback;
  };
  return { width: side(hints?.width, 696), height: side(hints?.height, 472), option: option(hints?.option ?? '') };
}

function copy(value, key, depth, state) {
  state.values += 1;
  if (state.values > MOST_VALUES) {
    throw new Error('the plot has too many values');
  }
  switch (typeof value) {
    case 'number':
      return limited(key, value);
    case 'boolean':
      return value;
    case 'string':
      return text(key, value);
    case 'object':
      if (value === null) {
        return null;
      }
      if (depth >= DEEPEST) {
        throw new Error('the plot is nested too deeply');
      }
      return Array.isArray(value) ? list(value, key, depth, state) : object(value, key, depth, state);
    default:
      return undefined;
  }
}

function limited(key, value) {
  const limit = LIMITS[key];
  if (limit !== undefined && !(Math.abs(value) <= limit)) {
    throw new Error(`${key} is too large`);
  }
  return value;
}

function list(values, key, depth, state) {
  if (TEXT_LISTS.has(key)) {
    return values.map(value => {
      state.values += 1;
      return typeof value !== 'string' ? '' : OPTIONS.has(key) ? option(value) : clean(value);
    });
  }
  // What is left out keeps its place, because options are matched by place.
  return values.map(value => {
    const copied = typeof value === 'string' ? undefined : copy(value, key, depth + 1, state);
    return copied === undefined ? null : copied;
  });
}

function object(value, key, depth, state) {
  if ('$arr' in value) {
    return array(value, state);
  }
  if ('$ref' in value) {
    return Number.isInteger(value.$ref) ? { $ref: value.$ref } : null;
  }
  const type = value._typename;
  if (type !== undefined && !CLASSES.has(type)) {
    return null;
  }
  if (type === 'TFormula') {
    return { _typename: 'TFormula', fBits: 0, fFormula: '', fClingParameters: [], fParams: [] };
  }
  const copied = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === '_typename') {
      copied._typename = type;
    } else if (/^[A-Za-z]\w*$/.test(name) && name in Object.prototype === false) {
      const inside = copy(part, name, depth + 1, state);
      if (inside !== undefined) {
        copied[name] = inside;
      }
    }
  }
  return type === undefined ? copied : checked(copied, type);
}

/** What JSROOT would do with an object beyond drawing it is taken away. */
function checked(object, type) {
  if (type === 'TF1') {
    const saved = object.fSave;
    const points = saved?.$arr ? saved.len : Array.isArray(saved) ? saved.length : 0;
    if (points <= 3 || (Array.isArray(saved) && saved.some(value => typeof value !== 'number'))) {
      return null;
    }
    // With an empty formula nothing is compiled, not even the title.
    object.fFormula = { _typename: 'TFormula', fBits: 0, fFormula: '', fClingParameters: [], fParams: [] };
    delete object.formulas;
  }
  if (type === 'TGaxis' || 'fFunctionName' in object) {
    object.fFunctionName = '';
  }
  if (type === 'TText' || type === 'TLatex') {
    // A name that is an address would make the text a link.
    object.fName = '';
  }
  delete object.fExecs;
  if (typeof object.fBits !== 'number') {
    object.fBits = 0;
  }
  return object;
}

function array(value, state) {
  const { $arr: kind, len, b } = value;
  if (!ARRAYS.has(kind) || !Number.isInteger(len) || len < 0 || len > LONGEST_ARRAY) {
    throw new Error('an array of the plot is not one');
  }
  state.values += len / 8;
  if (b !== undefined) {
    if (typeof b !== 'string' || b.length > len * 11 + 16 || !/^[A-Za-z0-9+/]*={0,2}$/.test(b)) {
      throw new Error('an array of the plot is not base64');
    }
    return { $arr: kind, len, b };
  }
  // Runs of values: positions `p…`, counts `n…`, values `v…`, all numbers and inside of the array.
  const copied = { $arr: kind, len };
  let at = 0;
  for (const [name, part] of Object.entries(value)) {
    if (name === '$arr' || name === 'len') {
      continue;
    }
    const inside = number => Number.isInteger(number) && number >= 0 && number <= len;
    if (/^p\d*$/.test(name) && inside(part)) {
      at = part;
    } else if (/^n\d*$/.test(name) && inside(part) && part > 0) {
      at += part - 1;
    } else if (/^v\d*$/.test(name) && (typeof part === 'number' || (Array.isArray(part) && part.every(v => typeof v === 'number')))) {
      at += Array.isArray(part) ? part.length : 1;
    } else {
      throw new Error('an array of the plot is not one');
    }
    if (at > len) {
      throw new Error('an array of the plot is longer than it says');
    }
    copied[name] = part;
  }
  return copied;
}

function text(key, value) {
  if (!TEXTS.has(key)) {
    return undefined;
  }
  if (OPTIONS.has(key)) {
    return option(value);
  }
  if (FORMATS.has(key)) {
    return /^[-+ 0-9.]{0,8}[a-zA-Z]?$/.test(value) ? value : '6.4g';
  }
  return clean(value);
}

/** A text for people: no backslash (MathJax), no link, nothing that looks like markup, no control characters. */
function clean(value) {
  return value
    .slice(0, LONGEST_TEXT)
    .replace(/\\/g, '')
    .replace(/#url\s*\[/gi, '#color[1][')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .replace(/<(?=[A-Za-z/!?])/g, '‹');
}

function option(value) {
  return String(value).slice(0, 200).replace(/[^\w ;,.:+\-=*]/g, '');
}
