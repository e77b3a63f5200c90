// @ts-check
/** A storyboard: the frames of a film, a scene or a board in a strip or grid, put in order, judged, reworded, laid out as pages. */

import { button, counted, fill, h, later, report, set } from "./dom.js";
import { boardDesk } from "./boarddesk.js";
import { boardFeel } from "./boardfeel.js";
import { boardField } from "./boardfield.js";
import { boardMake } from "./boardmake.js";
import { boardPage } from "./boardpage.js";
import { boardWords } from "./boardwords.js";
import { frameWords } from "./boardcard.js";
import { mediaOf } from "./media.js";
import { mountPreview } from "./preview.js";
import { once } from "./pressing.js";
import { pills } from "./pills.js";
import { staged } from "./closeup.js";
import { opened, refocus } from "./window.js";
import { widget } from "./wire.js";

/** @typedef {import("./state.js").BoardFrame} BoardFrame */
/** @typedef {import("./state.js").BoardState} BoardState */
/** @typedef {import("./state.js").BoardPlace} BoardPlace */
/** @typedef {import("./wire.js").Wire} Wire */

const VIEWS = [
  ["strip", "Strip"],
  ["grid", "Grid"],
  ["storyboard", "Board page"],
  ["comic", "Comic"],
  ["poster", "Poster"],
  ["thumbnail_strip", "Thumbnail strip"],
  ["magazine", "Magazine"],
].map(([value, label]) => ({ value, label }));
const FIELD = ["strip", "grid"];
/** Boards whose frames are looked at beside each other. */
const BESIDE = ["variants", "shot_stack", "character_sheet"];
const GROUPS = /** @type {[BoardPlace["kind"], string][]} */ ([["scene", "Scenes"], ["board", "Boards"]]);

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @returns {() => void}
 */
