// @ts-check
/** A film or a sound, playable: it loads by itself where that is cheap, and is never begun anew by an update. */

import { button, fill, h, report, size } from "./dom.js";
import { mediaOf, waveform } from "./media.js";

/** @typedef {import("./state.js").Asset} Asset */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {{ element: HTMLElement, media: HTMLMediaElement, playing: () => boolean, close: () => void }} Film */

/** Files that come in pieces through the kernel are fetched unasked up to this many bytes. */
const UNASKED = 8_000_000;

/**
 * @param {Wire} wire
 * @param {Asset} asset
 * @param {string} label its name to a screen reader
 * @param {{ audio?: boolean, poster?: Promise<string> }} [how]
 * @returns {Film}
 */
export function film(wire, asset, label, how = {}) {
  const media = mediaOf(wire);
  const tag = how.audio ? "audio" : "video";
  const player = /** @type {HTMLMediaElement} */ (
    h(tag, { controls: true, preload: "metadata", playsinline: how.audio ? null : true, "aria-label": label, "data-testid": `${tag}-player`, class: "dk-rfilm" })
  );
  const cover = h("div", { class: "dk-rcover", hidden: true });
  const element = h("div", { class: how.audio ? "dk-rfilm-box dk-rheard" : "dk-rfilm-box" }, player, cover);
  let closed = false;

  /** @param {string} words @param {string} [press] */
  const say = (words, press) => {
    fill(cover, words && h("span", null, words), press ? button(press, load, { testid: "film-load" }) : null);
    cover.hidden = !words && !press;
  };
  const load = async () => {
    say(`Fetching ${size(asset.bytes)}…`);
    try {
      const url = await media.url(asset);
      if (closed) return;
      say("");
      player.src = url;
    } catch (error) {
      say("It did not arrive.", "Try again");
      report(cover, error);
    }
  };
  player.addEventListener("error", () => closed || say("It can't be played here: download it to see it.", "Try again"));
  how.poster?.then((url) => closed || /** @type {HTMLVideoElement} */ (player).setAttribute("poster", url), () => {});
  if (how.audio)
    media.wave(asset.sha256).then((levels) => closed || element.prepend(waveform(levels, `Loudness of ${label}`)), () => {});
  media.how().then((way) => {
    if (closed) return;
    if (way === "files" || asset.bytes <= UNASKED) load();
    else say("", `Load ${how.audio ? "the sound" : "the film"} · ${size(asset.bytes)}`);
  });
  return {
    element,
    media: player,
    playing: () => !player.paused && !player.ended,
    close() {
      closed = true;
      player.pause();
      player.removeAttribute("src");
      player.load(); // lets go of the file and its connection
      element.remove();
    },
  };
}

/**
 * A name that every file system takes.
 * @param {string} name
 * @param {string} ending with its dot
 * @returns {string}
 */
export function plainName(name, ending) {
  const clean = name.normalize("NFC").replace(/[^\p{L}\p{N} ._-]+/gu, " ").replace(/\s+/g, " ").replace(/^[ .-]+|[ .]+$/g, "");
  return `${Array.from(clean).slice(0, 80).join("") || "director"}${ending}`;
}

/** @param {string} url @param {string} name */
export function saveAs(url, name) {
  const anchor = /** @type {HTMLAnchorElement} */ (h("a", { href: url, download: name }));
  anchor.click();
}
