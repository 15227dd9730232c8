// A notebook as a page of its own, `nbconvert --template rootlet`: plots are drawn and zoomed from the file alone, without
// a server and without a request. The plain page and its print have the picture.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { checkout, zoom } from './_lab.mjs';

const { chromium } = createRequire(path.join(process.env.NODE_MODULES, 'x'))('playwright-core');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rootlet-browser-'));

function run(program, words, environment = {}) {
  const { status, stderr } = spawnSync(program, words, { env: { ...process.env, ...environment }, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${words.join(' ')}: ${stderr}`);
}

run(process.env.ROOTLET_BINARY, ['install', '--replace', '--prefix', folder]);
const environment = { JUPYTER_PATH: path.join(folder, 'share/jupyter') };
const convert = (notebook, name, ...words) => {
  const source = path.join(checkout, notebook);
  run('jupyter', ['nbconvert', '--to', 'html', ...words, '--output-dir', folder, '--output', name, source], environment);
  return pathToFileURL(path.join(folder, `${name}.html`)).href;
};

const browser = await chromium.launch({
  executablePath: process.env.BROWSER_EXECUTABLE,
  args: ['--no-sandbox', '--disable-background-networking', '--enable-unsafe-swiftshader'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
  const [complaints, foreign] = [[], []];
  page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  page.on('request', request => /^http/.test(request.url()) && foreign.push(request.url()));
  const shot = name => page.screenshot({ path: path.join(process.env.SCREENSHOTS ?? folder, `${name}.png`) });

  await page.goto(convert('notebooks/01-first-rootbook.ipynb', 'interactive', '--template', 'rootlet'));
  const plot = page.locator('.rootlet-plot').first();
  await plot.locator('svg').first().waitFor();
  assert.equal(await page.locator('.rootlet-plot > img').count(), 0, 'the picture gave way');
  await zoom(page, plot);
  await plot.scrollIntoViewIfNeeded();
  await shot('export');
  assert.deepEqual(foreign, []);
  assert.deepEqual(complaints, []);
  console.error('ok   an exported page draws and zooms');

  await page.goto(convert('notebooks/01-first-rootbook.ipynb', 'plain'));
  const picture = page.locator('.jp-OutputArea-output img');
  await picture.scrollIntoViewIfNeeded();
  assert.ok(await picture.evaluate(image => image.complete && image.naturalWidth >= 600));
  await shot('export-plain');
  const print = await page.pdf({ path: path.join(process.env.SCREENSHOTS ?? folder, 'export.pdf') });
  assert.ok(print.includes('/Subtype /Image'), 'the print has the picture');
  console.error('ok   a plain page and its print have the picture');
} finally {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
}