export function mountBoard(wire, root) {
  /** @type {BoardState | null} */
  let state = null;
  let [view, chosen, picked, told, drawn] = ["", "", false, "", ""];
  /** What is laid out, to be laid out anew where the frames change. */
  let laid = "";
  /** The run whose trouble was unfolded. */
  let failed = "";
  let closed = false;

  const title = h("span", { class: "dk-clip dk-btitle", "data-testid": "board-title" });
  const places = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "What is shown", "data-testid": "board-places", onchange: () => show(places.value) }));
  const count = h("span", { class: "dk-num dk-soft", "data-testid": "board-count" });
  const restore = button("Bring back", () => once(restore, () => did(wire.ask("board.restore", {}))), { kind: "quiet", testid: "board-restore" });
  const undo = button("Undo", () => once(undo, () => did(wire.ask("board.undo", {}))).finally(() => state && draw(state)), { testid: "board-undo" });
  const redo = button("Redo", () => once(redo, () => did(wire.ask("board.redo", {}))).finally(() => state && draw(state)), { testid: "board-redo" });
  const views = pills("View", "board-view", (value) => ((view = value), (picked = true), state && draw(state)));
  const empty = h("div", { class: "dk-nothing dk-soft", hidden: true, "data-testid": "board-empty" });
  const runs = /** @type {HTMLDetailsElement} */ (h("details", { class: "dk-bruns", hidden: true }, h("summary", null, "The run")));
  /** @type {(() => void) | null} */
  let unmountRun = null;

  const words = boardWords(wire, did);
  const feel = boardFeel((point) => {
    const frame = state?.frames.find((each) => each.beat === point.id);
    if (frame) field.choose(frame.id, false);
  });
  const page = boardPage(wire);
  const make = boardMake(wire, { frame: () => chosen, show: (board) => show(board) });
  const desk = boardDesk(wire, { open: large, move: (frame, by) => move(frame, placeOf(frame.id) + by), did });
  const field = boardField(wire, {
    pick(frame) {
      chosen = frame.id;
      choose();
    },
    open: large,
    move,
    key: (event) => void desk.key(event),
  });
  const hint = h("div", { class: "dk-soft dk-small dk-bhint" }, "Arrows choose, Alt and an arrow moves, Enter looks closely, L locks, Delete puts away.");

  const placeOf = (/** @type {string} */ id) => state?.frames.findIndex((each) => each.id === id) ?? -1;
  /** Says what came of a change. @param {Promise<{ note: string } | null>} work */
  async function did(work) {
    const answer = await work;
    if (answer?.note) wire.announce(answer.note);
  }
  /** @param {string} what */
  const show = (what) => wire.ask("board.show", { what }).catch((error) => (state && draw(state), report(root, error)));
  /** @param {BoardFrame} frame @param {number} to */
  async function move(frame, to) {
    const last = (state?.frames.length ?? 1) - 1;
    if (to < 0 || to > last || to === placeOf(frame.id)) return wire.announce(to < 0 ? "It is the first already" : "It is the last already");
    try {
      await wire.ask("board.move", { frame: frame.id, to });
      field.reveal();
      const now = placeOf(frame.id);
      wire.announce(`Frame ${frame.number} moved to place ${now + 1} of ${state?.frames.length}`);
    } catch (error) {
      report(root, error);
    }
  }

  /** A frame large, and on to those beside it. @param {BoardFrame} first */
  function large(first) {
    let at = placeOf(first.id);
    const pictured = () => (state?.frames ?? []).filter((each) => each.asset);
    if (!first.asset) return wire.announce("No picture of it yet");
    at = pictured().findIndex((each) => each.id === first.id);
    const stage = h("div", { class: "dk-closeup" });
    const name = h("div", { class: "dk-clip", "data-testid": "board-large-name" });
    const go = (/** @type {number} */ by) => {
      const all = pictured();
      at = (at + by + all.length) % all.length;
      turn();
      refocus(content);
      wire.announce(frameWords(all[at]));
    };
    const save = button("Download", async () => {
      const frame = pictured()[at];
      if (!frame?.asset) return;
      const anchor = h("a", { href: await mediaOf(wire).url(frame.asset), download: `frame-${frame.number.replace(/\W+/g, "-")}.${frame.asset.path.split(".").pop() ?? "png"}`, hidden: true });
      content.append(anchor);
      anchor.click();
      anchor.remove();
    });
    const content = h("div", null, stage, h("div", { class: "dk-row dk-tools" }, button("Previous", () => go(-1)), button("Next", () => go(1)), name, h("span", { class: "dk-gap" }), save));
    const turn = () => {
      const frame = pictured()[at];
      if (!frame?.asset) return;
      fill(stage, staged(wire, { asset: frame.asset, media: "image" }, frameWords(frame)));
      name.textContent = [frame.number, frame.setup, frame.action].filter(Boolean).join(" · ");
    };
    turn();
    opened(root, "Frame", content, {
      keys(event) {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by) event.preventDefault(), go(by);
      },
    });
  }

  // What is known beside the state is asked for once things are calm, and dropped where they changed meanwhile.
  const see = later(async () => {
    try {
      const seen = await wire.ask("board.see", {});
      if (closed || seen?.version !== state?.version) return;
      field.marked(seen.findings);
      feel.update(seen.points);
      feel.at(state?.frames.find((each) => each.id === chosen)?.beat ?? "");
    } catch (error) {
      if (!closed) report(root, error);
    }
  }, 60);
  const about = later(async () => {
    const frame = chosen;
    if (!frame || placeOf(frame) < 0) return;
    try {
      const known = await wire.ask("board.about", { frame });
      if (!closed && known && frame === chosen) desk.told(known);
    } catch (error) {
      if (!closed && placeOf(frame) >= 0) report(root, error);
    }
  }, 90);
  const price = later(async () => {
    const frame = chosen;
    try {
      const offers = await wire.ask("board.offers", { frame });
      if (!closed && offers && frame === chosen) make.offer(offers);
    } catch (error) {
      if (!closed && placeOf(frame) >= 0) report(root, error);
    }
  }, 220);

  function choose() {
    const frame = state?.frames.find((each) => each.id === chosen) ?? null;
    if (!state) return;
    desk.update(state, frame);
    if (frame) feel.at(frame.beat);
    about();
    price();
  }

  /** @param {BoardState} now */
  function drawPlaces(now) {
    const said = JSON.stringify(now.places);
    if (places.dataset.said !== said) {
      places.dataset.said = said;
      const option = (/** @type {BoardPlace} */ each) => h("option", { value: each.id }, each.name);
      fill(places, now.places.filter((each) => each.kind === "film").map(option));
      for (const [kind, label] of GROUPS) {
        const inside = now.places.filter((each) => each.kind === kind);
        if (inside.length) places.append(h("optgroup", { label }, inside.map(option)));
      }
    }
    places.value = now.what;
  }

  /** @param {BoardState | null | undefined} now */
  function draw(now) {
    if (!now?.project) return;
    const elsewhere = state?.what !== now.what;
    const before = state ? placeOf(chosen) : 0;
    state = now;
    if (elsewhere && !picked) view = BESIDE.includes(now.kind) ? "grid" : FIELD.includes(view) ? view : "strip";
    view ||= "strip";
    if (placeOf(chosen) < 0) chosen = now.frames[elsewhere ? 0 : Math.min(Math.max(0, before), now.frames.length - 1)]?.id ?? "";
    title.textContent = now.title;
    drawPlaces(now);
    count.textContent = counted(now.frames.length, "frame");
    restore.hidden = !now.away;
    restore.textContent = `Bring back ${now.away} put away`;
    for (const [press, can] of /** @type {[any, boolean][]} */ ([[undo, now.undo], [redo, now.redo]])) if (!press.dkBusy) set(press, { "aria-disabled": can ? null : "true" });
    views.update(VIEWS, view);
    const inField = FIELD.includes(view);
    words.update(now.proposals);
    empty.hidden = now.frames.length > 0;
    empty.textContent = now.kind === "film" || now.kind === "scene" ? "No shots here yet: `%director film` tells a story, `%director scene` adds to it." : "Every frame of this board was put away.";
    field.box.hidden = !inField || !now.frames.length;
    hint.hidden = !inField || now.frames.length < 2;
    if (inField) field.update(now.frames, view, chosen);
    const key = `${now.version} ${now.what}`;
    page.show(inField || !now.frames.length ? "" : view, `${now.title} ${now.kind === "film" ? "" : now.name}`, laid !== key);
    laid = key;
    make.update(now);
    drawRun(now);
    desk.update(now, now.frames.find((each) => each.id === chosen) ?? null);
    if (drawn !== key) {
      drawn = key;
      see();
    }
    const about_ = `${key} ${chosen}`;
    if (told !== about_) {
      told = about_;
      choose();
    }
  }

  /** The run of what was started here, in all its steps, once somebody wants to see it. @param {BoardState} now */
  function drawRun(now) {
    runs.hidden = !now.work?.execution;
    // What went wrong stands in the run.
    if (now.work && now.work.execution !== failed && ["failed", "cancelled"].includes(now.work.status)) (failed = now.work.execution), (runs.open = true);
    if (runs.hidden || unmountRun) return;
    const inner = h("div", null);
    runs.append(inner);
    unmountRun = mountPreview(wire, inner, { embedded: true }) ?? (() => {});
  }

  fill(
    root,
    h("header", { class: "dk-head" }, h("b", null, "Storyboard"), title, places, count, restore, h("span", { class: "dk-gap" }), undo, redo),
    h("div", { class: "dk-row dk-bviews" }, views),
    words,
    empty,
    field.box,
    hint,
    page.element,
    feel.element,
    desk.element,
    make.element,
    runs,
  );
  const off = wire.watch("board", draw);
  return () => {
    closed = true;
    off();
    for (const each of [see, about, price]) each.cancel();
    field.close();
    page.close();
    unmountRun?.();
    mediaOf(wire).close();
  };
}

export default widget("Director storyboard", mountBoard);
