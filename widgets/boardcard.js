// @ts-check
/** One frame of a storyboard: its picture, or a card drawn from how it is to be filmed, and the words under it. */

import { h, set, svg } from "./dom.js";
import { thumbnail } from "./media.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").BoardFrame} BoardFrame */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./state.js").BoardSeen["findings"][string]} Mark */

/** How tall a standing figure is in the frame, of its height, and where its head's top is. @type {Record<string, [number, number]>} */
const FIGURES = { EWS: [0.15, 0.62], VWS: [0.32, 0.5], WS: [0.66, 0.22], MLS: [1.05, 0.14], MWS: [1.2, 0.14], MS: [1.7, 0.13], MCU: [2.6, 0.13], CU: [4, 0.13], BCU: [5.4, 0.04], ECU: [9, -0.2] };
const MARKS = /** @type {Record<string, string>} */ ({ canonical: "canonical", alternate: "alternate", pinned: "pinned" });
const GRAVE = /** @type {Record<string, string>} */ ({ error: "error", warn: "warning", info: "hint" });

/** @param {number} offset milliseconds @returns {string} "+0.3 s" */
export function offsetWords(offset) {
  return offset === 0 ? "t 0" : `${offset > 0 ? "+" : "−"}${Number((Math.abs(offset) / 1000).toFixed(2))} s`;
}

/** @param {BoardFrame} frame @param {Mark} [mark] @returns {string} all that is on the card, to people who listen */
export function frameWords(frame, mark) {
  return [
    `Frame ${frame.number}`,
    frame.setup,
    brief(frame.action, 200),
    frame.coverage.replace(/_/g, " "),
    frame.offset === null ? "" : `at ${offsetWords(frame.offset)}`,
    MARKS[frame.mark] ?? "",
    frame.locked ? "locked" : frame.held ? `locked with its ${frame.held}` : "",
    frame.asset ? "" : "no picture yet",
    mark ? `${mark.count} ${GRAVE[mark.severity]}${mark.count === 1 ? "" : "s"}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Somebody standing, `tall` high from the crown at (80, `top`). @param {number} top @param {number} tall @returns {SVGElement} */
function figure(top, tall) {
  const r = tall / 14;
  const y = (/** @type {number} */ share) => top + tall * share;
  const x = (/** @type {number} */ heads) => 80 + r * heads;
  const body = `M${x(-1.7)} ${y(0.5)} L${x(-2)} ${y(0.26)} Q${x(-1.9)} ${y(0.19)} ${x(-0.7)} ${y(0.17)} H${x(0.7)} Q${x(1.9)} ${y(0.19)} ${x(2)} ${y(0.26)} L${x(1.7)} ${y(0.5)} L${x(1.3)} ${y(0.5)} L${x(1.2)} ${y(1)} H${x(0.35)} L${x(0)} ${y(0.56)} L${x(-0.35)} ${y(1)} H${x(-1.2)} L${x(-1.3)} ${y(0.5)} Z`;
  return svg("g", { class: "dk-bfigure" }, svg("path", { d: body }), svg("ellipse", { cx: 80, cy: y(0.07), rx: r * 0.82, ry: r }));
}

/** A drawn card: how large somebody stands in the frame, or that it is about a thing. @param {string} size @returns {SVGElement} */
function drawn(size) {
  const [tall, top] = FIGURES[size] ?? [0, 0];
  const thing = svg("g", { class: "dk-bfigure" }, svg("circle", { cx: 80, cy: 45, r: 17 }), svg("circle", { class: "dk-bring", cx: 80, cy: 45, r: 27 }));
  return svg(
    "svg",
    { class: "dk-bdrawn", viewBox: "0 0 160 90", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" },
    svg("path", { class: "dk-bground", d: "M0 66 H160" }),
    svg("path", { class: "dk-bthirds", d: "M53 0 V90 M107 0 V90 M0 30 H160 M0 60 H160" }),
    tall ? figure(top * 90, tall * 90) : size ? thing : null,
  );
}

/**
 * The inside of a card. `update` keeps it in step; the picture is asked for when `show` is called.
 * @param {Wire} wire
 * @returns {HTMLElement & { update: (frame: BoardFrame, mark?: Mark) => void, show: () => void }}
 */
export function boardCard(wire) {
  const picture = h("div", { class: "dk-bpic" });
  const number = h("b", { class: "dk-num" });
  const lens = h("span", { class: "dk-soft dk-bsetup" });
  const tags = h("div", { class: "dk-btags" });
  const action = h("div", { class: "dk-baction" });
  const trouble = h("div", { class: "dk-btrouble" });
  const unseen = h("div", { class: "dk-sr" });
  const element = h("div", { class: "dk-bcard" }, picture, h("div", { class: "dk-bline" }, number, " ", lens), action, tags, trouble, unseen);
  let [drawnFor, saidFor, shown] = ["", "", false];
  /** @type {BoardFrame | null} */
  let now = null;

  const paint = () => {
    if (!now) return;
    const wanted = now.asset ? (shown ? now.asset.sha256 : "waits") : `card ${now.size}`;
    if (wanted === drawnFor) return;
    drawnFor = wanted;
    picture.replaceChildren(now.asset ? (shown ? thumbnail(wire, now.asset.sha256, "", 320) : h("span", { class: "dk-bwaits" })) : drawn(now.size));
    picture.dataset.drawn = String(!now.asset);
  };
  return Object.assign(element, {
    /** @param {BoardFrame} frame @param {Mark} [mark] */
    update(frame, mark) {
      now = frame;
      paint();
      const said = JSON.stringify([frame.number, !frame.asset, frame.setup, frame.action, frame.coverage, frame.offset, frame.mark, frame.locked, frame.held, mark]);
      if (said === saidFor) return;
      saidFor = said;
      set(element, { "data-mark": frame.mark });
      number.textContent = frame.number;
      lens.textContent = brief(frame.setup, 80);
      action.textContent = brief(frame.action, 240);
      const chips = [frame.offset === null ? frame.coverage.replace(/_/g, " ") : offsetWords(frame.offset), MARKS[frame.mark] ?? "", frame.locked ? "locked" : ""].filter(Boolean);
      tags.replaceChildren(...chips.flatMap((chip) => [h("span", { class: "dk-bchip" }, chip), " "]));
      unseen.textContent = [frame.held ? `locked with its ${frame.held}` : "", frame.asset ? "" : "no picture yet"].filter(Boolean).join(", ");
      trouble.hidden = !mark;
      if (mark) trouble.replaceChildren(h("i", { "aria-hidden": "true", "data-severity": mark.severity }), h("span", null, `${mark.count === 1 ? "" : `${mark.count} `}${GRAVE[mark.severity]}${mark.count === 1 ? "" : "s"}`));
      trouble.title = mark ? brief(mark.words, 300) : "";
    },
    show() {
      shown = true;
      paint();
    },
  });
}
