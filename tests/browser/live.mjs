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
  `let x: Vec<f64> = (0..10_000).map(f64::from).collect();
let y: Vec<f64> = x.iter().map(|x| (x * 0.001).sin()).collect();
Graph::new(&x, &y)?.named("many", "ten thousand points").draw()`,
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
  await lab.tidy();
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

  await outputs(1).nth(2).scrollIntoViewIfNeeded();
  await outputs(1).nth(2).locator('svg').first().waitFor();
  const texts = await outputs(1).allTextContents();
  assert.equal(texts.length, 3);
  assert.match(texts[0], /first/);
  assert.equal(texts[1].trim(), 'between');
  assert.match(texts[2], /second/);

  await outputs(2).locator('img').waitFor();
  assert.equal(await outputs(2).locator('svg').count(), 0);
  await outputs(3).first().scrollIntoViewIfNeeded();
  await outputs(3).locator('svg').first().waitFor();

  const start = Date.now();
  await outputs(4).first().scrollIntoViewIfNeeded();
  await outputs(4).locator('svg .xaxis_container').first().waitFor();
  await lab.zoom(outputs(4).first());
  console.error(`     ten thousand points drawn and zoomed in ${Date.now() - start} ms`);
  await outputs(0).scrollIntoViewIfNeeded();
  await screenshot();
  assert.deepEqual(lab.foreign, []);
  assert.deepEqual(lab.complaints(), []);
});
