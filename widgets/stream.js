// @ts-check
/** A reply while it is being written: finished blocks are only ever added, the open one is replaced or grows, so the cost stays linear. */

import { h, rendered, report } from "./dom.js";

/** @typedef {import("./state.js").StreamPatch} StreamPatch */
/** @typedef {import("./wire.js").Wire} Wire */

/** Characters after which plain text goes on in a piece of its own: the browser then lays out the last piece only. */
const PIECE = 2_000;
const HOLDS_BLOCKS = /^(P|UL|OL|LI|BLOCKQUOTE|PRE|TABLE|TBODY|TR|TD|DIV|H\d)$/;

/**
 * @param {Wire} wire
 * @param {{ expected: (patch: StreamPatch) => boolean, grew: () => void }} how `expected`: whether the patch is of a reply this view shows
 * @returns {{ element: HTMLElement, live: () => boolean, done: () => boolean, catchUp: () => void, end: () => void, forget: () => void, close: () => void }}
 */
export function replyStream(wire, how) {
  const blocks = h("div", { class: "dk-blocks" });
  let tail = h("div", { class: "dk-md dk-tail" });
  const element = h(
    "article",
    { class: "dk-msg dk-it dk-writing", "aria-label": "Director, writing", "aria-busy": "true", "data-testid": "stream", hidden: true },
    h("div", { class: "dk-who", "aria-hidden": "true" }, "Director"),
    blocks,
    tail,
  );
  let reply = -1;
  let ended = -1;
  let [done, asking, closed] = [false, false, false];
  /** @type {StreamPatch[]} came while the whole was asked for */
  let held = [];

  const clear = () => {
    blocks.replaceChildren();
    tail.replaceChildren();
    [reply, done, element.hidden] = [-1, false, true];
  };
  const put = (/** @type {StreamPatch} */ patch) => {
    if (patch.reply !== reply) clear();
    [reply, done, element.hidden] = [patch.reply, patch.done, false];
    const known = blocks.childElementCount - patch.from;
    blocks.append(...patch.blocksHtml.slice(known).map((html) => rendered(html, "dk-md dk-block")));
    if (patch.tailHtml !== undefined) {
      const next = rendered(patch.tailHtml, "dk-md dk-tail");
      tail.replaceWith(next);
      tail = next;
    }
    if (patch.tailAdd) grow(tail, patch.tailAdd);
    how.grew();
  };
  const heard = (/** @type {StreamPatch} */ patch) => {
    if (patch.reply <= ended || !how.expected(patch)) return;
    if (asking) return void held.push(patch);
    const have = patch.reply === reply ? blocks.childElementCount : 0;
    // Words to add to a tail that this view may have had already can't be placed: the whole says where they belong.
    const lost = patch.from > have || (patch.from < have && patch.tailHtml === undefined && !!patch.tailAdd);
    if (lost) catchUp();
    else put(patch);
  };
  const catchUp = async () => {
    if (asking) return;
    asking = true;
    /** @type {StreamPatch[]} */
    let after = [];
    try {
      const whole = await wire.ask("chat.stream", {});
      if (closed) return;
      if (whole && whole.reply > ended && how.expected(whole)) {
        if (whole.blocksHtml.length < blocks.childElementCount) clear();
        put(whole);
        after = notIn(held, blocks.childElementCount, tail.textContent ?? "");
      } else after = held;
    } catch (error) {
      if (!closed) report(element, error);
    } finally {
      [asking, held] = [false, []];
    }
    after.forEach(heard);
  };
  const off = wire.listen("stream", heard);
  return {
    element,
    live: () => reply >= 0,
    done: () => done,
    catchUp,
    end: () => {
      ended = Math.max(ended, reply);
      clear();
    },
    forget: () => {
      clear();
      ended = -1;
    },
    close: () => {
      closed = true;
      off();
    },
  };
}

/**
 * Of patches that came while the whole was on its way, those it does not hold yet. One that sets the tail anew may come twice; words that are
 * only added are known by where the tail ends.
 * @param {StreamPatch[]} held
 * @param {number} have blocks
 * @param {string} words of the tail
 * @returns {StreamPatch[]}
 */
function notIn(held, have, words) {
  const anew = held.findIndex((patch) => patch.tailHtml !== undefined && patch.from + patch.blocksHtml.length >= have);
  if (anew >= 0) return held.slice(anew);
  const adds = held.filter((patch) => patch.from === have);
  let known = adds.length;
  while (known && !words.endsWith(adds.slice(0, known).map((patch) => patch.tailAdd ?? "").join(""))) known--;
  return adds.slice(known);
}

/**
 * Adds plain text to what is open: into its last block, or, where there is none, in pieces that end with a line (a word where lines never end).
 * @param {HTMLElement} tail
 * @param {string} text
 */
function grow(tail, text) {
  let piece = /** @type {any} */ (tail.lastElementChild);
  if (piece && !piece.classList.contains("dk-plain")) {
    while (piece.lastElementChild && HOLDS_BLOCKS.test(piece.lastElementChild.tagName)) piece = piece.lastElementChild;
    piece.append(text);
    return;
  }
  for (let rest = text; rest; ) {
    piece ??= tail.appendChild(Object.assign(h("div", { class: "dk-plain dk-block" }), { dkLength: 0 }));
    const room = PIECE - piece.dkLength;
    const line = room > 0 ? 0 : rest.indexOf("\n") + 1 || (room < -3 * PIECE ? rest.search(/\s/) + 1 || rest.length : 0);
    const part = rest.slice(0, room > 0 ? room : line || rest.length);
    piece.append(part);
    piece.dkLength += part.length;
    rest = rest.slice(part.length);
    if (line) piece = null;
  }
}
