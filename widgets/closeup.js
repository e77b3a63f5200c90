// @ts-check
/** One stored file large: a picture, a film or a sound, whole. */

import { fill, h, size } from "./dom.js";
import { levels } from "./look.js";
import { mediaOf, waveform } from "./media.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {HTMLElement & { player: HTMLMediaElement | null }} Stage */

/**
 * The file large. A small picture stands in until the whole one is there; what can't be shown says so and what to do. `player` is the film or
 * sound; without `controls` somebody else drives it.
 * @param {Wire} wire
 * @param {Pick<Take, "asset" | "media">} take
 * @param {string} label
 * @param {{ controls?: boolean }} [how]
 * @returns {Stage}
 */
export function staged(wire, { asset, media }, label, how = {}) {
  const files = mediaOf(wire);
  const place = h("div", { class: "dk-closeup-file", "data-media": media, "data-testid": "closeup" });
  const wait = h("span", { class: "dk-soft dk-small dk-closeup-wait" }, asset.bytes > 2e6 ? `Loading ${size(asset.bytes)}…` : "Loading…");
  const lost = (/** @type {any} */ error) => {
    wait.textContent = `${error?.message ?? "This browser can't play it"}. Download it to see it, or close and open it again.`;
    wait.className = "dk-fault dk-closeup-wait";
    place.append(wait);
  };
  /** @type {HTMLMediaElement | null} */
  let player = null;
  if (media === "image") {
    let whole = false;
    const image = /** @type {HTMLImageElement} */ (h("img", { alt: label, decoding: "async", onload: () => whole && wait.remove(), onerror: () => lost(new Error("This picture can't be read")) }));
    fill(place, image, wait);
    files.thumb(asset.sha256, 640).then((url) => whole || (image.src = url), () => {});
    files.url(asset).then((url) => ((whole = true), (image.src = url)), lost);
  } else if (media === "video" || media === "audio") {
    player = /** @type {HTMLMediaElement} */ (
      h(media, { controls: how.controls ?? true, preload: "metadata", playsinline: true, "aria-label": label, onloadedmetadata: () => wait.remove(), onerror: () => lost(null) })
    );
    const wave = media === "audio" ? h("div", { class: "dk-closeup-wave" }) : null;
    if (wave) levels(wire, asset.sha256).then((loud) => fill(wave, waveform(loud, `${label}: loudness`)), () => {});
    fill(place, wave, player, wait);
    const film = player;
    if (media === "video") files.thumb(asset.sha256, 640).then((url) => (/** @type {HTMLVideoElement} */ (film).poster = url), () => {});
    files.url(asset).then((url) => (film.src = url), lost);
  } else fill(place, h("span", { class: "dk-soft" }, `${asset.mime || "A file"}, ${size(asset.bytes)}: download it to read it.`));
  return Object.assign(place, { player });
}
