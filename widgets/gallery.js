// @ts-check
/** Every take there is: thousands to scroll through, found by kind, mark or word, chosen to be seen side by side or voted on blind. */

import { button, counted, fill, h, later, set } from "./dom.js";
import { sideBySide } from "./beside.js";
import { blindVote } from "./blind.js";
import { grid } from "./grid.js";
import { mediaOf } from "./media.js";
import { Pages } from "./pages.js";
import { pills } from "./pills.js";
import { takeCard } from "./takes.js";
import { spoken } from "./words.js";
import { widget } from "./wire.js";

/** @typedef {import("./state.js").GalleryState} GalleryState */
/** @typedef {import("./state.js").GalleryFilter} GalleryFilter */
/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

const MEDIA = /** @type {[GalleryFilter["media"], string][]} */ ([["", "All"], ["image", "Images"], ["video", "Films"], ["audio", "Sounds"]]);
const MARKED = /** @type {[GalleryFilter["marked"], string][]} */ ([["", "Any mark"], ["keep", "Kept"], ["lock", "Locked"], ["rated", "Rated"], ["discard", "Discarded"]]);
/** Pixels of a card below its picture. */
const TEXT = 96;
/** Milliseconds in which several changes of the kernel are one. */
const TOGETHER = 150;

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {{ embedded?: boolean }} [how] `embedded`: whoever mounts it gives back the files
 * @returns {() => void}
 */
