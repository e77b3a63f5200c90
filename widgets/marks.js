// @ts-check
/** What a person says of a take: stars and a mark. Drawn at once, sent at once, taken back where the kernel refuses. */

import { button, counted, h, report, set } from "./dom.js";
import { rove } from "./pills.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

const MARKS = /** @type {[Take["mark"], string, string][]} */ ([
  ["keep", "Keep", "A good one"],
  ["lock", "Lock", "Its step stays as it is, whatever else changes"],
  ["discard", "Discard", "Leave it out of the gallery; the file stays"],
]);

/**
 * One value a person sets and the kernel keeps. The last click counts: what is clicked while a request is under way is sent after it.
 * @template V
 * @param {HTMLElement} element where an error is shown, and a "dk-judged" event tells what was kept
 * @param {V} start
 * @param {(value: V) => Promise<unknown>} send
 * @param {(value: V) => void} draw
 * @param {(value: V) => Partial<Take>} kept
 */
function judged(element, start, send, draw, kept) {
  let [known, wanted, busy] = [start, start, false];
  draw(start);
  return {
    get value() {
      return wanted;
    },
    /** @param {V} value */
    async say(value) {
      draw((wanted = value));
      if (busy) return;
      busy = true;
      try {
        while (wanted !== known) {
          const going = wanted;
          await send(going);
          known = going;
          element.dispatchEvent(new CustomEvent("dk-judged", { bubbles: true, detail: kept(going) }));
        }
      } catch (error) {
        draw((wanted = known));
        report(element, error);
      } finally {
        busy = false;
      }
    },
    /** The kernel says how it stands. @param {V} value */
    told(value) {
      known = value;
      if (!busy && wanted !== value) draw((wanted = value));
    },
  };
}

/**
 * Five stars; a click on the last one clears. `key` takes 1–5 and 0 from the card around it; `reach` puts them into the tab order or out of it.
 * @param {Wire} wire
 * @param {Take} take
 */
export function stars(wire, take) {
  let reached = true;
  const radios = [1, 2, 3, 4, 5].map((n) =>
    h(
      "button",
      {
        type: "button",
        role: "radio",
        class: "dk-star",
        "aria-label": counted(n, "star"),
        title: `${counted(n, "star")} (key ${n})`,
        "data-testid": `star-${n}`,
        onclick: () => rating.say(rating.value === n ? 0 : n),
      },
      h("span", { "aria-hidden": "true" }),
    ),
  );
  const group = h("div", { class: "dk-stars", role: "radiogroup", "aria-label": "Rating", onkeydown: (/** @type {KeyboardEvent} */ event) => rove(group, event) }, radios);
  const draw = (/** @type {number} */ value) => {
    radios.forEach((star, index) => {
      const tab = reached && index === Math.max(0, value - 1);
      set(star, { "aria-checked": String(index + 1 === value), "data-on": index < value ? "true" : null, tabindex: tab ? 0 : -1 });
    });
  };
  const rating = judged(
    group,
    take.stars,
    (value) => wire.ask("run.rate", { take: take.key, stars: value }),
    draw,
    (value) => ({ key: take.key, stars: value }),
  );
  return Object.assign(group, {
    told: rating.told,
    /** @param {KeyboardEvent} event @returns {boolean} whether it was one of ours */
    key(event) {
      if (!/^[0-5]$/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return false;
      event.preventDefault();
      rating.say(Number(event.key));
      wire.announce(event.key === "0" ? "Rating cleared" : counted(Number(event.key), "star"));
      return true;
    },
    /** @param {boolean} on */
    reach(on) {
      if (on === reached) return;
      reached = on;
      draw(rating.value);
    },
  });
}

/**
 * Keep, Lock, Discard: one of them or none.
 * @param {Wire} wire
 * @param {Take} take
 */
export function marks(wire, take) {
  const toggles = MARKS.map(([mark, word, title]) =>
    button(word, () => marking.say(marking.value === mark ? "" : mark), { title, pressed: false, testid: `mark-${mark}` }),
  );
  const group = h("div", { class: "dk-marks", role: "group", "aria-label": "Mark" }, toggles);
  const marking = judged(
    group,
    take.mark,
    (mark) => wire.ask("run.mark", { take: take.key, mark }),
    (value) => toggles.forEach((toggle, index) => toggle.setAttribute("aria-pressed", String(MARKS[index][0] === value))),
    (mark) => ({ key: take.key, mark }),
  );
  return Object.assign(group, {
    told: marking.told,
    /** @param {boolean} on */
    reach(on) {
      for (const toggle of toggles) toggle.tabIndex = on ? 0 : -1;
    },
  });
}
