// Plots of notebooks that nobody has trusted: drawn from what is stored, zoomed by drag, nothing fetched from elsewhere.

import assert from 'node:assert/strict';

import { main } from './_lab.mjs';

/** Opens a notebook with its stored outputs and draws every plot by scrolling to it; ends at plot number `end`. */
async function stored(lab, notebook, size, end = 0) {
  await lab.open(notebook, { outputs: 'kept', size });
  await lab.tidy();
  const plots = lab.page.locator('.jp-RenderedRoot');
  // What is out of sight is drawn when it comes near.
  await plots.first().waitFor({ state: 'attached' });
  const count = await plots.count();
  assert.ok(count > 0);
  for (let i = 0; i < count; i++) {
    await plots.nth(i).scrollIntoViewIfNeeded();
    // Perspective is painted on a canvas.
    await plots.nth(i).locator('svg, canvas').first().waitFor();
  }
  assert.equal(await lab.page.locator('.jp-RenderedRoot', { hasText: 'cannot be drawn' }).count(), 0);
  console.error(`     ${count} plots`);
  await plots.nth(end).evaluate(plot => plot.closest('.jp-Cell').scrollIntoView({ block: 'start' }));
  await plots.nth(end).locator('svg, canvas').first().waitFor();
  return plots;
}

function clean(lab) {
  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.complaints(), []);
}

await main('stored-plots', async (lab, screenshot) => {
  // Every kind of plot.
  const plots = await stored(lab, 'docs/gallery/gallery.ipynb', { width: 1200, height: 1500 });
  await lab.zoom(plots.first());
  await screenshot();
  clean(lab);
});

for (const [name, notebook, end] of [['graphs', '04-graphs', 1], ['two-dimensions', '05-two-dimensions', 1], ['dimuon', '24-dimuon', 0]]) {
  await main(name, async (lab, screenshot) => {
    await stored(lab, `notebooks/${notebook}.ipynb`, { width: 1200, height: 1200 }, end);
    await screenshot();
    clean(lab);
  });
}
