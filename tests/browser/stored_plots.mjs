// Plots of a notebook that nobody has trusted: drawn from what is stored, zoomed by drag, nothing fetched from elsewhere.

import assert from 'node:assert/strict';

import { main } from './_lab.mjs';

await main('stored-plots', async (lab, screenshot) => {
  await lab.open('docs/gallery/gallery.ipynb', { outputs: 'kept', size: { width: 1200, height: 2600 } });
  const plots = lab.page.locator('.jp-RenderedRoot');
  await plots.first().locator('svg .xaxis_container').first().waitFor();
  const failed = await lab.page.locator('.jp-RenderedRoot', { hasText: 'cannot be drawn' }).count();
  assert.equal(failed, 0);

  // Dragging across the frame zooms: fewer units between the marks.
  const labels = () => plots.first().locator('.xaxis_container').first().textContent();
  const before = await labels();
  const box = await plots.first().locator('svg').first().boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await lab.page.mouse.move(...at(0.35, 0.5));
  await lab.page.mouse.down();
  await lab.page.mouse.move(...at(0.45, 0.55), { steps: 5 });
  await lab.page.mouse.move(...at(0.6, 0.7), { steps: 8 });
  await lab.page.mouse.up();
  await lab.page.waitForFunction(
    text => document.querySelector('.jp-RenderedRoot .xaxis_container')?.textContent !== text, before,
  );
  await screenshot();

  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.notes.filter(note => !note.includes('favicon')), []);
});
