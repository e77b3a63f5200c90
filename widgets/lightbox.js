// @ts-check
/** A take large: looked at closely, known in every detail, judged, taken home, or put beside others. */

import { button, dialog, fill, h, list, report } from "./dom.js";
import { mediaOf, thumbnail } from "./media.js";
import { sideBySide } from "./beside.js";
import { blindVote } from "./blind.js";
import { marks, stars } from "./marks.js";
import { copy } from "./copying.js";
import { brief } from "./pressing.js";
import { staged } from "./closeup.js";
import { opened, refocus } from "./window.js";
import { long, named, paid, previs, spoken, takeFile } from "./words.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

/** How to go on past the takes that were handed over: where one stands among how many, and those around the next one.
 * @typedef {{ place: (take: Take) => [number, number], more: (take: Take, step: number) => Promise<Take[]> }} Beyond */

const ROUTES = { files: "served by Jupyter", chunks: "sent in pieces" };
const MOST_OTHERS = 120;

/**
 * Opens `take`; arrow keys go through `all`. `blind`: the name it goes by while nothing may tell what made it.
 * @param {HTMLElement} root
 * @param {Wire} wire
 * @param {Take} take
 * @param {Take[]} all
 * @param {{ blind?: string, beyond?: Beyond }} [how]
 * @returns {() => void} closes it
 */
export function lightbox(root, wire, take, all, how = {}) {
  const blind = how.blind ?? "";
  let takes = blind ? [take] : all.some((each) => each.key === take.key) ? all.slice() : [take];
  let at = Math.max(0, takes.findIndex((each) => each.key === take.key));
  const stage = h("div", { class: "dk-closeup" });
  const side = h("div", { class: "dk-side" });
  const place = h("span", { class: "dk-soft dk-num", "data-testid": "take-place" });
  const previous = button("Previous", () => go(-1), { testid: "take-previous" });
  const next = button("Next", () => go(1), { testid: "take-next" });
  const zoom = button("100 %", () => zoomed(stage.dataset.zoom !== "true"), { pressed: false, testid: "take-zoom", title: "One pixel of the picture on one of the screen" });
  const save = button("Download", () => download(), { testid: "take-download" });
  const compare = button("Compare with…", () => choose(), { testid: "take-compare" });
  const tools = h("div", { class: "dk-row dk-tools" }, previous, place, next, h("span", { class: "dk-gap" }), zoom, save, compare);
  /** @type {{ told: (take: Take) => void } | null} */
  let judging = null;

  const zoomed = (/** @type {boolean} */ on) => {
    stage.dataset.zoom = String(on);
    stage.tabIndex = on ? 0 : -1;
    zoom.setAttribute("aria-pressed", String(on));
    if (on) stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 2);
  };
  const download = async () => {
    const { asset } = takes[at];
    const href = await mediaOf(wire).url(asset);
    const anchor = /** @type {HTMLAnchorElement} */ (h("a", { href, download: blind ? `${blind}.${takeFile(takes[at]).split(".").pop()}` : takeFile(takes[at]), hidden: true }));
    tools.append(anchor);
    anchor.click();
    anchor.remove();
  };
  const go = async (/** @type {number} */ step) => {
    const now = takes[at];
    if (!takes[at + step] && how.beyond) {
      const more = await how.beyond.more(now, step);
      if (takes[at] !== now || !more.length) return;
      takes = more;
      at = takes.findIndex((take) => take.key === now.key);
    }
    if (takes.length < 2) return;
    at = how.beyond ? Math.min(takes.length - 1, Math.max(0, at + step)) : (at + step + takes.length) % takes.length;
    draw();
    refocus(content);
    wire.announce(spoken(takes[at]));
  };
  const draw = () => {
    const shown = takes[at];
    const [stands, of] = how.beyond?.place(shown) ?? [at + 1, takes.length];
    place.textContent = `${stands.toLocaleString("en-US")} of ${of.toLocaleString("en-US")}`;
    for (const each of [previous, place, next]) each.hidden = takes.length < 2;
    zoom.hidden = shown.media !== "image";
    compare.hidden = takes.length < 2;
    zoomed(false);
    fill(stage, staged(wire, shown, blind || spoken(shown)));
    const rating = stars(wire, shown);
    const marking = marks(wire, shown);
    judging = {
      told: (now) => {
        rating.told(now.stars);
        marking.told(now.mark);
      },
    };
    const details = h("div", { class: "dk-details", "aria-busy": "true" });
    fill(side, h("h3", { class: "dk-clip", "data-testid": "take-name" }, blind || named(shown)), h("div", { class: "dk-row" }, blind ? null : [h("span", { class: "dk-soft dk-num" }, `take ${shown.take}`), previs(shown), paid(shown)]), rating, marking, details);
    if (!blind) known(wire, shown, details, () => takes[at] === shown);
  };
  const choose = () => others(root, takes[at], takes, (picked, vote) => (vote ? blindVote : sideBySide)(root, wire, picked), wire);

  // What is said of a take in another view arrives by trait; what is said here is remembered for the way back.
  const fresh = () => {
    const now = stored(wire).find((each) => each.key === takes[at].key);
    if (now) (takes[at] = { ...takes[at], stars: now.stars, mark: now.mark }), judging?.told(now);
  };
  const offs = ["change:preview", "change:compare"].map((name) => wire.hear(name, fresh));
  const content = h("div", { class: "dk-lightbox", "data-testid": "lightbox" }, h("div", { class: "dk-closeup-side" }, stage, tools), side);
  content.addEventListener("dk-judged", (event) => {
    const said = /** @type {CustomEvent} */ (event).detail;
    const index = takes.findIndex((each) => each.key === said.key);
    if (index >= 0) takes[index] = { ...takes[index], ...said };
  });
  draw();
  return opened(root, blind || "Take", content, {
    keys: (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step && !(stage.dataset.zoom === "true" && event.target === stage)) event.preventDefault(), go(step).catch((error) => report(content, error));
      else if (/^[0-5]$/.test(event.key)) /** @type {any} */ (side.querySelector(".dk-stars"))?.key(event);
    },
    onclose: () => offs.forEach((off) => off()),
  });
}

