// What the browser tests share: JupyterLab started by `rootlet --notebook`, and a page in a real browser.
//
// `cargo xtask test browser` sets the environment: ROOTLET_BINARY, BROWSER_EXECUTABLE, NODE_MODULES
// (with playwright-core), SCREENSHOTS, and a PATH with `jupyter-lab`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const { chromium } = createRequire(path.join(process.env.NODE_MODULES, 'x'))('playwright-core');

export const checkout = path.resolve(import.meta.dirname, '../..');

/** Whether the checkout has the renderer that the binary embeds. */
export const hasRenderer = fs.existsSync(path.join(checkout, 'kernelspec/assets/labextension'));

/** The screenshots that the docs show. */
const DOCUMENTED = new Set(['first-notebook', 'two-dimensions', 'dimuon']);

/** Runs `test` and turns its failure into a screenshot and an exit code. */
export async function main(name, test) {
  const shots = process.env.SCREENSHOTS;
  fs.mkdirSync(shots, { recursive: true });
  const lab = new Lab();
  try {
    await test(lab, async (shot = name) => {
      const file = path.join(shots, `${shot}.png`);
      await lab.page.screenshot({ path: file });
      // `DOCS_IMAGES=1 cargo xtask test browser` renews the pictures of the docs.
      const kept = path.join(checkout, 'docs/images', `${shot}.png`);
      if (process.env.DOCS_IMAGES && DOCUMENTED.has(shot)) fs.copyFileSync(file, kept);
    });
    await lab.stop();
    console.error(`ok   ${name}`);
  } catch (error) {
    await lab.page?.screenshot({ path: path.join(shots, `${name}-failed.png`) }).catch(() => {});
    console.error(`FAIL ${name}: ${error.stack}\n${lab.notes.slice(-20).join('\n')}`);
    process.exitCode = 1;
    await lab.kill();
  }
}

/** Zooms the plot in `place` by dragging across it, and waits for other marks along x. */
export async function zoom(page, place) {
  const marks = place.locator('.xaxis_container').first();
  await marks.waitFor();
  await place.scrollIntoViewIfNeeded();
  const before = await marks.textContent();
  const box = await place.locator('svg').first().boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.35, 0.5));
  await page.mouse.down();
  await page.mouse.move(...at(0.45, 0.55), { steps: 5 });
  await page.mouse.move(...at(0.6, 0.7), { steps: 8 });
  await page.mouse.up();
  for (let i = 0; i < 100 && (await marks.textContent()) === before; i++) {
    await page.waitForTimeout(100);
  }
  if ((await marks.textContent()) === before) throw new Error(`dragging did not zoom: ${before}`);
}

/** A notebook of these cells. */
function fromCells(sources) {
  const cell = (source, i) => ({ cell_type: 'code', id: `cell-${i}`, metadata: {}, source, outputs: [], execution_count: null });
  const metadata = { kernelspec: { name: 'rootlet', display_name: 'Rust (rootlet)', language: 'rust' } };
  return { cells: sources.map(cell), metadata, nbformat: 4, nbformat_minor: 5 };
}

export class Lab {
  notes = [];
  foreign = [];

  /**
   * Opens a copy of a notebook without its outputs, so that nothing in the checkout changes; in JupyterLab or Notebook 7.
   * In the place of its path: the sources of its cells.
   */
  async open(notebook, { size = { width: 1200, height: 1500 }, outputs = 'cleared', app = 'lab' } = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rootlet-browser-'));
    const written = Array.isArray(notebook);
    const file = path.join(this.folder, written ? 'cells.ipynb' : path.basename(notebook));
    const content = written ? fromCells(notebook) : JSON.parse(fs.readFileSync(path.join(checkout, notebook), 'utf8'));
    for (const cell of content.cells) {
      if (cell.cell_type === 'code' && outputs === 'cleared') Object.assign(cell, { outputs: [], execution_count: null });
    }
    fs.writeFileSync(file, JSON.stringify(content));

    const exposed = ['--expose-app-in-browser', '--JupyterNotebookApp.expose_app_in_browser=True'];
    const words = ['--notebook', file, '--no-browser', '--', ...exposed];
    // A workspace of its own: JupyterLab would look for the notebook of the test before.
    const env = { ...process.env, JUPYTERLAB_WORKSPACES_DIR: path.join(this.folder, '.workspaces') };
    this.server = spawn(process.env.ROOTLET_BINARY, words, { stdio: ['ignore', 'pipe', 'inherit'], env });
    const lines = readline.createInterface({ input: this.server.stdout });
    const [address] = await Promise.race([
      once(lines, 'line'),
      once(this.server, 'exit').then(([code]) => { throw new Error(`rootlet --notebook ended with ${code}`); }),
    ]);

    // Perspective needs WebGL, here drawn by the processor.
    const args = ['--no-sandbox', '--disable-background-networking', '--enable-unsafe-swiftshader'];
    this.browser = await chromium.launch({ executablePath: process.env.BROWSER_EXECUTABLE, headless: true, args });
    this.page = await this.browser.newPage({ viewport: size });
    this.page.setDefaultTimeout(120_000);
    this.page.on('console', message => message.type() === 'error' && this.notes.push(`console: ${message.text()} ${message.location().url}`));
    this.page.on('request', request => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(hostname)) this.foreign.push(request.url());
    });
    // One server serves both.
    await this.page.goto(app === 'lab' ? address : address.replace('/lab/tree/', '/notebooks/'));
    await this.page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
    // Cells that are run before the kernel has answered are dropped by JupyterLab without a word.
    const idle = () => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
    await this.page.waitForFunction(idle);
  }

  /** Runs every cell and waits for the last one's number. */
  async runAll() {
    await this.page.evaluate(() => window.jupyterapp.commands.execute('notebook:run-all-cells'));
    const last = this.page.locator('.jp-CodeCell').last().locator('.jp-InputPrompt');
    await last.filter({ hasText: /\[\d+\]/ }).waitFor();
  }

  /** What the browser's console complained of, save for the icon that Jupyter does not have. */
  complaints() {
    return this.notes.filter(note => !note.includes('favicon'));
  }

  async zoom(place) {
    await zoom(this.page, place);
  }

  /** The texts of the errors that cells show. */
  async errors() {
    return this.page.locator('[data-mime-type="application/vnd.jupyter.error"]').allInnerTexts();
  }

  /** Closes dialogs and notifications that hide the notebook. */
  async tidy() {
    // JupyterLab asks once whether it may fetch news.
    const no = this.page.getByRole('button', { name: 'No', exact: true });
    await no.click({ timeout: 5000 }).catch(() => {});
    await no.waitFor({ state: 'hidden' });
  }

  /** Ends the server as Ctrl-C does; it must end well. */
  async stop() {
    await this.browser.close();
    const ended = once(this.server, 'exit');
    this.server.kill('SIGINT');
    const [code] = await ended;
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`after Ctrl-C, rootlet --notebook ended with ${code}`);
  }

  async kill() {
    await this.browser?.close().catch(() => {});
    this.server?.kill('SIGTERM');
  }
}
