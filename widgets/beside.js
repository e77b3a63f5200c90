// @ts-check
/** Takes side by side, films in step; two of a kind also one over the other. */

import { button, clock, h } from "./dom.js";
import { pills } from "./pills.js";
import { marks, stars } from "./marks.js";
import { brief } from "./pressing.js";
import { staged } from "./closeup.js";
import { opened } from "./window.js";
import { named, paid, previs, spoken } from "./words.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

/** Seconds films may be apart before they are brought together again. */
const APART = 0.12;

/**
 * Opens two to four takes beside each other. `names` are what they go by while nothing may tell what made them.
 * @param {HTMLElement} root
 * @param {Wire} wire
 * @param {Take[]} takes
 * @param {{ names?: string[] }} [how]
 * @returns {() => void} closes it
 */
export function sideBySide(root, wire, takes, how = {}) {
  const shown = takes.slice(0, 4);
  const names = how.names;
  const stages = shown.map((take, index) => staged(wire, take, names?.[index] ?? spoken(take), { controls: take.media === "audio" }));
  const films = /** @type {HTMLVideoElement[]} */ (stages.map((stage) => stage.player).filter((player) => player?.tagName === "VIDEO"));
  const columns = shown.map((take, index) =>
    h(
      "figure",
      { class: "dk-beside-col", "data-testid": "beside" },
      h("div", { class: "dk-beside-stage" }, stages[index]),
      h(
        "figcaption",
        null,
        h("div", { class: "dk-row" }, h("b", { class: "dk-clip" }, names?.[index] ?? named(take)), names ? null : [h("span", { class: "dk-soft dk-num" }, `take ${take.take}`), previs(take), paid(take)]),
        names || !take.model ? null : h("div", { class: "dk-soft dk-small dk-clip" }, brief(take.model, 160)),
        h("div", { class: "dk-row dk-beside-judge" }, stars(wire, take), marks(wire, take)),
      ),
    ),
  );
  const field = h("div", { class: "dk-beside", "data-mode": "beside", "data-testid": "beside-field", style: { "--dk-count": shown.length, "--dk-at": "50%" } }, columns);
  const two = shown.length === 2 && shown[0].media === shown[1].media && (shown[0].media === "image" || shown[0].media === "video");
  const over = two ? divided(field) : null;
  const together = films.length ? inStep(films, stages.length > 1) : null;
  alone(stages.map((stage) => stage.player));
  const content = h("div", { class: "dk-beside-all", "data-testid": "beside-all" }, over?.switcher, field, over?.slider, together?.bar);
  return opened(root, names ? "Side by side, blind" : "Side by side", content, {
    keys: (event) => {
      if (event.key !== " " || /** @type {HTMLElement} */ (event.target).closest("button")) return;
      event.preventDefault();
      together?.toggle();
    },
    onclose: () => together?.close(),
  });
}

/** One over the other with a line between, moved by the slider, its arrow keys or the pointer. @param {HTMLElement} field */
function divided(field) {
  const range = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": "How much of the first is seen", "data-testid": "beside-divide", oninput: () => put(Number(range.value)) }));
  const slider = h("label", { class: "dk-beside-divide dk-small dk-soft", hidden: true }, "Before", range, "After");
  const put = (/** @type {number} */ share) => {
    range.value = String(Math.min(100, Math.max(0, share)));
    range.setAttribute("aria-valuetext", `${Math.round(Number(range.value))} % before`);
    field.style.setProperty("--dk-at", `${range.value}%`);
  };
  let dragging = false;
  const follow = (/** @type {PointerEvent} */ event) => {
    if (!dragging || field.dataset.mode !== "over") return;
    const { left, width } = /** @type {Element} */ (field.querySelector(".dk-beside-stage")).getBoundingClientRect();
    put(((event.clientX - left) / Math.max(1, width)) * 100);
  };
  field.addEventListener("pointerdown", (event) => {
    if (field.dataset.mode !== "over" || !(/** @type {Element} */ (event.target).closest(".dk-beside-stage"))) return;
    dragging = true;
    field.setPointerCapture(event.pointerId);
    follow(event);
  });
  field.addEventListener("pointermove", follow);
  for (const name of ["pointerup", "pointercancel"]) field.addEventListener(name, () => (dragging = false));
  const switcher = pills("How they are shown", "beside-mode", (mode) => draw(mode));
  const draw = (/** @type {string} */ mode) => {
    field.dataset.mode = mode;
    slider.hidden = mode !== "over";
    switcher.update([{ value: "beside", label: "Side by side" }, { value: "over", label: "Before / after" }], mode);
  };
  put(50);
  draw("beside");
  return { switcher, slider };
}

/** A sound or film with its own controls stops the others when it starts. @param {(HTMLMediaElement | null)[]} players */
function alone(players) {
  const sounds = players.filter((player) => player?.controls);
  for (const player of sounds) player?.addEventListener("play", () => sounds.forEach((each) => each !== player && each?.pause()));
}

/** One play button and one timeline for all; the longest film leads. @param {HTMLVideoElement[]} films @param {boolean} several */
function inStep(films, several) {
  let frame = 0;
  const whole = () => Math.max(0, ...films.map((film) => (Number.isFinite(film.duration) ? film.duration : 0)));
  const leader = () => films.reduce((best, film) => ((film.duration || 0) > (best.duration || 0) ? film : best));
  const play = button("Play", () => toggle(), { kind: "primary", testid: "beside-play" });
  const seek = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: 0, step: 0.01, value: 0, "aria-label": "Time", "data-testid": "beside-seek", oninput: () => to(Number(seek.value)) }));
  const time = h("span", { class: "dk-num dk-soft" });
  /** @type {HTMLElement[]} */
  const sounds = several
    ? films.map((film, index) =>
        button(`Sound ${index + 1}`, () => films.forEach((each, other) => ((each.muted = each !== film || !film.muted), sounds[other].setAttribute("aria-pressed", String(!each.muted)))), { pressed: false, testid: "beside-sound" }),
      )
    : [];
  const to = (/** @type {number} */ seconds) => {
    for (const film of films) film.currentTime = Math.min(seconds, Number.isFinite(film.duration) ? film.duration : seconds);
    draw();
  };
  const draw = () => {
    const now = leader().currentTime;
    seek.max = String(whole());
    seek.value = String(now);
    seek.setAttribute("aria-valuetext", clock(now));
    time.textContent = `${clock(now)} / ${clock(whole())}`;
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    films.forEach((film) => film.pause());
    play.textContent = "Play";
  };
  const tick = () => {
    const lead = leader();
    for (const film of films) {
      if (film === lead) continue;
      const due = Math.min(lead.currentTime, film.duration || 0);
      if (Math.abs(film.currentTime - due) > APART && !film.seeking) film.currentTime = due;
    }
    draw();
    if (lead.ended || lead.paused) stop();
    else frame = requestAnimationFrame(tick);
  };
  const toggle = async () => {
    if (frame) return stop();
    if (leader().ended || leader().currentTime >= whole() - 0.01) to(0);
    play.textContent = "Pause";
    frame = requestAnimationFrame(() => {});
    await Promise.all(films.map((film) => (film.currentTime < (film.duration || 0) ? film.play() : null))).catch(() => {});
    if (frame) frame = requestAnimationFrame(tick);
  };
  for (const film of films) {
    film.muted = true;
    film.addEventListener("loadedmetadata", draw);
    film.addEventListener("seeked", () => frame || draw());
  }
  draw();
  return { bar: h("div", { class: "dk-row dk-tools" }, play, seek, time, sounds), toggle, close: stop };
}