export function mountGallery(wire, root, how = {}) {
  /** @type {GalleryFilter} */
  let filter = { media: "", marked: "", text: "" };
  /** @type {Map<string, Take>} what was chosen, in that order */
  const chosen = new Map();
  let from = 0;
  let version = -1;
  let turning = 0;
  /** The take at the top of what is seen, to come back to. @type {{ key: string, index: number } | null} */
  let anchor = null;

  const pages = new Pages(
    (offset, limit) => wire.ask("gallery.page", { offset, limit, filter }),
    () => arrived(),
    (error) => ((trouble.hidden = false), fill(trouble, h("span", { class: "dk-clip" }, error.message), button("Try again", () => ((trouble.hidden = true), pages.again()), { testid: "gallery-again" }))),
  );
  const media = pills("Kind", "media", (value) => narrow({ media: /** @type {GalleryFilter["media"]} */ (value) }));
  const marked = /** @type {HTMLSelectElement} */ (
    h("select", { "aria-label": "Mark", "data-testid": "gallery-marked", onchange: () => narrow({ marked: /** @type {GalleryFilter["marked"]} */ (marked.value) }) }, MARKED.map(([value, word]) => h("option", { value }, word)))
  );
  const typed = later(() => narrow({ text: search.value.trim().slice(0, 500) }), 250);
  const search = /** @type {HTMLInputElement} */ (h("input", { type: "search", placeholder: "Title, prompt or model", "aria-label": "Search takes", maxlength: 500, "data-testid": "gallery-text", oninput: () => typed() }));
  const count = h("span", { class: "dk-num", "data-testid": "gallery-count", role: "status" });
  const trouble = h("div", { class: "dk-fault dk-row dk-gallery-trouble", role: "alert", hidden: true });
  const empty = h("div", { class: "dk-nothing dk-soft", hidden: true, "data-testid": "gallery-empty" });
  const beside = button("Side by side", () => sideBySide(root, wire, picked()), { kind: "primary", testid: "gallery-beside" });
  const vote = button("Blind vote", () => blindVote(root, wire, picked()), { testid: "gallery-vote" });
  const said = h("span", { class: "dk-num", "data-testid": "gallery-chosen" });
  const foot = h("footer", { class: "dk-foot", hidden: true }, said, h("span", { class: "dk-gap" }), button("Clear", () => choose([], false), { kind: "quiet", testid: "gallery-clear" }), vote, beside);

  const field = grid("Takes", TEXT, {
    update: drawCell,
    seen(first, last) {
      pages.need(first, last);
      for (let index = first; index <= last; index++) /** @type {any} */ (field.cellAt(index)?.querySelector("article.dk-take"))?.show();
    },
    active(cell, on) {
      const { card, box } = parts(cell);
      card?.reach(on);
      if (box) box.tabIndex = on ? 0 : -1;
    },
    key(event, index) {
      const cell = field.cellAt(index);
      const take = pages.at(index);
      if (!cell || !take) return;
      const { card } = parts(cell);
      if (event.key === "Enter") event.preventDefault(), card?.open();
      else if (event.key === " ") event.preventDefault(), pick(index, !chosen.has(take.key), event.shiftKey);
      else if (event.key === "Escape" && chosen.size) event.preventDefault(), choose([], false);
      else card?.key(event);
    },
  });

  /** @param {HTMLElement} cell @returns {{ card: import("./takes.js").Card | null, box: HTMLInputElement | null }} */
  function parts(cell) {
    return { card: cell.querySelector("article.dk-take"), box: cell.querySelector(".dk-choose input") };
  }

  /** @param {HTMLElement} cell @param {number} index @param {boolean} calm */
  function drawCell(cell, index, calm) {
    const take = pages.at(index);
    const { card, box } = parts(cell);
    if (!take || (!calm && !card)) {
      if (cell.dataset.key !== "") fill(cell, h("div", { class: "dk-empty", "aria-hidden": "true" }));
      set(cell, { "aria-label": `${index + 1}, not here yet`, "aria-selected": "false" });
      cell.dataset.key = "";
      return;
    }
    const on = chosen.has(take.key);
    if (cell.dataset.key === take.key && card && box) card.update(take), (box.checked = on);
    else {
      cell.dataset.key = take.key;
      const pickBox = /** @type {HTMLInputElement} */ (
        h("input", { type: "checkbox", checked: on, "aria-label": `Choose ${spoken(take)}`, "data-testid": "pick", onclick: (/** @type {MouseEvent} */ event) => pick(index, pickBox.checked, event.shiftKey) })
      );
      fill(cell, takeCard(wire, take, { root, all: () => pages.around(index), beyond, hold: true }), h("label", { class: "dk-choose" }, pickBox));
    }
    set(cell, { "aria-label": null, "aria-selected": String(on) });
  }

  /** Chooses one, or with `range` all from the last one chosen to it. @param {number} index @param {boolean} on @param {boolean} range */
  async function pick(index, on, range) {
    const [first, last] = range ? [Math.min(from, index), Math.max(from, index)] : [index, index];
    from = index;
    choose(await pages.all(first, last), on, true);
  }

  /** @param {Take[]} takes @param {boolean} on @param {boolean} [add] to what was chosen before */
  function choose(takes, on, add = false) {
    if (!add) chosen.clear();
    for (const take of takes) on ? chosen.set(take.key, take) : chosen.delete(take.key);
    foot.hidden = chosen.size === 0;
    said.textContent = `${chosen.size.toLocaleString("en-US")} chosen`;
    able(beside, chosen.size < 2 ? "Choose one more" : chosen.size > 4 ? "Four at most stand side by side" : "");
    able(vote, chosen.size < 2 ? "Choose one more" : chosen.size > 12 ? "Twelve at most: every pair is voted on" : "");
    wire.announce(`${chosen.size} chosen`);
    field.draw();
  }
  /** How the dialog of a take goes on past the pages that are here. @type {import("./lightbox.js").Beyond} */
  const beyond = {
    place: (take) => [pages.where(take.key) + 1, pages.total ?? 0],
    async more(take, step) {
      const next = pages.where(take.key) + step;
      if (next < 0 || next >= (pages.total ?? 0) || next === step - 1) return [];
      await pages.all(next, next);
      return pages.around(next);
    },
  };
  const picked = () => [...chosen.values()];

  /** @param {Partial<GalleryFilter>} change */
  function narrow(change) {
    typed.cancel();
    const wanted = { ...filter, ...change };
    if (JSON.stringify(wanted) === JSON.stringify(filter)) return;
    filter = wanted;
    anchor = null;
    pages.renew(false);
    field.top();
    draw(wire.get("gallery"));
    pages.need(0, 0);
  }

  function arrived() {
    if (anchor) {
      const now = pages.where(anchor.key);
      if (now >= 0) {
        if (now !== anchor.index) field.shift(anchor.index, now);
        anchor = null;
      }
    }
    field.size(pages.total ?? 0);
    draw(wire.get("gallery"));
  }

  /** What the kernel says changed is read anew; many changes at once are one. */
  function renew() {
    turning = 0;
    const first = field.first;
    const top = field.scrolled ? pages.at(first) : undefined;
    anchor = top ? { key: top.key, index: first } : null;
    pages.renew(true);
    pages.need(first, first);
    field.draw();
  }

  /** @param {GalleryState | undefined} state */
  function draw(state) {
    const kinds = state?.media ?? {};
    const all = state?.total ?? 0;
    media.update(MEDIA.map(([value, word]) => ({ value, label: `${word} ${(value ? (kinds[value] ?? 0) : all).toLocaleString("en-US")}` })), filter.media);
    if (marked.value !== filter.marked) marked.value = filter.marked;
    const total = pages.total;
    count.textContent = total === null ? "…" : counted(total, "take");
    const narrowed = Boolean(filter.media || filter.marked || filter.text);
    empty.hidden = total !== 0;
    field.box.hidden = total === 0;
    if (total === 0 && empty.dataset.why !== String(narrowed)) {
      empty.dataset.why = String(narrowed);
      fill(empty, narrowed ? ["No take fits this. ", button("Show all", () => ((search.value = ""), narrow({ media: "", marked: "", text: "" })), { testid: "gallery-all" })] : "Nothing made yet. Run a plan, in previs for free, and every take of it shows up here.");
    }
  }

  const judged = (/** @type {Event} */ event) => {
    const take = /** @type {CustomEvent} */ (event).detail;
    pages.judged(take);
    const known = chosen.get(take.key);
    if (known) chosen.set(take.key, { ...known, ...take });
    field.draw();
  };
  root.addEventListener("dk-judged", judged);
  fill(root, how.embedded ? null : h("header", { class: "dk-head" }, h("b", null, "Gallery"), count), h("div", { class: "dk-row dk-gallery-filter" }, media, h("span", { class: "dk-gap" }), how.embedded ? count : null, marked, search), trouble, empty, field.box, foot);
  const off = wire.watch("gallery", (/** @type {GalleryState | undefined} */ state) => {
    draw(state);
    if (!state || state.version === version) return;
    if (version < 0) pages.need(0, 0);
    else turning ||= window.setTimeout(renew, TOGETHER);
    version = state.version;
  });
  return () => {
    off();
    clearTimeout(turning);
    typed.cancel();
    field.close();
    pages.renew(false);
    root.removeEventListener("dk-judged", judged);
    if (!how.embedded) mediaOf(wire).close();
  };
}

/** @param {HTMLButtonElement} element @param {string} why it can't be pressed, "" where it can */
function able(element, why) {
  set(element, { "aria-disabled": why ? "true" : null, title: why || null });
}

export default widget("Director gallery", mountGallery);
