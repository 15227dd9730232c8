// The picture and the interactive plot of every figure in the gallery look alike: JSROOT's drawing in a real browser
// against the PNG, both reduced to a quarter of their size, so that letters of another font count for little.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { chromium } = createRequire(path.join(process.env.NODE_MODULES, 'x'))('playwright-core');
const checkout = path.resolve(import.meta.dirname, '../..');
const gallery = path.join(checkout, 'docs/gallery');

/** Perspective is JSROOT's own there, with another camera; clouds are random. */
const APART = new Set(['lego2', 'surf1', 'volume', 'scat']);

/** The share of black to white by which a picture differs on average; a plot shifted by ten pixels is above it. */
const LARGEST = 0.03;

/** In the page: the mean difference of two pictures, from 0 to 1. */
async function distance([one, other]) {
  const pixels = async source => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(Math.round(image.width / 4), Math.round(image.height / 4));
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.width !== b.width || a.height !== b.height) {
    return 1;
  }
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]), 0) / (a.width * a.height * 3 * 255);
}

const browser = await chromium.launch({ executablePath: process.env.BROWSER_EXECUTABLE, args: ['--no-sandbox'] });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rootlet-browser-'));
const failed = [];
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  // A page from a file may load the script from one. Dark, as in a dark notebook: a plot brings its own ground.
  const blank = path.join(folder, 'blank.html');
  fs.writeFileSync(blank, '<!doctype html><meta charset="utf-8"><body style="margin:0;background:#111"><div id="plot" style="position:relative"></div>');
  await page.goto(pathToFileURL(blank).href);
  await page.addScriptTag({
    url: pathToFileURL(path.join(checkout, 'kernelspec/assets/labextension/static/jsroot.min.js')).href,
  });
  await page.evaluate(() => Object.assign(JSROOT.settings, { PreferSavedPoints: true, Latex: 2, ToolBar: false }));
  for (const file of fs.readdirSync(gallery).filter(name => name.endsWith('.json'))) {
    const name = path.basename(file, '.json');
    if (APART.has(name)) continue;
    const data = JSON.parse(fs.readFileSync(path.join(gallery, file), 'utf8'));
    await page.evaluate(async data => {
      const element = document.getElementById('plot');
      JSROOT.cleanup(element);
      element.style.width = `${data.fCw}px`;
      element.style.height = `${data.fCh}px`;
      await JSROOT.draw(element, JSROOT.parse(data), 'localcolors');
    }, data);
    const drawn = await page.locator('#plot').screenshot({ path: process.env.SCREENSHOTS && path.join(process.env.SCREENSHOTS, `agreement-${name}.png`) });
    const still = fs.readFileSync(path.join(gallery, `${name}.png`));
    const found = await page.evaluate(distance, [drawn, still].map(png => `data:image/png;base64,${png.toString('base64')}`));
    console.error(`${found <= LARGEST ? 'ok  ' : 'FAIL'} ${name}: ${found.toFixed(4)}`);
    if (!(found <= LARGEST)) failed.push(name);
  }
} finally {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
}
assert.deepEqual(failed, []);
