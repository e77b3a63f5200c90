// @ts-check
/** What a person is changing and has not saved: kept apart from the plan, so that no newer version of it ever takes a word away. */

import { button, h, later, list } from "./dom.js";

/** @typedef {import("./state.js").PlanState} PlanState */
/** @typedef {import("./state.js").Fault} Fault */
/** @typedef {{ value: string, base: string, last: string }} Draft `base`: what was stored when the person began, `last`: what was stored last */
/** @typedef {{ drafts: Map<string, Draft>, sent: Map<string, string | number>, errors: Map<string, string>, words: string, faults: Fault[], error: string,
 *   saving: boolean, asked: number, beat: number, weigh: (() => void) & { cancel: () => void } }} Edit */

const PAUSE = 300;

/** @param {unknown} error @returns {string} */
export function said(error) {
  return error instanceof Error ? error.message : String(error);
}

export class Edits {
  /**
   * @param {import("./wire.js").Wire} wire
   * @param {(step: string) => void} redraw
   * @param {(note: string) => void} note what the kernel said about a change that was made
   */
  constructor(wire, redraw, note) {
    this.wire = wire;
    this.redraw = redraw;
    this.note = note;
    /** @type {Map<string, Edit>} by step, "" for the plan itself */
    this.open = new Map();
    /** @type {PlanState | null} */
    this.plan = null;
    /** @type {Map<string, any>} */
    this.steps = new Map();
  }

  /** @param {string} step @returns {Edit} */
  at(step) {
    const known = this.open.get(step);
    if (known) return known;
    const weigh = later(() => void this.weigh(step), PAUSE);
    const made = { drafts: new Map(), sent: new Map(), errors: new Map(), words: "", faults: [], error: "", saving: false, asked: 0, beat: 0, weigh };
    this.open.set(step, made);
    return made;
  }

  /** @param {string} step @param {string} field @returns {any} what is stored, undefined where the step is gone */
  stored(step, field) {
    return (step === "" ? /** @type {any} */ (this.plan) : this.steps.get(step))?.[field];
  }

  /** @param {string} step @param {string} field @returns {any} what to show: what was typed, what was sent, what is stored */
  shown(step, field) {
    const edit = this.open.get(step);
    return edit?.drafts.get(field)?.value ?? edit?.sent.get(field) ?? this.stored(step, field);
  }

  /** @param {string} step @returns {number} grows with every change of the person's own words here */
  beat(step) {
    return this.open.get(step)?.beat ?? 0;
  }

  /** How many steps hold words that are not saved. @returns {number} */
  get unsaved() {
    return [...this.open.values()].filter((edit) => edit.drafts.size).length;
  }

  /** A newer plan: words that now agree with it are done; the others are weighed again. @param {PlanState} plan */
  meet(plan) {
    const newer = this.plan !== null && this.plan.version !== plan.version;
    this.plan = plan;
    this.steps = new Map(plan.steps.map((step) => [step.id, step]));
    for (const [step, edit] of this.open)
      for (const [field, draft] of edit.drafts) {
        const now = this.stored(step, field);
        if (now === draft.value) this.drop(step, field);
        else if (now !== undefined && now !== draft.last) draft.last = now;
        else if (!newer) continue;
        edit.beat++;
        if (edit.drafts.size && now !== undefined) edit.weigh();
      }
  }

  /** @param {string} step @param {string} field @param {string} value */
  type(step, field, value) {
    const edit = this.at(step);
    const draft = edit.drafts.get(field);
    const stored = String(this.stored(step, field) ?? "");
    if (value === stored) this.drop(step, field);
    else if (draft) draft.value = value;
    else edit.drafts.set(field, { value, base: stored, last: stored });
    edit.error = "";
    if (edit.drafts.size) edit.weigh();
    this.changed(step);
  }

  /** @param {string} step @param {string} field */
  drop(step, field) {
    const edit = this.at(step);
    edit.drafts.delete(field);
    if (edit.drafts.size) return;
    edit.weigh.cancel();
    Object.assign(edit, { words: "", faults: [], error: "", asked: edit.asked + 1 });
  }

  /** Forgets what was typed. @param {string} step @param {string} [field] all of the step's without it */
  cancel(step, field) {
    const edit = this.at(step);
    for (const each of field === undefined ? [...edit.drafts.keys()] : [field]) this.drop(step, each);
    if (edit.drafts.size) edit.weigh();
    this.changed(step);
  }

  /** The person has seen the newer words and keeps their own. @param {string} step @param {string} field */
  keep(step, field) {
    const draft = this.at(step).drafts.get(field);
    if (draft) draft.base = draft.last;
    this.changed(step);
  }

  /** @param {string} step @returns {{ field: string, now: string }[]} fields that changed under the person's hands */
  clashes(step) {
    return [...(this.open.get(step)?.drafts ?? [])].filter(([, draft]) => draft.last !== draft.base).map(([field, draft]) => ({ field, now: draft.last }));
  }

