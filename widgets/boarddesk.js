// @ts-check
/** The chosen frame on the desk: its picture, its words, what a person makes of it, what is found in it, and a change in loose words. */

import { button, fill, growing, h, list, set } from "./dom.js";
import { AXES } from "./boardfeel.js";
import { offsetWords } from "./boardcard.js";
import { thumbnail } from "./media.js";
import { brief, once } from "./pressing.js";

/** @typedef {import("./state.js").BoardAbout} BoardAbout */
/** @typedef {import("./state.js").BoardFrame} BoardFrame */
/** @typedef {import("./state.js").BoardState} BoardState */
/** @typedef {import("./wire.js").Wire} Wire */

const VERDICTS = /** @type {const} */ ([
  ["canonical", "Make canonical", "c"],
  ["alternate", "Keep as alternate", "a"],
  ["pinned", "Pin", "p"],
]);
const EXAMPLES = 'A change in loose words: "moodier", "closer, slower"';

/**
 * @param {Wire} wire
 * @param {{ open: (frame: BoardFrame) => void, move: (frame: BoardFrame, by: number) => any, did: (work: Promise<{ note: string } | null>) => Promise<void> }} how
 */
export function boardDesk(wire, how) {
  /** @type {BoardFrame | null} */
  let frame = null;
  /** @type {BoardState | null} */
  let state = null;
  let drawnFor = "";
  const id = () => frame?.id ?? "";
  const look = h("button", { type: "button", class: "dk-blarge", "data-testid": "board-large", onclick: () => frame && how.open(frame) });
  const name = h("h3", { class: "dk-clip", "data-testid": "board-name" });
  const tags = h("div", { class: "dk-row dk-small" });
  const caption = growing({ "aria-label": "What happens in the frame", maxlength: 2000, "data-testid": "board-caption", oninput: () => dirty(), onkeydown: (/** @type {KeyboardEvent} */ event) => typed(event) });
  const save = button("Save words", () => once(save, keep), { testid: "board-save" });
  const undo = button("Leave", () => ((caption.value = frame?.action ?? ""), dirty()), { kind: "quiet", testid: "board-leave" });
  const saving = h("div", { class: "dk-row" }, save, undo);
  const back = button("← Move", () => frame && how.move(frame, -1), { name: "Move the frame back", testid: "board-back" });
  const on = button("Move →", () => frame && how.move(frame, 1), { name: "Move the frame on", testid: "board-on" });
  const lock = button("Lock", () => once(lock, () => how.did(wire.ask("board.lock", { frame: id(), on: !frame?.locked }))), { pressed: false, testid: "board-lock" });
  const away = button("Put away", () => once(away, () => how.did(wire.ask("board.mark", { frame: id(), mark: "deleted" }))), { testid: "board-away" });
  const verdicts = VERDICTS.map(([mark, word]) => {
    const press = button(word, () => once(press, () => how.did(wire.ask("board.mark", { frame: id(), mark: frame?.mark === mark && mark === "pinned" ? "" : mark }))), { pressed: false, testid: `board-${mark}` });
    return press;
  });
  const said = /** @type {HTMLInputElement} */ (h("input", { type: "text", placeholder: EXAMPLES, "aria-label": "A change in loose words", maxlength: 2000, "data-testid": "board-words", onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && !event.isComposing && once(propose, say) }));
  const propose = button("Propose", () => once(propose, say), { kind: "primary", testid: "board-propose" });
  const note = h("div", { class: "dk-soft dk-small dk-clip", role: "status", "data-testid": "board-note" });
  const found = h("div", { class: "dk-bfindings", "data-testid": "board-findings" });
  const others = h("div", { class: "dk-bothers", "data-testid": "board-alternates" });
  const feel = h("div", { class: "dk-bsliders" });
  const rows = h("dl", { class: "dk-brows" });
  const more = h("details", { class: "dk-bmore" }, h("summary", null, "Feeling and slots"), feel, rows);
  const element = h(
    "section",
    { class: "dk-bdesk", "aria-label": "The chosen frame", "data-testid": "board-desk", hidden: true },
    look,
    h("div", { class: "dk-bside" }, name, tags, caption, saving, h("div", { class: "dk-row" }, back, on, lock, verdicts, away), found, h("div", { class: "dk-row dk-bsay" }, said, propose), note, others, more),
  );

  const changed = () => caption.value.trim() !== (frame?.action ?? "").trim();
  const dirty = () => (saving.hidden = !changed());
  const keep = () => how.did(wire.ask("board.caption", { frame: id(), text: caption.value }));
  /** @param {KeyboardEvent} event */
  const typed = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) event.preventDefault(), changed() && once(save, keep);
    else if (event.key === "Escape" && changed()) event.preventDefault(), (caption.value = frame?.action ?? ""), dirty();
  };
  async function say() {
    const answer = await wire.ask("board.say", { frame: id(), words: said.value });
    if (answer?.proposal) said.value = "";
    note.textContent = answer?.note || (answer?.proposal ? "Proposed above: accept it, edit it or refuse it." : "");
    wire.announce(note.textContent ?? "");
  }

  function draw() {
    element.hidden = !frame;
    if (!frame || !state) return;
    const panel = state.kind !== "film" && state.kind !== "scene";
    const shown = `${frame.id}|${frame.asset?.sha256 ?? ""}|${frame.number}`;
    if (drawnFor !== shown) {
      if (drawnFor.split("|")[0] !== frame.id) fill(found), fill(others), fill(feel), fill(rows), (note.textContent = ""), (said.value = "");
      drawnFor = shown;
      set(look, { "aria-label": `Frame ${frame.number}, large`, disabled: !frame.asset });
      fill(look, frame.asset ? thumbnail(wire, frame.asset.sha256, "", 640) : h("span", { class: "dk-soft" }, "No picture yet"));
    }
    name.textContent = [frame.number, frame.setup].filter(Boolean).join(" · ");
    const words = [frame.coverage.replace(/_/g, " "), frame.offset === null ? "" : offsetWords(frame.offset), frame.seconds ? `${Number(frame.seconds.toFixed(1))} s` : "", frame.held ? `locked with its ${frame.held}` : ""].filter(Boolean);
    fill(tags, words.map((word) => h("span", { class: "dk-tag" }, word)));
    // What is being typed stays: only a frame that was just chosen, or words nobody touched, are written anew.
    if (caption.dataset.of !== frame.id || !changed() || caption.dataset.was === caption.value) {
      caption.value = frame.action;
      caption.dataset.was = frame.action;
      caption.dataset.of = frame.id;
      /** @type {any} */ (caption).fit();
    }
    dirty();
    const place = state.frames.findIndex((each) => each.id === id());
    set(back, { "aria-disabled": place <= 0 ? "true" : null });
    set(on, { "aria-disabled": place >= state.frames.length - 1 ? "true" : null });
    set(lock, { "aria-pressed": String(frame.locked), "aria-disabled": frame.held ? "true" : null, title: frame.held ? `Its ${frame.held} is locked: unlock that first` : null });
    lock.textContent = frame.locked ? "Locked" : "Lock";
    for (const [index, [mark]] of VERDICTS.entries()) {
      verdicts[index].hidden = !panel;
      verdicts[index].setAttribute("aria-pressed", String(frame.mark === mark));
    }
    away.textContent = panel ? "Put away" : "Take out";
  }

  return {
    element,
    /** @param {BoardState} now @param {BoardFrame | null} chosen */
    update(now, chosen) {
      state = now;
      frame = chosen;
      draw();
    },
    /** @param {BoardAbout} about */
    told(about) {
      if (about.frame !== id()) return;
      list(
        found,
        about.findings,
        (each) => each.id,
        (each) => {
          const mend = button("Propose the fix", () => once(mend, () => how.did(wire.ask("board.mend", { finding: each.id }))), { testid: "board-mend", title: brief(each.remedy, 300) });
          return h("div", { class: "dk-bfinding dk-small", "data-testid": "board-finding" }, h("i", { "data-severity": each.severity, "aria-hidden": "true" }), h("span", { class: "dk-clip" }, h("b", null, each.severity === "warn" ? "warning" : each.severity), ` ${brief(each.message, 400)}`, each.mends ? null : h("span", { class: "dk-soft" }, ` ${brief(each.remedy, 300)}`)), each.mends ? mend : null);
        },
      );
      list(
        others,
        about.alternates,
        (each) => each.asset.sha256,
        (each) => {
          const use = button([thumbnail(wire, each.asset.sha256, "", 160), h("span", { class: "dk-clip" }, brief(each.label || "alternate", 60))], () => once(use, () => how.did(wire.ask("board.use", { frame: id(), asset: each.asset.sha256 }))), { name: `Use ${brief(each.label || "this alternate", 60)} as the picture`, testid: "board-use" });
          use.classList.add("dk-bother");
          return use;
        },
      );
      list(
        feel,
        about.feelings,
        (each) => each.axis,
        (each) => {
          const range = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: 10, step: 1, "aria-label": each.axis, "data-testid": `feel-${each.axis}`, onchange: () => how.did(wire.ask("board.feel", { frame: id(), axis: each.axis, value: Number(range.value) })) }));
          return Object.assign(h("label", { class: "dk-row dk-small" }, h("span", { class: "dk-soft dk-baxis" }, each.axis), range, h("span", { class: "dk-num" }), h("span", { class: "dk-soft dk-clip dk-bwhy" })), { range });
        },
        (row, each) => {
          if (document.activeElement !== row.range) row.range.value = String(each.value);
          row.children[2].textContent = String(each.value);
          row.children[3].textContent = brief(each.why, 120);
        },
      );
      fill(rows, about.rows.flatMap(({ label, value }) => [h("dt", { class: "dk-soft" }, brief(label, 60)), h("dd", { class: "dk-clip" }, brief(value, 500))]));
      more.hidden = !about.rows.length && !about.feelings.length;
    },
    /** The keys of a frame in the field. @param {KeyboardEvent} event @returns {boolean} whether it was one */
    key(event) {
      const press = /** @type {Record<string, HTMLButtonElement>} */ ({ l: lock, Delete: away, Backspace: away, ...Object.fromEntries(VERDICTS.map(([, , key], index) => [key, verdicts[index]])) })[event.key];
      if (!press || press.hidden) return false;
      event.preventDefault();
      press.click();
      return true;
    },
    axes: AXES,
  };
}
