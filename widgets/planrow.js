// @ts-check
/** One step of the plan as a row: prompt, model, options and price, each edited where it stands. */

import { button, growing, h, list, set, status, usd } from "./dom.js";
import { editBar, faultLine } from "./edits.js";
import { optionField } from "./optionfield.js";
import { stateWord } from "./graph.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").PlanStep} PlanStep */
/** @typedef {import("./state.js").PlanState} PlanState */
/** What rows share: the line to the kernel, what is being edited, and what only the whole plan can do.
 * @typedef {{ edits: import("./edits.js").Edits, wire: import("./wire.js").Wire, select: (step: string) => void, move: (step: string, by: number) => void,
 *   drop: (step: string, onto: string) => void, pick: (step: string) => void, approve: (step: string) => Promise<unknown>, approving: Set<string>,
 *   choose: (step: string, by: number) => void }} Desk */
/** @typedef {{ plan: PlanState, selected: boolean, stop: boolean, first: boolean, last: boolean }} Where */

/** Longer texts are cut for showing; editing needs all of it. */
const MOST = 20_000;
const OPTIONS = ["aspect", "resolution", "duration", "fps", "takes"];
/** Which cell a fault about a field stands in; all others concern the prompt. */
const CELLS = new Map([...OPTIONS, "use_seconds", "useSeconds"].map((field) => [field, "options"]));
for (const [field, cell] of [["model", "model"], ["provider", "model"], ["price", "price"], ["cap", "price"]]) CELLS.set(field, cell);
/** Keys of a fault as Python names them. */
const AS_FIELD = new Map([["negative_prompt", "negativePrompt"]]);

/**
 * The row of a step, empty of controls until `fill` is called: a plan of a thousand steps draws its rows as they come into sight.
 * @param {string} id @param {Desk} desk
 * @returns {{ element: HTMLElement, fill: () => void, update: (step: PlanStep, where: Where) => void, filled: boolean, focus: () => void, fit: () => void }}
 */
