// @ts-check
/** The frames in a strip or a grid of any length of which only what is in sight exists; put in order by pointer and by keyboard. */

import { h, list, set } from "./dom.js";
import { boardCard } from "./boardcard.js";

/** @typedef {import("./state.js").BoardFrame} BoardFrame */
/** @typedef {import("./boardcard.js").Mark} Mark */

const GAP = 10;
const STRIP = 196;
const NARROWEST = 178;
/** Pixels of a card below its picture. */
const TEXT = 68;
const TALLEST = 620;
/** Frames made before and after what is in sight. */
const OVER = 4;
/** Pixels a pointer goes before it drags. */
const DRAGS = 6;

let fields = 0;

/**
 * A listbox of frames. The chosen one has the focus' place; Alt and an arrow moves it.
 * @param {import("./wire.js").Wire} wire
 * @param {{ pick: (frame: BoardFrame) => void, open: (frame: BoardFrame) => void, move: (frame: BoardFrame, to: number) => any, key: (event: KeyboardEvent, frame: BoardFrame) => void }} how
 */
export function boardField(wire, how) {
  const name = `dk-board-${++fields}`;
  const marker = h("div", { class: "dk-bmarker", hidden: true, role: "presentation" });
  const sizer = h("div", { class: "dk-ball", role: "presentation" });
  const box = h("div", { class: "dk-bfield", role: "listbox", "aria-label": "Frames", "data-testid": "board-field" }, sizer, marker);
  /** @type {BoardFrame[]} */
  let frames = [];
  /** @type {Record<string, Mark>} */
  let marks = {};
  let [mode, chosen, columns, cell, frame] = ["strip", "", 1, STRIP, 0];

  const tall = () => Math.round((cell * 9) / 16) + TEXT;
  const place = (/** @type {number} */ index) => (mode === "strip" ? [index * (cell + GAP), 0] : [(index % columns) * (cell + GAP), Math.floor(index / columns) * (tall() + GAP)]);
  const at = () => frames.findIndex((each) => each.id === chosen);

  /** @returns {[number, number]} the first and last index in sight */
  const seen = () => {
    if (mode === "strip") return [Math.floor(box.scrollLeft / (cell + GAP)), Math.floor((box.scrollLeft + box.clientWidth) / (cell + GAP))];
    const row = (/** @type {number} */ y) => Math.floor(y / (tall() + GAP));
    return [row(box.scrollTop) * columns, (row(box.scrollTop + box.clientHeight) + 1) * columns - 1];
  };
  const draw = () => {
    frame = 0;
    const [first, last] = seen();
    const over = mode === "strip" ? OVER : columns * 2;
    const wanted = frames.map((each, index) => ({ each, index })).slice(Math.max(0, first - over), last + over + 1);
    const held = at();
    const focused = /** @type {HTMLElement | null} */ (sizer.contains(document.activeElement) ? document.activeElement : null);
    // The chosen one stays, wherever it is scrolled to: the way in by Tab, and the focus, must not fall out.
    if (held >= 0 && !wanted.some(({ index }) => index === held)) held < (wanted[0]?.index ?? 0) ? wanted.unshift({ each: frames[held], index: held }) : wanted.push({ each: frames[held], index: held });
    list(
      sizer,
      wanted,
      ({ each }) => each.id,
      () => {
        const card = boardCard(wire);
        return Object.assign(h("div", { class: "dk-bcell", role: "option", "data-testid": "frame" }, card), { card });
      },
      (element, { each, index }) => {
        const [x, y] = place(index);
        set(element, {
          id: `${name}-${index}`,
          "data-id": each.id,
          "data-index": index,
          "aria-posinset": index + 1,
          "aria-setsize": frames.length,
          "aria-selected": String(each.id === chosen),
          tabindex: each.id === chosen || (!chosen && index === 0) ? 0 : -1,
          style: { transform: `translate(${x}px, ${y}px)`, width: `${cell}px`, height: `${tall()}px` },
        });
        element.card.update(each, marks[each.id]);
        if (index >= first - 1 && index <= last + 1) element.card.show();
      },
    );
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  };
  const soon = () => (frame ||= requestAnimationFrame(draw));
  const measure = () => {
    const inner = box.clientWidth - 4;
    if (inner <= 0) return;
    // A few frames share the row: they are there to be seen beside each other.
    columns = Math.max(1, Math.min(Math.floor((inner + GAP) / (NARROWEST + GAP)), Math.max(frames.length, 3)));
    cell = mode === "strip" ? Math.min(STRIP, inner) : Math.floor((inner - GAP * (columns - 1)) / columns);
    const rows = Math.ceil(frames.length / columns);
    const all = mode === "strip" ? [frames.length * (cell + GAP) - GAP, tall()] : [inner, rows * (tall() + GAP) - GAP];
    set(sizer, { style: { width: `${Math.max(0, all[0])}px`, height: `${Math.max(0, all[1])}px` } });
    set(box, { style: { height: `${Math.min(TALLEST, all[1] + 22)}px` }, "data-mode": mode, "aria-orientation": mode === "strip" ? "horizontal" : "vertical" });
    draw();
  };
  const watcher = new ResizeObserver(measure);
  watcher.observe(box);
  box.addEventListener("scroll", soon, { passive: true });

  /** @param {number} index */
  const reveal = (index) => {
    const [x, y] = place(index);
    if (mode === "strip") {
      if (x < box.scrollLeft) box.scrollLeft = x - GAP;
      else if (x + cell > box.scrollLeft + box.clientWidth) box.scrollLeft = x + cell - box.clientWidth + GAP;
    } else if (y < box.scrollTop) box.scrollTop = y - GAP;
    else if (y + tall() > box.scrollTop + box.clientHeight) box.scrollTop = y + tall() - box.clientHeight + GAP;
  };
  /** @param {number} index @param {boolean} focus */
  const go = (index, focus) => {
    const to = frames[Math.min(Math.max(0, index), frames.length - 1)];
    if (!to) return;
    const changed = to.id !== chosen;
    chosen = to.id;
    reveal(at());
    draw();
    if (focus) /** @type {HTMLElement | null} */ (sizer.querySelector('[aria-selected="true"]'))?.focus({ preventScroll: true });
    if (changed) how.pick(to);
  };

  /** How far an arrow goes. @param {string} key @returns {number} */
  const step = (key) => ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: mode === "strip" ? 1 : columns, ArrowUp: mode === "strip" ? -1 : -columns })[key] ?? 0;
  box.addEventListener("keydown", (event) => {
    const index = at();
    if (index < 0 || event.metaKey || event.ctrlKey || event.defaultPrevented) return;
    const by = step(event.key);
    if (event.altKey && by) return event.preventDefault(), void how.move(frames[index], Math.min(frames.length - 1, Math.max(0, index + by)));
    if (event.altKey) return;
    const page = Math.max(1, seen()[1] - seen()[0]);
    const to = by ? (frames[index + by] ? index + by : index) : { Home: 0, End: frames.length - 1, PageDown: index + page, PageUp: index - page }[event.key];
    if (to !== undefined) event.preventDefault(), go(to, true);
    else if (event.key === "Enter") event.preventDefault(), how.open(frames[index]);
    else how.key(event, frames[index]);
  });
  box.addEventListener("focusin", (event) => {
    const cellOf = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest(".dk-bcell"));
    if (cellOf && cellOf.dataset.id !== chosen) go(Number(cellOf.dataset.index), false);
  });
  box.addEventListener("dblclick", (event) => {
    const index = indexOf(event);
    if (index >= 0) how.open(frames[index]);
  });

  // By pointer: a press chooses, going on drags; a finger scrolls instead, and has the buttons.
  /** @param {Event} event */
  const indexOf = (event) => Number(/** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest(".dk-bcell"))?.dataset.index ?? -1);
  /** @type {{ index: number, x: number, y: number, to: number, on: boolean, pointer: number } | null} */
  let drag = null;
  /** Where it would go: the gap nearest to the pointer. @param {PointerEvent} event */
  const gap = (event) => {
    const { left, top } = sizer.getBoundingClientRect();
    const column = Math.round((event.clientX - left) / (cell + GAP));
    if (mode === "strip") return Math.min(frames.length, Math.max(0, column));
    const row = Math.min(Math.max(0, Math.floor((event.clientY - top) / (tall() + GAP))), Math.ceil(frames.length / columns) - 1);
    return Math.min(frames.length, Math.max(0, row * columns + Math.min(columns, Math.max(0, column))));
  };
  const let_go = () => {
    if (drag?.on) sizer.querySelector('[data-dragged="true"]')?.removeAttribute("data-dragged");
    drag = null;
    marker.hidden = true;
  };
  box.addEventListener("pointerdown", (event) => {
    const index = indexOf(event);
    if (index < 0 || event.button !== 0) return;
    go(index, true);
    if (event.pointerType !== "touch") drag = { index, x: event.clientX, y: event.clientY, to: index, on: false, pointer: event.pointerId };
  });
  box.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < DRAGS) return;
    if (!drag.on) {
      drag.on = true;
      box.setPointerCapture(drag.pointer);
      sizer.querySelector(`[data-index="${drag.index}"]`)?.setAttribute("data-dragged", "true");
    }
    const { left, right, top, bottom } = box.getBoundingClientRect();
    if (mode === "strip") box.scrollLeft += event.clientX < left + 30 ? -14 : event.clientX > right - 30 ? 14 : 0;
    else box.scrollTop += event.clientY < top + 24 ? -12 : event.clientY > bottom - 24 ? 12 : 0;
    const before = gap(event);
    drag.to = before > drag.index ? before - 1 : before;
    const last = before > 0 && (before === frames.length || (mode !== "strip" && before % columns === 0 && event.clientX - sizer.getBoundingClientRect().left > cell));
    const [x, y] = place(last ? before - 1 : before);
    set(marker, { hidden: drag.to === drag.index, style: { transform: `translate(${Math.max(0, x + (last ? cell + GAP / 2 : -GAP / 2) - 1)}px, ${y}px)`, height: `${tall()}px` } });
  });
  box.addEventListener("pointerup", () => {
    const done = drag;
    let_go();
    if (done?.on && done.to !== done.index) how.move(frames[done.index], done.to);
  });
  box.addEventListener("pointercancel", let_go);
  box.addEventListener("keydown", (event) => event.key === "Escape" && drag?.on && (event.preventDefault(), let_go()));

  return {
    box,
    /** @param {BoardFrame[]} now @param {string} how_ @param {string} current */
    update(now, how_, current) {
      const turned = how_ !== mode;
      [frames, mode, chosen] = [now, how_, current];
      if (turned) box.scrollTop = box.scrollLeft = 0;
      box.hidden = !frames.length;
      measure();
      if (turned && at() > 0) reveal(at());
    },
    /** @param {Record<string, Mark>} now */
    marked(now) {
      marks = now;
      draw();
    },
    /** @param {string} id @param {boolean} focus */
    choose(id, focus) {
      const index = frames.findIndex((each) => each.id === id);
      if (index >= 0) go(index, focus);
    },
    reveal: () => at() >= 0 && reveal(at()),
    close() {
      watcher.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}
