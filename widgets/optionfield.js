// @ts-check
/** One option of a step: a choice where the model has a list, a number where it takes any, words where it can't be changed. */

import { h, length, list, set } from "./dom.js";

/** @typedef {import("./state.js").PlanStep} PlanStep */
/** @typedef {{ label: string, from?: "aspects" | "resolutions" | "durations", number?: boolean, unit?: string, word?: (value: any) => string }} Option */

/** @type {Record<string, Option>} */
const OPTION = {
  aspect: { label: "aspect", from: "aspects" },
  resolution: { label: "resolution", from: "resolutions" },
  duration: { label: "length in seconds", from: "durations", number: true, unit: "s", word: length },
  fps: { label: "frames per second", number: true, unit: "fps", word: (value) => `${value} fps` },
  takes: { label: "takes", number: true, unit: "take", word: (value) => (value === 1 ? "1 take" : `${value} takes`) },
  seed: { label: "seed", number: true, unit: "seed", word: (value) => `seed ${value}` },
};

/**
 * @param {string} id the step @param {string} field
 * @param {{ edits: import("./edits.js").Edits }} desk
 * @param {(field: string) => boolean} editable
 * @returns {{ element: HTMLElement, update: (step: PlanStep, plan: import("./state.js").PlanState) => void }}
 */
export function optionField(id, field, { edits }, editable) {
  const option = OPTION[field];
  const word = option.word ?? String;
  const element = h("span", { class: "dk-plan-option" });
  let kind = "";
  let last = "";
  /** @type {any} */
  let control = null;
  /** @type {HTMLElement | null} */
  let unit = null;

  const saved = () => {
    const value = option.number ? Number(control.value) : control.value;
    if (control.value.trim() === "" || Number.isNaN(value)) control.value = last;
    else if (value !== edits.shown(id, field)) void edits.put(id, field, value);
  };

  /** @param {string} next */
  function made(next) {
    kind = next;
    last = "";
    const props = { "data-testid": field, class: "dk-plan-in", onchange: saved };
    if (next === "select") control = h("select", props);
    else if (next === "number")
      control = h("input", {
        type: "number",
        min: field === "seed" ? 0 : 1,
        step: field === "duration" ? "any" : 1,
        ...props,
        onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && (control.value = last),
      });
    else control = h("span", { class: "dk-clip", "data-testid": field });
    element.replaceChildren(control, ...(next === "number" ? [(unit = h("span", { class: "dk-soft" }, option.unit))] : []));
  }

  return {
    element,
    update(step, plan) {
      const value = edits.shown(id, field);
      const limits = option.from ? (plan.takes[step.model]?.[option.from] ?? []) : [];
      const listed = /** @type {any[]} */ (limits).includes(value) || !value ? limits : [value, ...limits];
      const next = !editable(field) || (option.from && !option.number && !listed.length) ? "text" : listed.length > 1 ? "select" : listed.length && limits.length ? "text" : "number";
      if (next !== kind) made(next);
      element.hidden = next === "select" ? false : field === "takes" ? next === "text" && value === 1 : field === "seed" ? false : !value;
      if (field === "takes" && unit) unit.textContent = value === 1 ? "take" : "takes";
      const want = String(value ?? "");
      if (next === "text") control.textContent = value ? word(value) : "";
      else {
        if (next === "select") list(control, /** @type {any[]} */ (listed), String, (each) => h("option", { value: String(each) }, word(each)));
        set(control, { "aria-label": `Step ${step.order} ${option.label}`, "aria-busy": edits.open.get(id)?.sent.has(field) ? "true" : null });
        if (want !== last || next === "select") control.value = want;
        last = want;
      }
    },
  };
}
