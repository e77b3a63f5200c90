// @ts-check
/** The take one looks at in a run, large, with what it is and what the person says of it below. */

import { button, fill, h, list, usd } from "./dom.js";
import { mediaOf, thumbnail } from "./media.js";
import { film } from "./film.js";
import { marks, stars } from "./marks.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

/** Characters of a text that are drawn. */
const TEXT_SHOWN = 20_000;

/**
 * @param {Wire} wire
 * @returns {{ element: HTMLElement, show: (take: Take | null) => void, playing: () => boolean, pause: () => void, close: () => void }}
 */
export function takeScreen(wire) {
  const element = h("div", { class: "dk-rscreen-part", "data-testid": "stage-take" });
  /** @type {import("./film.js").Film | null} */
  let player = null;
  let shown = "";

  /** @param {Take} take @returns {HTMLElement} */
  const face = (take) => {
    const label = `Step ${take.order}, ${brief(take.title)}, take ${take.take}`;
    if (take.media === "image") return thumbnail(wire, take.asset.sha256, label, 1280);
    if (take.media === "text") return words(take);
    const audio = take.media === "audio";
    player = film(wire, take.asset, label, { audio, poster: audio ? undefined : mediaOf(wire).thumb(take.asset.sha256, 640) });
    return player.element;
  };
  /** @param {Take} take */
  const words = (take) => {
    const text = h("pre", { class: "dk-clip dk-rtext", tabindex: 0, "aria-label": "Text" }, "…");
    mediaOf(wire).url(take.asset).then((url) => fetch(url)).then((answer) => answer.text()).then(
      (all) => (text.textContent = all.length > TEXT_SHOWN ? `${all.slice(0, TEXT_SHOWN)}…\n(the rest is in the file)` : all),
      () => (text.textContent = "It did not arrive: open its details."),
    );
    return text;
  };

  return {
    element,
    show(take) {
      const key = take ? `${take.key}/${take.asset.sha256}` : "";
      if (key === shown) return;
      shown = key;
      player?.close();
      player = null;
      fill(element, take && face(take));
    },
    playing: () => player?.playing() ?? false,
    pause: () => player?.media.pause(),
    close: () => player?.close(),
  };
}

/**
 * The line below a take: what it is, and its stars and marks. Previs says that it is previs wherever it is seen.
 * @param {Wire} wire
 * @param {(take: Take) => void} details
 * @returns {{ element: HTMLElement, update: (take: Take | null, of: number) => void }} `of`: how many takes its step has
 */
export function takeCaption(wire, details) {
  const words = h("div", { class: "dk-row dk-rcaption", "data-testid": "stage-caption" });
  const judging = h("div", { class: "dk-row" });
  const element = h("div", { class: "dk-row dk-rabout-take" }, words, h("span", { class: "dk-gap" }), judging);
  /** @type {Take | null} */
  let now = null;
  /** @type {{ told: (take: Take) => void }} */
  let told = { told: () => {} };
  return {
    element,
    update(take, of) {
      element.hidden = !take;
      const same = take?.key === now?.key;
      now = take;
      if (!take) return;
      if (!same) {
        const rating = stars(wire, take);
        const marking = marks(wire, take);
        told = { told: (next) => (rating.told(next.stars), marking.told(next.mark)) };
        fill(judging, rating, marking, button("Details", () => now && details(now), { kind: "quiet", testid: "stage-details" }));
      } else told.told(take);
      const parts = [
        { key: "what", text: `${take.order} ${brief(take.title)}` },
        { key: "take", text: of > 1 ? `take ${take.take} of ${of}` : "" },
        { key: "model", text: brief(take.model, 120) },
        { key: "price", text: take.studio === "previs" ? "" : take.cached ? "cached $0" : usd(take.price) },
        { key: "previs", text: take.studio === "previs" ? "previs" : "" },
      ];
      list(
        words,
        parts.filter((part) => part.text),
        (part) => part.key,
        (part) => h(part.key === "what" ? "b" : "span", { class: part.key === "previs" ? "dk-tag" : "dk-clip" }),
        (part, { text }) => (part.textContent = text),
      );
    },
  };
}
