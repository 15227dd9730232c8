// The first notebook of the gallery: every cell runs, the fit is the slides', the plot is drawn and zoomed, nothing
// leaves the machine and the console has nothing to say.

import assert from 'node:assert/strict';

import { hasRenderer } from './_lab.mjs';

export async function firstNotebook(lab, app, screenshot) {
  await lab.open('notebooks/01-first-rootbook.ipynb', { app });
  await lab.runAll();
  assert.deepEqual(await lab.errors(), []);

  const text = await lab.page.locator('.jp-Notebook').innerText();
  assert.match(text, /5000 entries, mean 0\.008152/);
  assert.match(text, /47\.4997/);

  const plot = lab.page.locator('.jp-CodeCell', { hasText: 'h.draw()' }).locator('.jp-OutputArea-output').first();
  await plot.scrollIntoViewIfNeeded();
  const drawn = hasRenderer ? plot.locator('svg').first() : plot.locator('img').first();
  await drawn.waitFor();
  const box = await drawn.boundingBox();
  assert.ok(box.width > 300 && box.height > 200, `the plot is ${box.width} × ${box.height}`);

  await lab.tidy();
  await screenshot();
  if (hasRenderer) await lab.zoom(plot);
  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.complaints(), []);
}