  /** @param {string} step @returns {{ step: string, field: string, value: string }[]} */
  changes(step) {
    return [...this.at(step).drafts].map(([field, draft]) => ({ step, field, value: draft.value }));
  }

  /** @param {string} step */
  async weigh(step) {
    const edit = this.at(step);
    const asked = ++edit.asked;
    /** @type {{ words: string, faults: Fault[] }} */
    let outcome;
    try {
      outcome = await this.wire.ask("plan.weigh", { changes: this.changes(step) });
    } catch (error) {
      outcome = { words: said(error), faults: [] };
    }
    if (asked !== edit.asked) return;
    Object.assign(edit, { words: outcome.words, faults: outcome.faults });
    this.changed(step);
  }

  /** Saves all that was typed in a step as one change. @param {string} step */
  async save(step) {
    const edit = this.at(step);
    const changes = this.changes(step);
    if (edit.saving || !changes.length) return;
    edit.weigh.cancel();
    Object.assign(edit, { saving: true, error: "", asked: edit.asked + 1 });
    this.changed(step);
    try {
      const { note } = await this.wire.ask("plan.set", { changes });
      for (const { field, value } of changes) {
        const draft = edit.drafts.get(field);
        if (draft?.value === value) this.drop(step, field);
        else if (draft) draft.base = draft.last = value;
      }
      this.note(note || "Saved");
    } catch (error) {
      edit.error = said(error);
    } finally {
      edit.saving = false;
      this.changed(step);
    }
  }

  /** Saves one field at once (a choice, a number, a place in the order). @param {string} step @param {string} field @param {string | number} value */
  async put(step, field, value) {
    const edit = this.at(step);
    edit.sent.set(field, value);
    edit.errors.delete(field);
    this.changed(step);
    try {
      const { note } = await this.wire.ask("plan.set", { changes: [{ step, field, value }] });
      this.note(note || "Saved");
    } catch (error) {
      edit.errors.set(field, said(error));
    } finally {
      if (edit.sent.get(field) === value) edit.sent.delete(field);
      this.changed(step);
    }
  }

  /** @param {string} step */
  changed(step) {
    this.at(step).beat++;
    this.redraw(step);
  }

  close() {
    for (const edit of this.open.values()) edit.weigh.cancel();
  }
}

const CLASH = /** @type {Record<string, string>} */ ({ action: "heading", negativePrompt: "negative prompt" });

/**
 * The line under fields that are being edited: what saving would mean, and the ways out.
 * @param {Edits} edits @param {string} step
 * @returns {{ element: HTMLElement, update: () => void }}
 */
export function editBar(edits, step) {
  const words = h("span", { class: "dk-plan-weigh dk-num", role: "status", "data-testid": "weigh" });
  const save = button("Save", () => edits.save(step), { testid: "save", title: "Save (Ctrl+Enter)" });
  const cancel = button("Cancel", () => edits.cancel(step), { kind: "quiet", testid: "cancel", title: "Cancel (Escape)" });
  const error = h("div", { class: "dk-fault", role: "alert", "data-testid": "save-error" });
  const faults = h("div", null);
  const clashes = h("div", null);
  const element = h("div", { class: "dk-plan-edit", "data-testid": "edit-bar", hidden: true }, clashes, h("div", { class: "dk-row" }, words, save, cancel), faults, error);
  /** @param {{ field: string, now: string }} clash */
  const clashed = ({ field, now }) =>
    h(
      "div",
      { class: "dk-plan-clash", role: "status", "data-testid": "clash" },
      h("span", { class: "dk-clip" }, `${CLASH[field] ?? field} changed meanwhile: now “`, h("bdi", null, now.length > 300 ? `${now.slice(0, 300)}…` : now), "”"),
      button("Keep mine", () => edits.keep(step, field), { kind: "quiet", testid: "keep-mine" }),
      button("Take the new one", () => edits.cancel(step, field), { kind: "quiet", testid: "take-new" }),
    );
  return {
    element,
    update() {
      const edit = edits.open.get(step);
      element.hidden = !edit?.drafts.size;
      if (!edit || element.hidden) return;
      words.textContent = edit.words || "not saved yet";
      save.setAttribute("aria-disabled", String(edit.saving));
      error.textContent = edit.error;
      list(faults, edit.faults, (fault) => JSON.stringify(fault), faultLine);
      list(clashes, edits.clashes(step), (clash) => JSON.stringify(clash), clashed);
    },
  };
}

/**
 * A fault in words, with its one-click way out where there is one.
 * @param {Fault} fault
 * @param {(() => any) | null} [mend]
 * @returns {HTMLElement}
 */
export function faultLine(fault, mend = null) {
  return h(
    "div",
    { class: "dk-fault dk-clip", "data-mended": String(fault.mended), "data-testid": "fault" },
    fault.mended ? "mended: " : null,
    [fault.message, fault.fix].filter(Boolean).join(" "),
    typeof mend === "function" && !fault.mended ? button("Mend", mend, { kind: "quiet", testid: "mend" }) : null,
  );
}
