// Plots of notebooks that nobody has trusted: drawn from what is stored, zoomed by drag, nothing fetched from elsewhere.

import assert from 'node:assert/strict';

import { main } from './_lab.mjs';

/** Draws all plots of a stored notebook. */
async function stored(lab, notebook, size) {
  await lab.open(notebook, { outputs: 'kept', size });
  const plots = lab.page.locator('.jp-RenderedRoot');
  // What is out of sight is drawn when it comes near.
  await plots.first().waitFor({ state: 'attached' });
  await plots.first().scrollIntoViewIfNeeded();
  await plots.first().locator('svg').first().waitFor();
  const failed = await lab.page.locator('.jp-RenderedRoot', { hasText: 'cannot be drawn' }).count();
  assert.equal(failed, 0);
  await lab.tidy();
  return plots;
}

function clean(lab) {
  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.complaints(), []);
}

await main('stored-plots', async (lab, screenshot) => {
  const plots = await stored(lab, 'docs/gallery/gallery.ipynb', { width: 1200, height: 2600 });
  await lab.zoom(plots.first());
  await screenshot();
  clean(lab);
});

for (const [name, notebook] of [['graphs', '04-graphs'], ['two-dimensions', '05-two-dimensions']]) {
  await main(name, async (lab, screenshot) => {
    await stored(lab, `notebooks/${notebook}.ipynb`, { width: 1200, height: 1500 });
    // What is scrolled to next is drawn by then.
    await lab.page.locator('.jp-RenderedRoot svg .xaxis_container').first().waitFor();
    await screenshot();
    clean(lab);
  });
}
