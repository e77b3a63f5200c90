// @ts-check
/** A take as a card: what it looks like, what it is, what it cost, and what the person says of it. */

import { fill, h } from "./dom.js";
import { lightbox } from "./lightbox.js";
import { look } from "./look.js";
import { marks, stars } from "./marks.js";
import { named, paid, previs, spoken } from "./words.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {HTMLElement & { update: (take: Take) => void, show: () => void, key: (event: KeyboardEvent) => boolean, reach: (on: boolean) => void, open: () => void }} Card */

/**
 * A card that keeps in step with its take by `update` (the same take, newer). `compact` leaves out stars and marks; `hold` asks for the picture
 * only on `show`; `blind` is the name it goes by while nothing may tell what made it. `key` takes 1–5 and 0; `reach` puts its controls into the
 * tab order or out of it.
 * @param {Wire} wire
 * @param {Take} take
 * @param {{ root: HTMLElement, all?: Take[] | (() => Take[]), compact?: boolean, hold?: boolean, blind?: string, beyond?: import("./lightbox.js").Beyond }} how
 * @returns {Card}
 */
export function takeCard(wire, take, how) {
  const { root, all = [], compact = false, hold = false, blind = "", beyond } = how;
  const open = () => lightbox(root, wire, take, typeof all === "function" ? all() : all, { blind, beyond });
  const picture = () => look(wire, take, `Open ${blind || spoken(take)}`, open, { hold, size: compact ? 160 : 320 });
  let seen = picture();
  const title = h("b", { class: "dk-take-title dk-clip" });
  const price = h("span");
  const facts = h("div", { class: "dk-row dk-take-facts" });
  const rating = compact ? null : stars(wire, take);
  const marking = compact ? null : marks(wire, take);
  const card = h(
    "article",
    { class: `dk-take${compact ? " dk-compact" : ""}`, "data-testid": "take", "data-key": blind ? null : take.key, onkeydown: (/** @type {KeyboardEvent} */ event) => key(event) },
    seen,
    h("div", { class: "dk-take-line" }, title, price),
    h("div", { class: "dk-take-line" }, facts, rating),
    marking,
  );
  const key = (/** @type {KeyboardEvent} */ event) => rating?.key(event) ?? false;

  const draw = () => {
    card.setAttribute("aria-label", blind || spoken(take));
    card.dataset.mark = take.mark;
    title.textContent = blind || named(take);
    if (!blind) title.title = title.textContent ?? "";
    fill(price, blind ? null : paid(take));
    fill(facts, blind ? null : [h("span", { class: "dk-soft dk-num" }, `take ${take.take}`), previs(take)]);
  };
  draw();
  return Object.assign(card, {
    key,
    open,
    show: () => seen.show(),
    /** @param {boolean} on */
    reach(on) {
      seen.tabIndex = on ? 0 : -1;
      rating?.reach(on);
      marking?.reach(on);
    },
    /** @param {Take} next */
    update(next) {
      if (next === take) return;
      const fresh = next.asset.sha256 !== take.asset.sha256;
      take = next;
      rating?.told(take.stars);
      marking?.told(take.mark);
      if (fresh) {
        const old = seen;
        seen = picture();
        seen.tabIndex = old.tabIndex;
        old.replaceWith(seen);
      }
      draw();
    },
  });
}

/**
 * Opens a take large, with everything there is to know of it; `all` are those the arrow keys go through.
 * @param {HTMLElement} root
 * @param {Wire} wire
 * @param {Take} take
 * @param {Take[]} [all]
 * @returns {() => void} closes it
 */
export function openTake(root, wire, take, all = [take]) {
  return lightbox(root, wire, take, all);
}