export function stepRow(id, desk) {
  const { edits } = desk;
  /** @type {PlanStep | null} */
  let step = null;
  /** @type {Where | null} */
  let where = null;
  let drawn = "";

  const number = button("", () => desk.select(id), { kind: "quiet", testid: "number" });
  const title = h("div", { class: "dk-plan-shell-title dk-clip" });
  const text = h("div", { class: "dk-plan-shell-text dk-clip dk-soft" });
  const order = h("div", { role: "cell", class: "dk-plan-order" }, number);
  const prompt = h("div", { role: "cell", class: "dk-plan-prompt" }, title, text);
  const model = h("div", { role: "cell", class: "dk-plan-model" });
  const options = h("div", { role: "cell", class: "dk-plan-options-cell" });
  const price = h("div", { role: "cell", class: "dk-plan-price dk-num" });
  const element = h(
    "div",
    { role: "row", class: "dk-plan-step", "data-step": id, "data-testid": `step-${id}`, onfocusin: () => desk.select(id), onclick: () => desk.select(id), onkeydown: keyed },
    order,
    prompt,
    model,
    options,
    price,
  );
  /** @type {((step: PlanStep, where: Where) => void)[]} */
  const parts = [];
  /** @type {(() => void)[]} */
  const fits = [];

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (!by) return;
    if (event.altKey) event.preventDefault(), desk.move(id, by);
    else if (event.target === number) event.preventDefault(), desk.choose(id, by);
  }

  /** @param {string} field @returns {boolean} */
  const editable = (field) => Boolean(step && !step.locked && /** @type {string[]} */ (step.edits).includes(field));

  /**
   * A text that is edited in place. @param {string} field @param {string} label @param {boolean} tall
   * @returns {{ element: HTMLElement, update: () => void }}
   */
  function wordField(field, label, tall) {
    let last = "";
    let whole = false;
    const props = {
      class: `dk-plan-in dk-plan-in-${field}`,
      "data-testid": field,
      oninput: () => edits.type(id, field, (last = box.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.isComposing) return;
        if (event.key === "Enter" && (!tall || event.ctrlKey || event.metaKey)) event.preventDefault(), void edits.save(id);
        else if (event.key === "Escape") edits.cancel(id, field);
      },
    };
    const box = /** @type {HTMLTextAreaElement} */ (tall ? growing(props) : h("input", { type: "text", ...props }));
    const more = button("", () => ((whole = true), refresh()), { kind: "quiet", testid: `${field}-all` });
    const faults = h("div", null);
    const refresh = () => {
      if (!step) return;
      const full = String(edits.shown(id, field) ?? "");
      const cut = full.length > MOST && !whole && !edits.open.get(id)?.drafts.has(field);
      const want = cut ? full.slice(0, MOST) : full;
      if (want !== last) {
        box.value = last = want;
        /** @type {any} */ (box).fit?.();
      }
      box.classList.toggle("dk-plan-huge", full.length > MOST);
      box.readOnly = cut || !editable(field);
      box.hidden = box.readOnly && !full;
      set(box, { "aria-label": `Step ${step.order} ${label}`, placeholder: box.readOnly ? null : label });
      more.hidden = !cut;
      more.textContent = `Show all ${full.length.toLocaleString("en-US")} characters`;
      drawFaults(faults, step.faults.filter((fault) => (AS_FIELD.get(fault.field) ?? fault.field) === field));
    };
    if (tall) fits.push(() => /** @type {any} */ (box).fit());
    const element = h("div", { class: "dk-plan-field" }, box, more, faults);
    return { element, update: refresh };
  }

  /** @param {HTMLElement} place @param {PlanStep["faults"]} faults */
  function drawFaults(place, faults) {
    list(place, faults, (fault) => JSON.stringify(fault), (fault) => {
      const { mend } = fault;
      return faultLine(fault, mend && (() => edits.put(mend.step, mend.field, mend.value)));
    });
  }

  /** Faults and refusals of a cell whose fields have no place of their own. @param {HTMLElement} cell @param {string} name @param {string[]} fields @param {string[]} [own] */
  function troubles(cell, name, fields, own = []) {
    const faults = h("div", null);
    const errors = h("div", { role: "alert" });
    cell.append(faults, errors);
    parts.push((now) => {
      drawFaults(faults, now.faults.filter((fault) => (CELLS.get(fault.field) ?? "prompt") === name && !own.includes(AS_FIELD.get(fault.field) ?? fault.field)));
      const refused = edits.open.get(id)?.errors;
      list(errors, fields.filter((field) => refused?.has(field)), (field) => `${field} ${refused?.get(field)}`, (field) =>
        h("div", { class: "dk-fault dk-clip", "data-testid": `error-${field}` }, refused?.get(field)));
    });
  }

  function fillOrder() {
    const up = button("↑", () => desk.move(id, -1), { kind: "quiet", testid: "up" });
    const down = button("↓", () => desk.move(id, 1), { kind: "quiet", testid: "down" });
    const grip = h("span", { class: "dk-plan-grip", "aria-hidden": "true", title: "Drag to move", "data-testid": "grip", onpointerdown: (/** @type {PointerEvent} */ event) => dragged(event, grip) }, "⠿");
    order.prepend(grip);
    order.append(h("span", { class: "dk-plan-moves dk-plan-at-hand" }, up, down));
    parts.push((now, at) => {
      const can = editable("order");
      for (const each of [grip, up, down]) each.hidden = !can;
      set(up, { "aria-label": `Move step ${now.order} up`, title: "Move up (Alt+↑)", "aria-disabled": at.first ? "true" : null });
      set(down, { "aria-label": `Move step ${now.order} down`, title: "Move down (Alt+↓)", "aria-disabled": at.last ? "true" : null });
    });
  }

  /** Follows the pointer until it is let go over another row. @param {PointerEvent} start @param {HTMLElement} grip */
  function dragged(start, grip) {
    if (start.button !== 0) return;
    start.preventDefault();
    grip.setPointerCapture(start.pointerId);
    element.dataset.dragged = "true";
    /** @type {HTMLElement | null} */
    let over = null;
    const look = (/** @type {PointerEvent} */ event) => {
      const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
      const found = /** @type {HTMLElement | null} */ (root.elementFromPoint(event.clientX, event.clientY)?.closest(".dk-plan-step") ?? null);
      if (over) delete over.dataset.over;
      over = found && found !== element && found.parentElement === element.parentElement ? found : null;
      if (over) over.dataset.over = element.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING ? "after" : "before";
    };
    const stop = (/** @type {Event} */ event) => {
      grip.removeEventListener("pointermove", look);
      for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) grip.removeEventListener(kind, stop);
      delete element.dataset.dragged;
      if (!over) return;
      delete over.dataset.over;
      if (event.type === "pointerup") desk.drop(id, over.dataset.step ?? "");
    };
    grip.addEventListener("pointermove", look);
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(kind, stop);
  }

  function fillPrompt() {
    const action = wordField("action", "heading", false);
    const words = wordField("prompt", "prompt", true);
    const negative = wordField("negativePrompt", "negative prompt", true);
    const seed = optionField(id, "seed", desk, editable);
    let open = false;
    const more = button("⋯", () => ((open = !open), extra()), { kind: "quiet", testid: "more", title: "Negative prompt, seed", expanded: false });
    order.querySelector(".dk-plan-moves")?.append(more);
    const extras = h("div", { class: "dk-plan-extras" }, h("div", { class: "dk-soft dk-small" }, "Negative prompt"), negative.element, seed.element);
    const bar = editBar(edits, id);
    const asks = h("div", { class: "dk-row" });
    const approve = button("", () => desk.approve(id), { testid: "approve" });
    asks.append(approve);
    const extra = () => {
      const has = Boolean(step?.negativePrompt) || edits.open.get(id)?.drafts.has("negativePrompt") === true;
      const can = editable("negativePrompt") || editable("seed");
      extras.hidden = !(open || has);
      more.hidden = !can || has;
      set(more, { "aria-expanded": String(open), "aria-label": `Step ${step?.order}: negative prompt, seed` });
      if (!extras.hidden) negative.update();
    };
    prompt.replaceChildren(action.element, words.element, extras, bar.element, asks);
    parts.push((now, { plan }) => {
      action.update();
      words.update();
      negative.update();
      seed.update(now, plan);
      extra();
      bar.update();
      asks.hidden = !(now.state === "approve" && plan.run);
      set(approve, { "aria-disabled": desk.approving.has(id) ? "true" : null, text: `Approve · at most ${usd(now.ceiling)}`, "aria-label": `Approve · at most ${usd(now.ceiling)}: step ${now.order}` });
    });
    troubles(prompt, "prompt", ["action", "prompt", "negativePrompt", "seed", "order"], ["action", "prompt", "negativePrompt"]);
  }

  function fillModel() {
    const name = h("div", { class: "dk-clip" });
    const choose = button("", () => desk.pick(id), { kind: "quiet", testid: "model" });
    const why = h("div", { class: "dk-soft dk-small dk-clip dk-plan-clamp", "data-testid": "why" });
    model.replaceChildren(name, choose, why);
    parts.push((now, { plan }) => {
      const label = now.modelName || now.model;
      name.hidden = editable("model");
      choose.hidden = !editable("model");
      name.textContent = label;
      set(choose, { text: label || "Choose a model", "aria-label": `Step ${now.order} model: ${label}. Choose another`, title: now.model, "aria-haspopup": "dialog" });
      why.textContent = [brief(now.reason, 2_000), plan.takes[now.model]?.rate].filter(Boolean).join(" · ");
      why.title = why.textContent.slice(0, 2000);
    });
    troubles(model, "model", ["model"]);
  }

  function fillOptions() {
    const fields = OPTIONS.map((field) => optionField(id, field, desk, editable));
    const uses = h("span", { class: "dk-soft dk-num" });
    const row = h("div", { class: "dk-plan-options" }, fields.flatMap((field, index) => (OPTIONS[index] === "duration" ? [field.element, uses] : [field.element])));
    options.replaceChildren(row);
    parts.push((now, { plan }) => {
      for (const field of fields) field.update(now, plan);
      uses.hidden = !now.useSeconds || now.useSeconds === now.duration;
      uses.textContent = `uses ${now.useSeconds.toFixed(1)} s`;
    });
    troubles(options, "options", OPTIONS);
  }

  function fillPrice() {
    const sum = h("div", { "data-testid": "price" });
    const stand = h("div", { class: "dk-plan-stand", "data-testid": "state" });
    const bar = h("div", { class: "dk-bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
    const note = h("div", { class: "dk-soft dk-small dk-clip dk-plan-clamp" });
    const locked = h("span", { class: "dk-tag", "data-kind": "warn", title: "Unlock its take in the preview to change it.", "data-testid": "locked" }, "locked");
    let shown = "";
    price.replaceChildren(sum, stand, bar, note, locked);
    parts.push((now) => {
      const free = now.cached ? h("span", { class: "dk-tag", "data-kind": "ok" }, "cached $0") : usd(now.price);
      sum.replaceChildren(free);
      sum.title = now.cached ? "It is stored: running it costs nothing." : `at most ${usd(now.ceiling)}`;
      if (shown !== now.state) stand.replaceChildren(now.state ? status(now.state, stateWord(now.state)) : "");
      shown = now.state;
      bar.hidden = now.state !== "running";
      const done = Math.round(Math.min(1, Math.max(0, now.progress)) * 100);
      set(bar, { "aria-valuenow": done, "aria-label": `Step ${now.order}` });
      /** @type {HTMLElement} */ (bar.firstChild).style.width = `${done}%`;
      // What a step made by hand needs stands whole in the run below.
      note.textContent = now.state && now.state !== "input" && now.note !== stateWord(now.state) ? now.note : "";
      note.title = note.textContent;
      locked.hidden = !now.locked;
    });
    troubles(price, "price", []);
  }

  function paint() {
    if (!step || !where) return;
    const now = step;
    const at = where;
    const key = JSON.stringify([now, at.plan.takes[now.model], at.plan.run?.execution, at.first, at.last, edits.beat(id), desk.approving.has(id), row.filled]);
    set(element, { "data-selected": at.selected ? "true" : null });
    number.tabIndex = at.stop ? 0 : -1;
    if (key === drawn) return;
    drawn = key;
    set(number, { text: now.order, "aria-label": `Step ${now.order}: ${now.action.slice(0, 200)}${now.locked ? ", locked" : ""}` });
    element.dataset.locked = String(now.locked);
    if (!row.filled) {
      title.textContent = now.action.slice(0, 200);
      text.textContent = now.prompt.slice(0, 240);
      model.textContent = now.modelName || now.model;
      price.textContent = now.cached ? "cached $0" : usd(now.price);
    } else for (const part of parts) part(now, at);
  }

  const row = {
    element,
    filled: false,
    fill() {
      if (row.filled) return;
      row.filled = true;
      fillOrder();
      fillPrompt();
      fillModel();
      fillOptions();
      fillPrice();
      paint();
    },
    /** @param {PlanStep} now @param {Where} at */
    update(now, at) {
      step = now;
      where = at;
      paint();
    },
    focus: () => number.focus({ preventScroll: true }),
    fit: () => fits.forEach((fit) => fit()),
  };
  return row;
}
