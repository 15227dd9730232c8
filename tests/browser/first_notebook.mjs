// The first notebook of the gallery in JupyterLab. Its screenshot is the README's picture.

import { firstNotebook } from './_first.mjs';
import { main } from './_lab.mjs';

await main('first-notebook', (lab, screenshot) => firstNotebook(lab, 'lab', screenshot));
