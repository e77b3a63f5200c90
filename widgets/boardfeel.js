// @ts-check
/** The emotional curve under the frames: four small curves and one position on them. */

import { fill, h, length, set, svg } from "./dom.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").BoardPoint} BoardPoint */

export const AXES = /** @type {const} */ (["tension", "intimacy", "threat", "wonder"]);
const WIDE = 600;
const TALL = 24;
/** Places of the slider: it goes by time, the keys by points. */
const FINE = 1000;

/**
 * @param {(point: BoardPoint) => void} scrub the person went to this place
 * @returns {{ element: HTMLElement, update: (points: BoardPoint[]) => void, at: (point: string) => void }}
 */
export function boardFeel(scrub) {
  /** @type {BoardPoint[]} */
  let points = [];
  let here = 0;
  const curves = h("div", { class: "dk-bcurves", "aria-hidden": "true" });
  const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: FINE, step: 1, value: 0, class: "dk-bslider", "aria-label": "Where on the emotional curve", "data-testid": "board-scrub", oninput: () => to(nearest(Number(slider.value) / FINE), true), onkeydown: (/** @type {KeyboardEvent} */ event) => keyed(event) }));
  const label = h("div", { class: "dk-soft dk-small dk-clip dk-bwhere" });
  const lines = AXES.map((axis) => {
    const area = svg("path", { class: "dk-barea" });
    const curve = svg("path", { class: "dk-bcurve" });
    const value = h("span", { class: "dk-num" });
    const dot = h("i", { class: "dk-bdot" });
    const room = h("div", { class: "dk-broom" }, svg("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none" }, area, curve), dot);
    return { axis, area, curve, value, dot, row: h("div", { class: "dk-brow" }, h("span", { class: "dk-soft" }, axis), room, value) };
  });
  fill(curves, lines.map((line) => line.row));
  const element = h("div", { class: "dk-bfeel", hidden: true, "data-testid": "board-feel" }, curves, h("div", { class: "dk-brow" }, h("span"), slider, h("span")), label);

  /** Where a point's middle is, of the whole: in time where there is some. @param {number} index */
  const share = (index) => {
    const whole = Math.max(...points.map((each) => each.at + each.seconds));
    const each = points[index];
    return whole > 0 ? (each.at + each.seconds / 2) / whole : (index + 0.5) / points.length;
  };
  const high = (/** @type {number} */ value) => TALL - 2 - (value / 10) * (TALL - 4);
  const nearest = (/** @type {number} */ part) => points.reduce((best, _, index) => (Math.abs(share(index) - part) < Math.abs(share(best) - part) ? index : best), 0);
  /** @param {number} index @param {boolean} told */
  const to = (index, told) => {
    here = Math.min(points.length - 1, Math.max(0, index));
    const point = points[here];
    if (!point) return;
    slider.value = String(Math.round(share(here) * FINE));
    for (const { axis, value, dot } of lines) {
      value.textContent = String(point[axis]);
      set(dot, { style: { left: `${share(here) * 100}%`, top: `${(high(point[axis]) / TALL) * 100}%` } });
    }
    const words = `${brief(point.label, 90)}${point.seconds ? ` · ${length(point.at)}–${length(point.at + point.seconds)}` : ""}`;
    label.textContent = words;
    slider.setAttribute("aria-valuetext", `${words}: ${AXES.map((axis) => `${axis} ${point[axis]}`).join(", ")}`);
    if (told) scrub(point);
  };
  /** @param {KeyboardEvent} event */
  const keyed = (event) => {
    const wanted = { ArrowRight: here + 1, ArrowUp: here + 1, ArrowLeft: here - 1, ArrowDown: here - 1, PageUp: here + 5, PageDown: here - 5, Home: 0, End: points.length - 1 }[event.key];
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    to(wanted, true);
  };
  return {
    element,
    update(now) {
      points = now;
      element.hidden = !points.length;
      if (!points.length) return;
      for (const { axis, area, curve } of lines) {
        const spots = points.map((point, index) => `${(share(index) * WIDE).toFixed(1)} ${high(point[axis]).toFixed(1)}`);
        const [first, last] = [high(points[0][axis]).toFixed(1), high(points[points.length - 1][axis]).toFixed(1)];
        const way = `M0 ${first} L${spots.join(" L")} L${WIDE} ${last}`;
        curve.setAttribute("d", way);
        area.setAttribute("d", `${way} V${TALL} H0 Z`);
      }
      to(here, false);
    },
    at(point) {
      const index = points.findIndex((each) => each.id === point);
      if (index >= 0) to(index, false);
    },
  };
}
