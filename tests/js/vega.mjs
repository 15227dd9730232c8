// Every Vega-Lite specification of the goldens, compiled and drawn; nothing in it is unknown to Vega-Lite.
//
// NODE_MODULES=… node tests/js/vega.mjs

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.NODE_MODULES, 'x'));
// Vega is a module of its own kind, Vega-Lite one that node can require.
const vega = await import(require.resolve('vega').replace(/build\/vega-node\.js$/, 'build/vega.module.js')).catch(() => require('vega'));
const { compile } = require('vega-lite');

const folder = path.resolve(import.meta.dirname, '../../analysis-core/tests/goldens/plots');
const files = fs.readdirSync(folder).filter(name => name.endsWith('.vl'));
assert.ok(files.length > 0, 'no specification to draw');

let failed = 0;
for (const name of files) {
  const notes = [];
  const note = (...words) => { notes.push(words.join(' ')); return logger; };
  const logger = { level: () => logger, warn: note, error: note, info: () => logger, debug: () => logger };
  try {
    const spec = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    assert.equal(spec.$schema, 'https://vega.github.io/schema/vega-lite/v5.json');
    const compiled = compile(spec, { logger }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
    const svg = await view.toSVG();
    assert.deepEqual(notes, []);
    assert.ok(svg.length > 2000 && svg.includes('<path'), 'an empty picture');
    assert.doesNotMatch(svg, /NaN|undefined/, 'numbers that are none');
    console.error(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAIL ${name}: ${error.message}`);
  }
}
process.exitCode = failed ? 1 : 0;
