// @ts-check
/** What somebody would like changed: the difference in words, to accept as it is, to edit line by line, or to refuse. */

import { button, fill, h, list, set } from "./dom.js";
import { brief, once } from "./pressing.js";

/** @typedef {import("./state.js").BoardProposal} BoardProposal */
/** @typedef {import("./wire.js").Wire} Wire */

/**
 * @param {Wire} wire
 * @param {(work: Promise<{ note: string } | null>) => Promise<void>} did
 * @returns {HTMLElement & { update: (proposals: BoardProposal[]) => void }}
 */
export function boardWords(wire, did) {
  const box = h("div", { class: "dk-bproposals", "data-testid": "board-proposals", hidden: true });
  return Object.assign(box, {
    /** @param {BoardProposal[]} proposals */
    update(proposals) {
      box.hidden = !proposals.length;
      list(
        box,
        proposals,
        (each) => each.id,
        (each) => proposed(wire, each, did),
        (element, each) => element.update(each),
      );
    },
  });
}

/** @param {Wire} wire @param {BoardProposal} first @param {(work: Promise<{ note: string } | null>) => Promise<void>} did */
function proposed(wire, first, did) {
  let now = first;
  let editing = false;
  const lines = h("ul", { class: "dk-blines" });
  const state = h("div", { class: "dk-small dk-clip" });
  const accept = button("Accept", () => once(accept, () => did(wire.ask("board.accept", { proposal: now.id, keep: editing ? kept() : null, anyway: now.moved.length > 0 }))), { kind: "primary", testid: "proposal-accept" });
  const edit = button("Edit", () => ((editing = !editing), draw(), editing && lines.querySelector("input")?.focus()), { pressed: false, testid: "proposal-edit" });
  const refuse = button("Refuse", () => once(refuse, () => did(wire.ask("board.refuse", { proposal: now.id }))), { testid: "proposal-refuse" });
  const element = h(
    "section",
    { class: "dk-bproposal", "aria-label": `Proposed: ${brief(first.why || first.who, 100)}`, "data-testid": "proposal" },
    h("div", { class: "dk-row" }, h("b", { class: "dk-clip" }, brief(first.why || "Proposed", 200)), h("span", { class: "dk-soft dk-small dk-clip" }, brief(`${first.id}, by ${first.who}`, 120)), h("span", { class: "dk-gap" }), accept, edit, refuse),
    state,
    lines,
  );
  const kept = () =>
    [...lines.children].flatMap((row) => {
      const box = /** @type {HTMLInputElement} */ (row.querySelector("[type=checkbox]"));
      const typed = /** @type {HTMLInputElement | null} */ (row.querySelector("[type=text]"));
      return box.checked ? [{ at: Number(box.value), value: typed && typed.value !== typed.dataset.was ? typed.value : null }] : [];
    });
  const draw = () => {
    list(
      lines,
      now.lines,
      (line) => `${line.at} ${editing}`,
      (line) => {
        const words = brief(line.words, 500);
        if (!editing) return h("li", { class: "dk-clip" }, words);
        const typed = line.value === null ? null : h("input", { type: "text", value: line.value, "data-was": line.value, "aria-label": `Instead, for ${words}`, maxlength: 2000, "data-testid": "proposal-value" });
        return h("li", null, h("label", { class: "dk-row" }, h("input", { type: "checkbox", checked: true, value: String(line.at), "data-testid": "proposal-keep" }), h("span", { class: "dk-clip" }, words)), typed);
      },
    );
    fill(state, now.fault ? h("span", { class: "dk-fault" }, brief(now.fault, 400)) : now.moved.length ? h("span", { class: "dk-fault", "data-mended": "true" }, `Changed since: ${brief(now.moved.join("; "), 400)}`) : null);
    set(edit, { "aria-pressed": String(editing), hidden: Boolean(now.fault) });
    accept.hidden = Boolean(now.fault);
    accept.textContent = editing ? "Accept these" : now.moved.length ? "Accept anyway" : "Accept";
  };
  return Object.assign(element, {
    /** @param {BoardProposal} next */
    update(next) {
      now = next;
      draw();
    },
  });
}
