// @ts-check
/** One model of a comparison: what it is and costs, how far it is, and what it made. While it is blind it is a letter. */

import { button, fill, h, list, set, status, usd } from "./dom.js";
import { brief, once } from "./pressing.js";
import { takeCard } from "./takes.js";

/** @typedef {import("./state.js").CompareColumn} CompareColumn */
/** @typedef {import("./state.js").CompareState} CompareState */
/** @typedef {import("./state.js").RunStep} RunStep */
/** @typedef {import("./wire.js").Wire} Wire */

const WORDS = /** @type {Record<string, string>} */ ({ approve: "waits for your word", input: "waits for your file", unknown: "nobody knows yet" });

/** @param {CompareColumn} column @param {boolean} hidden @returns {string} what a column is called */
export function columnName(column, hidden) {
  return brief(hidden ? column.label || "?" : column.modelName || column.model || column.label, 120);
}

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {string} key the column's
 * @param {(key: string) => Promise<unknown>} drop takes the model out
 */
export function compareColumn(wire, root, key, drop) {
  const name = h("h3", { class: "dk-clip", "data-testid": "column-name" });
  const remove = button("Remove", () => once(remove, () => drop(key)), { kind: "quiet", testid: "column-remove" });
  const price = h("div", { class: "dk-num", "data-testid": "column-price" });
  const why = h("div", { class: "dk-soft dk-small dk-clip dk-column-why" });
  const faults = h("div");
  const line = h("div", { class: "dk-row dk-small" });
  const fillBar = h("i");
  const bar = h("div", { class: "dk-bar", role: "progressbar", "aria-label": "Progress", "aria-valuemin": 0, "aria-valuemax": 100 }, fillBar);
  const trouble = h("div", { "data-testid": "column-error" });
  const takes = h("div", { class: "dk-column-takes" });
  const element = h("section", { class: "dk-column", "data-testid": "column" }, h("div", { class: "dk-row dk-column-head" }, name, h("span", { class: "dk-gap" }), remove), price, why, faults, line, bar, trouble, takes);
  /** What the error says it was drawn for: a button under the finger is not made anew. */
  let told = "";

  return Object.assign(element, {
    /** @param {CompareColumn} column @param {CompareState} state @param {{ hidden: boolean, live: boolean, fixed: boolean }} how */
    update(column, state, { hidden, live, fixed }) {
      const called = columnName(column, hidden);
      name.textContent = called;
      element.setAttribute("aria-label", called);
      set(remove, { hidden: fixed, "aria-label": `Remove ${called}` });
      price.textContent = hidden ? "price after the vote" : live ? usd(column.price) : `free in previs · ${usd(column.price)} live`;
      price.className = live && !hidden ? "dk-num dk-column-price" : "dk-num dk-soft dk-small";
      price.title = hidden ? "" : `live at most ${usd(column.ceiling)}`;
      why.textContent = hidden ? "" : brief(column.why, 400);
      const own = state.faults.filter((fault) => fault.step !== "" && (fault.step === column.key || fault.step === column.step?.id));
      list(faults, own, (fault) => fault.code + fault.field + fault.message, (fault) => h("div", { class: "dk-fault dk-clip", "data-mended": String(fault.mended) }, brief([fault.message, fault.fix].filter(Boolean).join(" "), 600)));
      const step = column.step;
      line.hidden = !step;
      bar.hidden = step?.status !== "running";
      if (step) {
        const percent = Math.round(step.progress * 100);
        const word = WORDS[step.status] ?? step.status;
        const note = hidden ? "" : brief(step.note, 200);
        if (line.dataset.said !== word + note) {
          line.dataset.said = word + note;
          fill(line, status(step.status, word), note ? h("span", { class: "dk-soft dk-clip" }, note) : null);
        }
        fillBar.style.width = `${percent}%`;
        bar.setAttribute("aria-valuenow", String(percent));
      }
      this.wrong(step, state.run?.execution ?? "", column.model, hidden);
      list(
        takes,
        step?.takes ?? [],
        (take) => `${take.key}|${hidden}`,
        (take) => takeCard(wire, take, { root, all: () => step?.takes ?? [], blind: hidden ? called : "" }),
        (card, take) => card.update(take),
      );
    },
    /** @param {RunStep | null} step @param {string} execution @param {string} model @param {boolean} hidden */
    wrong(step, execution, model, hidden) {
      const error = step?.error;
      const now = error ? JSON.stringify([error, execution, hidden]) : "";
      if (now === told) return;
      told = now;
      if (!error || !step) return void fill(trouble);
      const again = button("Try again", () => once(again, () => wire.ask("run.retry", { execution, step: step.id, model })), { testid: "column-retry" });
      // An error's words name the model: while it is blind they wait.
      const words = hidden ? "It could not be made." : brief([error.message, error.next].filter(Boolean).join(" "), 900);
      fill(trouble, h("div", { class: "dk-fault dk-clip" }, words), execution && error.state !== "unknown" ? again : null);
    },
  });
}
