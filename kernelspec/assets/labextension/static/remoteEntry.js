/*
 * The rootlet renderer for JupyterLab 4 and Notebook 7: a module-federation container written by hand, so that no
 * bundler and no package of JupyterLab is needed to build it.
 *
 * JupyterLab starts only if every module has `__esModule` and every plugin an `id`; a browser test keeps that.
 */
(() => {
  const NAME = 'rootlet-jsroot';
  const MIME = 'application/vnd.root+json';
  const BASE = document.currentScript.src.replace(/[^/]*$/, '');

  let shareScope;

  /** The newest version of a package that the application shares. */
  const shared = async name => {
    const versions = shareScope?.[name];
    if (!versions) {
      throw new Error(`${NAME}: this application does not share ${name}`);
    }
    const newest = Object.keys(versions).sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))[0];
    return (await versions[newest].get())();
  };

  /** The container's second file: drawing, loaded with the first plot and from the Jupyter server itself. */
  let drawing;
  const loadDrawing = () => (drawing ??= import(`${BASE}draw.mjs`));

  /**
   * Resolves when an element is on the page and near the visible part of it.
   *
   * JupyterLab renders cells that are scrolled away while they are detached or hidden. JSROOT measures its letters,
   * which have no size there.
   */
  const inSight = element => new Promise(resolve => {
    const observer = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        observer.disconnect();
        resolve();
      }
    }, { rootMargin: '400px' });
    observer.observe(element);
  });

  async function mimeExtension() {
    const { Widget } = await shared('@lumino/widgets');

    class RootRenderer extends Widget {
      constructor() {
        super();
        this.addClass('jp-RenderedRoot');
        this.node.style.overflow = 'hidden';
        this.place = this.node.appendChild(document.createElement('div'));
        this.plot = undefined;
        this.pending = undefined;
        this.resizing = new ResizeObserver(() => this.plot?.resize());
      }

      /** Draws a model; while one is drawn, only the newest of those that follow is kept. */
      async renderModel(model) {
        this.next = { data: model.data[MIME], hints: model.metadata?.[MIME] ?? {} };
        // Not awaited: the notebook does not wait for a plot that nobody looks at.
        this.pending ??= this.drawAll().finally(() => { this.pending = undefined; });
      }

      async drawAll() {
        while (this.next && !this.isDisposed) {
          const { data, hints } = this.next;
          this.next = undefined;
          try {
            const { Plot } = await loadDrawing();
            this.plot ??= new Plot(this.place);
            this.plot.reserve(hints);
            await inSight(this.place);
            if (this.next) {
              continue;
            }
            await this.plot.show(data, hints);
            this.resizing.observe(this.node);
          } catch (error) {
            // Text, never markup: the message may quote the data.
            this.place.style.cssText = '';
            this.place.textContent = `This plot cannot be drawn: ${error?.message ?? error}`;
            this.plot = undefined;
          }
        }
      }

      dispose() {
        if (this.isDisposed) {
          return;
        }
        this.resizing.disconnect();
        this.plot?.remove();
        super.dispose();
      }
    }

    return {
      __esModule: true,
      default: [{
        id: `${NAME}:renderer`,
        description: 'Draws ROOT objects with JSROOT.',
        rank: 0,
        dataType: 'json',
        rendererFactory: {
          // `safe` makes plots appear in notebooks that nobody has trusted yet. It stands on `sanitize.mjs`: nothing of
          // the data is evaluated, loaded or followed.
          safe: true,
          mimeTypes: [MIME],
          // Before image/png, which is 90 in JupyterLab.
          defaultRank: 10,
          createRenderer: () => new RootRenderer(),
        },
        fileTypes: [{ name: 'root-json', displayName: 'ROOT JSON', mimeTypes: [MIME], extensions: ['.root.json'] }],
        documentWidgetFactoryOptions: {
          name: 'JSROOT', primaryFileType: 'root-json', fileTypes: ['root-json'], defaultFor: ['root-json'],
        },
      }],
    };
  }

  /** The languages of magic cells. */
  const LANGUAGES = {
    python: 'text/x-python', python3: 'text/x-python', py: 'text/x-python',
    cpp: 'text/x-c++src', 'c++': 'text/x-c++src',
    bash: 'text/x-sh', sh: 'text/x-sh',
    rust: 'text/x-rustsrc',
    html: 'text/html', svg: 'text/html', javascript: 'text/javascript', js: 'text/javascript',
    markdown: 'text/x-markdown', latex: 'text/x-latex', sql: 'text/x-sql',
  };

  async function extension() {
    const { INotebookTracker } = await shared('@jupyterlab/notebook');

    /** The type that each cell had before its magic. */
    const original = new WeakMap();
    const watched = new WeakSet();

    const update = cell => {
      const magic = /^\s*%%([\w+]+)/.exec(cell.sharedModel.getSource())?.[1];
      const wanted = magic && LANGUAGES[magic.toLowerCase()];
      if (wanted) {
        if (cell.mimeType !== wanted) {
          if (!original.has(cell)) {
            original.set(cell, cell.mimeType);
          }
          cell.mimeType = wanted;
        }
      } else if (original.has(cell)) {
        const before = original.get(cell);
        original.delete(cell);
        cell.mimeType = before;
      }
    };

    const watch = cell => {
      if (cell.type !== 'code' || watched.has(cell)) {
        return;
      }
      watched.add(cell);
      cell.sharedModel.changed.connect(() => update(cell));
      // JupyterLab sets the kernel's type on every cell when the kernel starts.
      cell.mimeTypeChanged.connect(() => {
        if (!/^\s*%%/.test(cell.sharedModel.getSource())) {
          original.delete(cell);
        }
        update(cell);
      });
      update(cell);
    };

    return {
      __esModule: true,
      default: [{
        id: `${NAME}:magics`,
        description: 'Highlights magic cells in their own language.',
        autoStart: true,
        optional: [INotebookTracker],
        activate: (app, tracker) => {
          tracker?.widgetAdded.connect((_, panel) => panel.context.ready.then(() => {
            const cells = panel.content.model?.cells;
            if (cells) {
              for (const cell of cells) {
                watch(cell);
              }
              cells.changed.connect(() => { for (const cell of cells) { watch(cell); } });
            }
          }));
        },
      }],
    };
  }

  const MODULES = { './mimeExtension': mimeExtension, './extension': extension };

  (window._JUPYTERLAB ??= {})[NAME] = {
    init: scope => { shareScope = scope; },
    get: async name => {
      if (!MODULES[name]) {
        throw new Error(`${NAME}: no module ${name}`);
      }
      const module = await MODULES[name]();
      return () => module;
    },
  };
})();
