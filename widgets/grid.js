// @ts-check
/** A grid of any length of which only what is in sight exists. */

import { h, list, set } from "./dom.js";

const GAP = 12;
const NARROWEST = 204;
/** Rows made above and below what is in sight. */
const OVER = 2;
/** Milliseconds without scrolling after which pictures and pages are asked for. */
const CALM = 90;
const TALLEST = 600;

/** @typedef {{ update: (cell: HTMLElement, index: number, calm: boolean) => void, seen: (first: number, last: number) => void,
 *   key: (event: KeyboardEvent, index: number) => void, active: (cell: HTMLElement, on: boolean) => void }} Fill */

/**
 * A scrolling grid. `update` keeps a cell in step with its index (`calm`: the person isn't racing past), `seen` tells which indices are looked
 * at once scrolling has calmed, `key` hears the keys of a cell that aren't for moving, `active` which cell the focus is at.
 * @param {string} label
 * @param {number} text pixels a cell needs below its picture
 * @param {Fill} fill
 */
export function grid(label, text, fill) {
  const sizer = h("div", { class: "dk-grid-all", role: "presentation" });
  const box = h("div", { class: "dk-grid", role: "grid", "aria-label": label, "aria-multiselectable": "true", "data-testid": "grid" }, sizer);
  let [total, columns, rowHeight, cellWidth, width] = [0, 1, 300, NARROWEST, 0];
  let [active, frame, timer, last, made] = [0, 0, 0, 0, ""];
  let calm = true;

  const rows = () => Math.ceil(total / columns);
  const shown = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / rowHeight));
    return [first, Math.min(rows() - 1, Math.floor((box.scrollTop + box.clientHeight) / rowHeight))];
  };
  const draw = () => {
    frame = 0;
    const [first, end] = shown();
    const wanted = [];
    for (let row = Math.max(0, first - OVER); row <= Math.min(rows() - 1, end + OVER); row++) wanted.push(row);
    // The row with the focus stays, wherever it is scrolled to: focus must not fall out of the grid.
    const held = Math.floor(active / columns);
    if (sizer.contains(document.activeElement) && held < rows() && !wanted.includes(held)) held < wanted[0] ? wanted.unshift(held) : wanted.push(held);
    // Those out of sight go first, so that the rest need not be moved: a moved element loses its focus and the click that is under way.
    for (const row of [...sizer.children]) if (!wanted.includes(Number(row.getAttribute("aria-rowindex")) - 1)) row.remove();
    list(sizer, wanted, String, (row) => h("div", { class: "dk-grid-row", role: "row", "aria-rowindex": row + 1 }), drawRow);
  };
  const drawRow = (/** @type {HTMLElement} */ element, /** @type {number} */ row) => {
    set(element, { style: { transform: `translateY(${row * rowHeight}px)`, height: `${rowHeight - GAP}px` } });
    const count = Math.min(columns, total - row * columns);
    list(
      element,
      Array.from({ length: count }, (_, column) => row * columns + column),
      String,
      (index) => h("div", { class: "dk-grid-cell", role: "gridcell", "aria-colindex": (index % columns) + 1, "data-index": index, "data-testid": "cell" }),
      (cell, index) => {
        set(cell, { tabindex: index === active ? 0 : -1, style: { width: `${cellWidth}px` } });
        fill.update(cell, index, calm);
        fill.active(cell, index === active);
      },
    );
  };
  const soon = () => (frame ||= requestAnimationFrame(draw));
  const rest = () => {
    calm = true;
    draw();
    const [first, end] = shown();
    if (total) fill.seen(first * columns, Math.min(total - 1, (end + 1) * columns - 1));
  };
  box.addEventListener("scroll", () => {
    // Two screens in one frame is a race: empty places do until it is over.
    calm = Math.abs(box.scrollTop - last) < box.clientHeight * 1.5;
    last = box.scrollTop;
    clearTimeout(timer);
    timer = window.setTimeout(rest, CALM);
    soon();
  });
  const measure = () => {
    const inner = sizer.clientWidth;
    if (!inner) return;
    const [before, top] = [columns, Math.floor(box.scrollTop / rowHeight) * columns];
    columns = Math.max(1, Math.floor((inner + GAP) / (NARROWEST + GAP)));
    cellWidth = Math.floor((inner - GAP * (columns - 1)) / columns);
    rowHeight = Math.round((cellWidth * 9) / 16) + text + GAP;
    if (before !== columns || width !== inner) sizer.replaceChildren();
    resize();
    if (before !== columns) box.scrollTop = Math.floor(top / columns) * rowHeight;
    width = inner;
    rest();
  };
  const resize = () => {
    const tall = rows() * rowHeight;
    set(sizer, { style: { height: `${Math.max(0, tall - GAP)}px` } });
    set(box, { "aria-rowcount": rows(), "aria-colcount": columns });
    // A height the person has dragged is theirs.
    if (box.style.height !== made) return;
    box.style.height = made = `${Math.min(TALLEST, Math.max(120, tall + 28))}px`;
    made = box.style.height;
  };
  const watcher = new ResizeObserver(() => (sizer.clientWidth !== width ? measure() : soon()));
  watcher.observe(box);

  const cellAt = (/** @type {number} */ index) => /** @type {HTMLElement | null} */ (sizer.querySelector(`[data-index="${index}"]`));
  /** @param {number} index @param {boolean} focus */
  const go = (index, focus) => {
    active = Math.min(Math.max(0, index), Math.max(0, total - 1));
    const row = Math.floor(active / columns);
    if (focus) {
      const top = row * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + rowHeight - GAP > box.scrollTop + box.clientHeight - 28) box.scrollTop = top + rowHeight - GAP - box.clientHeight + 28;
    }
    draw();
    if (focus) cellAt(active)?.focus({ preventScroll: true });
  };
  box.addEventListener("focusin", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest(".dk-grid-cell");
    const index = Number(/** @type {HTMLElement | null} */ (cell)?.dataset.index);
    if (cell && index !== active) go(index, false);
  });
  box.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const cell = /** @type {HTMLElement | null} */ (target.closest(".dk-grid-cell"));
    if (!cell || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape" && target !== cell) return event.preventDefault(), cell.focus();
    if (target !== cell) return;
    const screen = Math.max(1, Math.floor(box.clientHeight / rowHeight)) * columns;
    const start = active - (active % columns);
    const to = /** @type {Record<string, number>} */ ({
      ArrowRight: active + 1,
      ArrowLeft: active - 1,
      ArrowDown: active + columns < total || start + columns < total ? Math.min(total - 1, active + columns) : active,
      ArrowUp: active - columns >= 0 ? active - columns : active,
      Home: event.ctrlKey ? 0 : start,
      End: event.ctrlKey ? total - 1 : Math.min(total - 1, start + columns - 1),
      PageDown: Math.min(total - 1, active + screen),
      PageUp: Math.max(0, active - screen),
    })[event.key];
    if (to === undefined) return fill.key(event, active);
    event.preventDefault();
    go(to, true);
  });

  return {
    box,
    draw: rest,
    cellAt,
    get first() {
      return shown()[0] * columns;
    },
    get scrolled() {
      return box.scrollTop > 0;
    },
    /** @param {number} count */
    size(count) {
      total = count;
      active = Math.min(active, Math.max(0, count - 1));
      if (!width) measure();
      resize();
      rest();
    },
    /** Back to the first. */
    top() {
      box.scrollTop = last = active = 0;
    },
    /** What stood at `from` now stands at `to`: it stays where it is on the screen. @param {number} from @param {number} to */
    shift(from, to) {
      const rowsOn = Math.floor(to / columns) - Math.floor(from / columns);
      active = Math.max(0, active + to - from);
      box.scrollTop = last = box.scrollTop + rowsOn * rowHeight;
    },
    close() {
      watcher.disconnect();
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  };
}
