// Plots that come while cells run: replaced in place ten times a second, several in a cell in order, and as the session
// chooses interactive or not.

import assert from 'node:assert/strict';

import { main } from './_lab.mjs';

const CELLS = [
  `use rootlet::random::{Generator, TRandom3};
let mut random = TRandom3::new(1);
let mut filling = Hist1D::new("filling", "while it fills", 50, -4.0, 4.0);
let mut live = Live::new();
for _ in 0..200 {
    for _ in 0..10 { filling.fill(random.gaus(0.0, 1.0)); }
    live.update(&filling);
    std::thread::sleep(std::time::Duration::from_millis(20));
}
drop(live);`,
  `filling.draw().title("first");
println!("between");
filling.draw().title("second").log_y()`,
  `%jsroot off
filling.draw()`,
  `%jsroot on
filling.draw()`,
];

await main('live', async (lab, screenshot) => {
  await lab.open(CELLS);
  // What the first cell shows, each time it changes.
  await lab.page.evaluate(() => {
    window.seen = [];
    const cell = document.querySelector('.jp-CodeCell');
    new MutationObserver(() => {
      const [entries] = (cell.querySelector('.jp-OutputArea svg')?.textContent ?? '').match(/Entries ?(\d+)/)?.slice(1) ?? [];
      if (entries && window.seen.at(-1) !== Number(entries)) window.seen.push(Number(entries));
    }).observe(cell, { childList: true, subtree: true, characterData: true });
  });
  await lab.runAll();
  assert.deepEqual(await lab.errors(), []);

  const cell = i => lab.page.locator('.jp-CodeCell').nth(i);
  const outputs = i => cell(i).locator('.jp-OutputArea-output');
  await cell(0).locator('svg').filter({ hasText: /2000/ }).first().waitFor();
  const seen = await lab.page.evaluate(() => window.seen);
  console.error(`     ${seen.length} drawings in four seconds`);
  assert.ok(seen.length >= 10, `only ${seen.length} were drawn: ${seen}`);
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
  assert.equal(seen.at(-1), 2000);
  assert.equal(await outputs(0).count(), 1);

  await outputs(1).nth(2).locator('svg').first().waitFor();
  const texts = await outputs(1).allTextContents();
  assert.equal(texts.length, 3);
  assert.match(texts[0], /first/);
  assert.equal(texts[1].trim(), 'between');
  assert.match(texts[2], /second/);

  await outputs(2).locator('img').waitFor();
  assert.equal(await outputs(2).locator('svg').count(), 0);
  await outputs(3).locator('svg').first().waitFor();
  await lab.tidy();
  await screenshot();
  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.complaints(), []);
});
