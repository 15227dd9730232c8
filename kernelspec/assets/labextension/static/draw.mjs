/* Draws checked ROOT objects with JSROOT. */

import { checkedHints, sanitize } from './sanitize.mjs';

let loading;

/** Runs JSROOT's file, which then stands at `globalThis`; beside an AMD loader it would hide there instead. */
async function fromPage() {
  // An exported page has it in a script of its own.
  if (document.querySelector('meta[name="rootlet-jsroot"]')) {
    return globalThis.JSROOT;
  }
  const loader = globalThis.define;
  if (loader?.amd) {
    globalThis.define = undefined;
  }
  try {
    await import('./jsroot.min.js');
  } finally {
    if (loader?.amd) {
      globalThis.define = loader;
    }
  }
  return globalThis.JSROOT;
}

/** JSROOT, once per page, from the folder of this file. */
function loadJSROOT() {
  loading ??= fromPage().then(jsroot => {
    const { settings } = jsroot;
    // The keys belong to the notebook.
    settings.HandleKeys = false;
    // The wheel scrolls the notebook; dragging zooms.
    settings.ZoomWheel = false;
    // Curves are drawn from their points; without this JSROOT would evaluate titles and formulas.
    settings.PreferSavedPoints = true;
    // TLatex by JSROOT's own code (2); from 3 on it would load MathJax from elsewhere.
    settings.Latex = 2;
    // Dropping files or objects onto a plot would load them.
    settings.DragAndDrop = false;
    return jsroot;
  });
  return loading;
}

/** One plot inside an element of the page. */
export class Plot {
  constructor(element) {
    this.element = element;
    this.jsroot = undefined;
    this.drawn = undefined;
  }

  /** Takes the room that the plot will need, so that nothing moves when it is drawn. */
  reserve(hints) {
    const { width, height } = checkedHints(hints);
    this.element.style.cssText = `position:relative;max-width:100%;width:${width}px;height:${height}px`;
  }

  /** Draws an object, or puts it in the place of the one before; a zoom is kept. */
  async show(data, hints) {
    const { option } = checkedHints(hints);
    this.reserve(hints);
    const object = sanitize(data);
    this.jsroot = await loadJSROOT();
    const { element } = this;
    const parsed = this.jsroot.parse(object);
    if (this.drawn !== undefined && this.drawn !== parsed._typename) {
      this.jsroot.cleanup(element);
    }
    this.drawn = parsed._typename;
    await this.jsroot.redraw(element, parsed, option);
  }

  resize() {
    this.jsroot?.resize(this.element);
  }

  remove() {
    this.jsroot?.cleanup(this.element);
  }
}