/** @param {Wire} wire @returns {Take[]} the takes the traits hold */
function stored(wire) {
  const steps = [...(wire.get("preview")?.steps ?? []), ...(wire.get("compare")?.columns ?? []).map((/** @type {any} */ column) => column.step)];
  return steps.flatMap((step) => step?.takes ?? []);
}

/** @param {Wire} wire @param {Take} take @param {HTMLElement} place @param {() => boolean} current whether it is still looked at */
async function known(wire, take, place, current) {
  /** @type {import("./state.js").Details} */
  let details;
  const route = mediaOf(wire).how();
  try {
    details = await wire.ask("run.details", { take: take.key });
  } catch (error) {
    fill(place, h("p", { class: "dk-fault" }, /** @type {Error} */ (error).message));
    return;
  } finally {
    place.removeAttribute("aria-busy");
  }
  if (!current()) return;
  const came = h("dd", { "data-testid": "take-route" }, "…");
  route.then((way) => (came.textContent = ROUTES[way]));
  fill(
    place,
    details.prompt ? [h("div", { class: "dk-row" }, h("h4", null, "Prompt"), h("span", { class: "dk-gap" }), button("Copy", (event) => copy(wire, details.prompt, event.target), { kind: "quiet", name: "Copy the prompt", testid: "take-copy" })), long(details.prompt)] : null,
    details.negativePrompt ? [h("h4", null, "Not wanted"), long(details.negativePrompt)] : null,
    h("dl", null, details.rows.flatMap(({ label, value }) => [h("dt", { class: "dk-clip" }, brief(label, 160)), h("dd", null, long(value))]), h("dt", null, "File"), came),
  );
}

/** Chooses what to see beside `take`. @param {HTMLElement} root @param {Take} take @param {Take[]} takes @param {(picked: Take[], vote: boolean) => void} then @param {Wire} wire */
function others(root, take, takes, then, wire) {
  // The same step's first, then those of the same kind: what one compares most.
  const near = (/** @type {Take} */ each) => (each.step === take.step ? 0 : each.media === take.media ? 1 : 2);
  const rest = takes.filter((each) => each.key !== take.key).sort((a, b) => near(a) - near(b)).slice(0, MOST_OTHERS);
  /** @type {Set<string>} */
  const picked = new Set();
  const chosen = () => [take, ...rest.filter((each) => picked.has(each.key))];
  const close = dialog(root, "Compare with", (shut) => {
    const done = (/** @type {boolean} */ vote) => {
      const all = chosen();
      shut();
      then(all, vote);
    };
    const beside = button("Side by side", () => done(false), { kind: "primary", testid: "others-beside" });
    const vote = button("Blind vote", () => done(true), { testid: "others-vote" });
    const note = h("span", { class: "dk-soft dk-small" });
    const shelf = h("div", { class: "dk-others", role: "group", "aria-label": "Other takes" });
    const draw = () => {
      beside.disabled = picked.size < 1 || picked.size > 3;
      vote.disabled = picked.size < 1;
      note.textContent = picked.size > 3 ? "Side by side shows four at most." : "One to three others.";
    };
    list(
      shelf,
      rest,
      (each) => each.key,
      (each) => {
        const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", "data-testid": "other", onchange: () => (box.checked ? picked.add(each.key) : picked.delete(each.key), draw()) }));
        const image = h("span", { class: "dk-other-look" }, each.media === "image" || each.media === "video" ? thumbnail(wire, each.asset.sha256, "", 160) : null);
        return h("label", { class: "dk-other" }, box, image, h("span", { class: "dk-clip" }, named(each), h("span", { class: "dk-soft dk-small" }, ` take ${each.take}${each.studio === "previs" ? " · previs" : ""}`)));
      },
    );
    draw();
    return [shelf, h("div", { class: "dk-row dk-tools" }, note, h("span", { class: "dk-gap" }), vote, beside)];
  });
  return close;
}
