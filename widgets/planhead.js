// @ts-check
/** The plan's head: its title, shape and pace, back and forth through its versions. */

import { button, h, list, set } from "./dom.js";

/** @typedef {import("./state.js").PlanState} PlanState */

/** Offered where the models in the plan don't say what they take. */
const ASPECTS = ["16:9", "9:16", "1:1", "4:5", "4:3", "21:9"];

/**
 * @param {import("./wire.js").Wire} wire
 * @param {import("./edits.js").Edits} edits
 * @param {(words: string) => void} noted
 * @returns {{ element: HTMLElement, draw: (plan: PlanState) => void }}
 */
export function planHead(wire, edits, noted) {
  let last = "";
  let going = false;
  let lastFps = "";
  /** @type {PlanState | null} */
  let plan = null;

  const title = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "text",
      class: "dk-plan-in dk-plan-title",
      "aria-label": "Title of the plan",
      "data-testid": "title",
      oninput: () => edits.type("", "title", (last = title.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") event.preventDefault(), void edits.save("");
        else if (event.key === "Escape") edits.cancel("", "title");
      },
    })
  );
  const version = h("span", { class: "dk-num", "data-testid": "version" });
  const aspect = /** @type {HTMLSelectElement} */ (
    h("select", { class: "dk-plan-in", "aria-label": "Aspect of the plan", "data-testid": "plan-aspect", onchange: () => void edits.put("", "aspect", aspect.value) })
  );
  const fps = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "number",
      min: 1,
      step: 1,
      class: "dk-plan-in",
      "aria-label": "Frames per second of the plan",
      "data-testid": "plan-fps",
      onchange: () => {
        if (fps.value.trim() === "" || !Number.isFinite(Number(fps.value))) fps.value = lastFps;
        else if (Number(fps.value) !== edits.shown("", "fps")) void edits.put("", "fps", Number(fps.value));
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && (fps.value = lastFps),
    })
  );
  const undo = button("Undo", () => turn("plan.undo"), { testid: "undo", title: "Undo the last change" });
  const redo = button("Redo", () => turn("plan.redo"), { testid: "redo", title: "Redo the change that was undone" });
  const refused = h("div", { class: "dk-fault dk-plan-refused", role: "alert", "data-testid": "plan-error" });
  const element = h(
    "header",
    { class: "dk-head dk-plan-head" },
    h("b", null, "Plan"),
    title,
    version,
    aspect,
    h("span", { class: "dk-plan-option" }, fps, "fps"),
    h("span", { class: "dk-gap" }),
    undo,
    redo,
    refused,
  );

  /** @param {"plan.undo" | "plan.redo"} verb */
  async function turn(verb) {
    if (going) return;
    going = true;
    draw();
    try {
      const { note } = await wire.ask(verb, {});
      noted(note || (verb === "plan.undo" ? "Undone" : "Redone"));
    } finally {
      going = false;
      draw();
    }
  }

  function draw() {
    if (!plan) return;
    const want = String(edits.shown("", "title") ?? "");
    if (want !== last) title.value = last = want;
    version.textContent = `version ${plan.version}`;
    const known = [...new Set(Object.values(plan.takes).flatMap((limits) => limits.aspects))];
    const shape = String(edits.shown("", "aspect") ?? "");
    list(aspect, [...new Set([shape, ...(known.length ? known : ASPECTS)])].filter(Boolean), String, (each) => h("option", { value: each }, each));
    aspect.value = shape;
    const pace = String(edits.shown("", "fps") ?? "");
    if (pace !== lastFps) fps.value = lastFps = pace;
    set(undo, { "aria-disabled": going || !plan.undo ? "true" : null });
    set(redo, { "aria-disabled": going || !plan.redo ? "true" : null });
    refused.textContent = [...(edits.open.get("")?.errors.values() ?? [])].join(" ");
    refused.hidden = !refused.textContent;
  }

  return {
    element,
    draw(state) {
      plan = state;
      draw();
    },
  };
}
