// JSROOT draws what we write: every histogram, graph and function of the files in a folder.
//
//   ROOTIO_PEERS=DIR cargo test -p rootio --test it peers::
//   NODE_MODULES=… node draw.mjs DIR

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(path.resolve(process.env.NODE_MODULES), 'x'));
const main = require.resolve('jsroot').replace(/build\/jsroot\.js$/, 'modules/main.mjs');
const jsroot = await import(pathToFileURL(main));

// JSROOT tells of each drawing that it has no WebGL.
const say = console.log;
console.log = () => {};
let drawn = 0;
for (const name of ['none', 'zlib', 'lz4', 'zstd']) {
  const folder = process.argv[2];
  const want = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')).objects;
  const file = await jsroot.openFile(`file://${path.resolve(folder, `${name}.root`)}`);
  for (const [key, value] of Object.entries(want)) {
    if (!value.class && !value.x && !value.at) {
      continue;
    }
    const object = await file.readObject(key);
    if (value.class) {
      assert.equal(object._typename, value.class);
      assert.deepEqual(Array.from(object.fArray), value.contents, `${name}:${key}`);
    }
    if (value.x) {
      assert.deepEqual(Array.from(object.fX), value.x, `${name}:${key}`);
    }
    const svg = await jsroot.makeSVG({ object, option: '', width: 400, height: 300 });
    assert.ok(svg.startsWith('<svg') && svg.includes('<path'), `${name}:${key} draws nothing`);
    drawn += 1;
  }
}
say(`JSROOT drew ${drawn} objects`);
assert.ok(drawn >= 100);
process.exit(0);
