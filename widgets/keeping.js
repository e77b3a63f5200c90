// @ts-check
/** The copy that a saved notebook keeps of a widget (see `present/saved.py`), brought up to date where the kernel can't.
 *
 * The kernel updates outputs by a display id, which JupyterLab and Notebook forget when the page is loaded again: a run that ended while
 * the tab was closed would stay unfinished in the file. There, the page itself puts the copy into the notebook.
 */

/** @typedef {import("./wire.js").Wire} Wire */

const LATER = 400;
/** Milliseconds the kernel's own update has to arrive first. */
const MARK = "director-saved";

/**
 * Keeps the copies of this widget up to date, now and whenever the kernel says that they are others.
 * @param {Wire} wire
 * @returns {() => void} stops
 */
export function keeping(wire) {
  let timer = 0;
  const cells = () => wire.model.widget_manager?.context?.model?.cells;
  const bring = () => {
    if (!cells()) return; // a front end that isn't a Jupyter notebook, or one that keeps its notebook to itself
    wire.asked("page.copy", {}, undefined, true).then(
      ({ result }) => renew(cells(), result),
      () => {}, // a kernel that is older than this page: the file keeps the copy it has
    );
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(bring, LATER);
  };
  wire.listen("saved", soon);
  soon();
  return () => clearTimeout(timer);
}

/**
 * Puts `copy` in the place of every older copy of the same widget in the notebook.
 * @param {any} cells the notebook's cells (`INotebookModel.cells`)
 * @param {{ html: string, text: string }} copy
 */
function renew(cells, copy) {
  const mine = /data-widget="[\w-]+"/.exec(copy.html)?.[0];
  if (!mine) return;
  for (const cell of cells) {
    const outputs = cell.outputs;
    for (let at = 0; at < (outputs?.length ?? 0); at += 1) {
      const output = outputs.get(at).toJSON();
      const html = joined(output.data?.["text/html"]);
      if (!html.includes(MARK) || !html.slice(0, 2000).includes(mine) || html === copy.html) continue;
      outputs.set(at, { ...output, data: { "text/html": copy.html, "text/plain": copy.text } });
    }
  }
}

/** @param {unknown} text a notebook's text may be a list of lines @returns {string} */
function joined(text) {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}
