// The first notebook of the gallery in Notebook 7.

import { firstNotebook } from './_first.mjs';
import { main } from './_lab.mjs';

await main('notebook7', (lab, screenshot) => firstNotebook(lab, 'notebook', screenshot));
