// @ts-check
/** Words about takes, bounded: what a model or a person wrote may be a megabyte without a space, and is still shown in one line. */

import { button, fill, h, usd } from "./dom.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").Take} Take */

const LONG = 20_000;

/** @param {Take} take @returns {string} "4 · Drop, macro" */
export function named(take) {
  return `${take.order} · ${brief(take.title || take.step, 160)}`;
}

/** @param {Take} take @returns {string} the same for people who listen: which take it is, and that it is previs where it is */
export function spoken(take) {
  return `${named(take)}, take ${take.take}${take.studio === "previs" ? ", previs" : ""}`;
}

/** @param {Take} take @returns {HTMLElement | null} "previs" where it is */
export function previs(take) {
  return take.studio === "previs" ? h("span", { class: "dk-tag", "data-kind": "warn" }, "previs") : null;
}

/** @param {Take} take @returns {HTMLElement} what it cost */
export function paid(take) {
  return take.cached ? h("span", { class: "dk-tag", "data-kind": "ok" }, "cached $0") : h("span", { class: "dk-num" }, usd(take.price));
}

/** @param {Take} take @returns {string} a file name every system takes, which says previs where it is */
export function takeFile(take) {
  const title = take.title.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase();
  const ending = take.asset.path.match(/\.([a-z0-9]{1,5})$/i)?.[1] ?? take.asset.mime.split("/")[1]?.replace(/\W.*/, "") ?? "bin";
  return [String(take.order), title || "step", `take-${take.take}`, take.studio === "previs" ? "previs" : ""].filter(Boolean).join("-") + `.${ending}`;
}

/** @param {string} text @returns {HTMLElement} text in its own lines, cut for display where it is very long, all of it on demand */
export function long(text) {
  const box = h("div", { class: "dk-text dk-clip" }, text.slice(0, LONG));
  if (text.length > LONG) box.append("… ", button(`Show all ${text.length.toLocaleString("en-US")} characters`, () => fill(box, text), { kind: "quiet" }));
  return box;
}
