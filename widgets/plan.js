// @ts-check
/** The plan: the steps as a graph and as a table that is edited in place, what they cost, and the start of a run. */

import { button, counted, fill, h, list, set } from "./dom.js";
import { widget } from "./wire.js";
import { Edits, editBar, faultLine } from "./edits.js";
import { MOST_DRAWN, graphView } from "./graph.js";
import { stepRow } from "./planrow.js";
import { pickModel } from "./picker.js";
import { planFoot } from "./planfoot.js";
import { planHead } from "./planhead.js";
import { mountPreview } from "./preview.js";

/** @typedef {import("./state.js").PlanState} PlanState */
/** @typedef {import("./state.js").PlanStep} PlanStep */

/** Up to here rows are made at once; longer plans scroll in a box of their own and make rows as they come near. */
const AT_ONCE = 24;

let plans = 0;

/**
 * @param {import("./wire.js").Wire} wire
 * @param {HTMLElement} root
 * @param {{ preview?: import("./wire.js").Mount, embedded?: boolean }} [how] `preview` is mounted below once there is a run
 * @returns {() => void}
 */
export function mountPlan(wire, root, how = {}) {
  /** @type {PlanState} */
  let plan = wire.get("plan");
  let selected = "";
  /** @type {boolean | null} as the person wants it; null: as the plan's size says */
  let folded = null;
  let frame = 0;
  /** @type {(() => void)[]} */
  const offs = [];
  /** @type {Map<string, ReturnType<typeof stepRow>>} */
  const rows = new Map();
  const approving = new Set();

  const note = h("span", { class: "dk-soft dk-clip", "data-testid": "plan-note" });
  const noted = (/** @type {string} */ words) => {
    note.textContent = words;
    wire.announce(words);
  };
  const edits = new Edits(wire, redraw, noted);
  const desk = { edits, wire, select, move, drop, pick, approve, approving, choose };

  const empty = h("p", { class: "dk-plan-empty dk-soft dk-clip", "data-testid": "plan-empty" });
  const head = planHead(wire, edits, noted);
  const titleBar = editBar(edits, "");
  const faults = h("div", { class: "dk-plan-faults", role: "region", "aria-label": "What is wrong with the plan" });
  const lost = h("div", { class: "dk-plan-faults" });
  const graph = graphView((step, go) => (select(step), go && reveal(step)));
  const graphId = `dk-plan-graph-${++plans}`;
  graph.element.id = graphId;
  const fold = button("", () => ((folded = !hidesGraph()), drawGraph()), { kind: "quiet", testid: "fold", expanded: true });
  const graphBar = h("div", { class: "dk-graph-bar dk-soft dk-small" });
  const many = h("span", { class: "dk-gap" });
  graphBar.append(many, fold);
  const body = h("div", { role: "rowgroup", class: "dk-plan-steps" });
  const titles = ["#", "Prompt", "Model", "Options", "Price"].map((word) => h("div", { role: "columnheader" }, word));
  const table = h("div", { role: "table", "aria-label": "Steps", class: "dk-plan-table", "data-testid": "plan-table" }, h("div", { role: "rowgroup" }, h("div", { role: "row", class: "dk-plan-titles" }, titles)), body);
  const foot = planFoot(wire, edits, { noted, note, approve, approving });
  head.element.append(foot.studios);
  const runs = h("div", { class: "dk-plan-run", hidden: true });
  const whole = h("div", { class: "dk-plan" }, head.element, titleBar.element, faults, lost, graphBar, graph.element, table, foot.element);
  fill(root, empty, whole, runs);

  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) near.unobserve(target), rows.get(/** @type {HTMLElement} */ (target).dataset.step ?? "")?.fill();
    },
    { root: table, rootMargin: "900px 0px" },
  );
  let wide = 0;
  const sized = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== wide) for (const row of rows.values()) row.fit();
    wide = contentRect.width;
  });
  sized.observe(table);
  /** @type {(() => void) | null} */
  let closePicker = null;
  /** @type {(() => void) | void} */
  let unmountPreview;

  offs.push(wire.watch("plan", (/** @type {PlanState} */ state) => {
    plan = state;
    // At once, not with the picture: what is drawn because of an answer must not mix an older plan's words into a newer one.
    edits.meet(plan);
    if (!frame) frame = requestAnimationFrame(drawAll);
  }));
  drawAll();

  function drawAll() {
    cancelAnimationFrame(frame);
    frame = 0;
    const there = plan.id !== "";
    empty.hidden = there;
    whole.hidden = !there;
    empty.textContent = plan.empty;
    if (!there) return;
    if (!plan.steps.some((step) => step.id === selected)) selected = "";
    head.draw(plan);
    titleBar.update();
    list(faults, plan.faults, (fault) => JSON.stringify(fault), (fault) => faultLine(fault));
    faults.hidden = !plan.faults.length;
    drawLost();
    drawGraph();
    drawRows();
    foot.draw(plan);
    drawRun();
  }

  /** The person's own words changed in a step. @param {string} step */
  function redraw(step) {
    if (step === "") head.draw(plan), titleBar.update();
    else if (edits.steps.has(step)) drawRow(step);
    drawLost();
    foot.draw(plan);
  }

  function hidesGraph() {
    return folded ?? plan.steps.length > MOST_DRAWN;
  }

  function drawGraph() {
    const hides = hidesGraph();
    graph.element.hidden = hides;
    graphBar.hidden = plan.steps.length === 0;
    many.textContent = plan.steps.length > MOST_DRAWN ? `${counted(plan.steps.length, "step")}: too many for one picture, the table has them all.` : counted(plan.steps.length, "step");
    set(fold, { text: hides ? "Show the graph" : "Hide the graph", "aria-expanded": String(!hides), "aria-controls": graphId });
    if (!hides) graph.draw(plan.steps, selected);
  }

  function drawRows() {
    const long = plan.steps.length > AT_ONCE;
    table.dataset.long = String(long);
    set(table, { tabindex: long ? 0 : null });
    held(body, () =>
      list(body, plan.steps, (step) => step.id, (step) => {
        const row = stepRow(step.id, desk);
        rows.set(step.id, row);
        if (long) near.observe(row.element);
        else row.fill();
        return row.element;
      }),
    );
    const there = new Set(plan.steps.map((step) => step.id));
    for (const [id, row] of rows) if (!there.has(id)) near.unobserve(row.element), rows.delete(id);
    plan.steps.forEach((step, index) => drawRow(step.id, index));
  }

  /** @param {string} id @param {number} [index] */
  function drawRow(id, index = plan.steps.findIndex((step) => step.id === id)) {
    const step = plan.steps[index];
    const stop = selected === "" ? index === 0 : id === selected;
    if (step) rows.get(id)?.update(step, { plan, selected: id === selected, stop, first: index === 0, last: index === plan.steps.length - 1 });
  }

  /** Words for steps that are gone: they stay until the person lets them go. */
  function drawLost() {
    const gone = [...edits.open].filter(([step, edit]) => step !== "" && !edits.steps.has(step) && edit.drafts.size).map(([step, edit]) => ({ step, text: [...edit.drafts.values()].map((draft) => draft.value).join("\n\n") }));
    lost.hidden = !gone.length;
    list(lost, gone, ({ step, text }) => `${step} ${text}`, ({ step, text }) =>
      h(
        "div",
        { "data-testid": "lost" },
        h("div", { class: "dk-fault" }, "A step you were editing is no longer in the plan. Your words:"),
        h("textarea", { readonly: true, rows: 3, value: text, "aria-label": "Words for a step that is gone" }),
        button("Let go", () => edits.cancel(step), { kind: "quiet" }),
      ));
  }

  function drawRun() {
    if (!plan.run || !how.preview || unmountPreview) return;
    const inner = h("div", null);
    const toggle = button("Run", () => ((inner.hidden = !inner.hidden), toggle.setAttribute("aria-expanded", String(!inner.hidden))), { kind: "quiet", testid: "fold-run", expanded: true });
    fill(runs, h("div", { class: "dk-graph-bar" }, toggle), inner);
    runs.hidden = false;
    unmountPreview = how.preview(wire, inner, { embedded: true }) ?? (() => {});
  }

  /** @param {string} step */
  function select(step) {
    if (step === selected) return;
    const before = selected;
    selected = step;
    for (const id of [before || plan.steps[0]?.id, step]) if (id) drawRow(id);
    if (!hidesGraph()) graph.draw(plan.steps, selected);
  }

  /** @param {string} step */
  function reveal(step) {
    rows.get(step)?.element.scrollIntoView({ block: "nearest" });
  }

  /** Arrow keys on the numbers. @param {string} step @param {number} by */
  function choose(step, by) {
    const next = plan.steps[plan.steps.findIndex((each) => each.id === step) + by];
    if (!next) return;
    select(next.id);
    reveal(next.id);
    rows.get(next.id)?.focus();
  }

  /** @param {string} step @param {number} by */
  function move(step, by) {
    const next = plan.steps[plan.steps.findIndex((each) => each.id === step) + by];
    if (next) drop(step, next.id);
  }

  /** The step takes the place of another. @param {string} step @param {string} onto */
  function drop(step, onto) {
    const [moved, place] = [edits.steps.get(step), edits.steps.get(onto)];
    if (!moved || !place || moved.locked || !moved.edits.includes("order") || edits.open.get(step)?.sent.has("order")) return;
    void edits.put(step, "order", place.order);
  }

  /** @param {string} id */
  function pick(id) {
    const step = edits.steps.get(id);
    if (!step || step.locked) return;
    closePicker?.();
    closePicker = pickModel(
      root,
      `Model for step ${step.order}`,
      (query) => wire.ask("plan.models", { step: id, query }),
      async (model) => {
        if (model.id === edits.stored(id, "model")) return;
        const { note: words } = await wire.ask("plan.set", { changes: [{ step: id, field: "model", value: model.id }] });
        noted(words || `${model.name} makes step ${step.order}`);
      },
    );
  }

  /** @param {string} step */
  async function approve(step) {
    if (!plan.run || approving.has(step)) return;
    approving.add(step);
    redraw(step);
    try {
      await wire.ask("run.approve", { execution: plan.run.execution, step });
    } finally {
      approving.delete(step);
      redraw(step);
    }
  }

  return () => {
    cancelAnimationFrame(frame);
    for (const off of offs) off();
    edits.close();
    near.disconnect();
    sized.disconnect();
    closePicker?.();
    unmountPreview?.();
  };
}

/** Does what may move elements about and gives the focus and the caret back to who had them. @param {HTMLElement} place @param {() => void} act */
function held(place, act) {
  const root = /** @type {Document | ShadowRoot} */ (place.getRootNode());
  const at = /** @type {any} */ (root.activeElement);
  const inside = at && place.contains(at);
  const [from, to] = inside ? [at.selectionStart ?? null, at.selectionEnd ?? null] : [null, null];
  const top = inside ? at.scrollTop : 0;
  act();
  if (!inside || !at.isConnected || root.activeElement === at) return;
  at.focus({ preventScroll: true });
  if (from !== null) at.setSelectionRange(from, to);
  at.scrollTop = top;
}

export default widget("Director plan", (wire, root) => mountPlan(wire, root, { preview: mountPreview }));
