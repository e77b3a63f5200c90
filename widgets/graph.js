// @ts-check
/** The steps as a graph: columns by what needs what, each node a step that can be selected by click or arrow keys. */

import { h, length, list, set, status, svg, usd } from "./dom.js";

/** @typedef {import("./state.js").PlanStep} PlanStep */
/** @typedef {{ key: string, step: PlanStep | null, tall: number, y: number, left: Slot[], right: Slot[] }} Slot a place in a column; without a step an edge passes */
/** @typedef {{ x: number, y: number, column: number }} Spot the middle of a node's left side */
/** @typedef {{ spots: Map<string, Spot>, edges: { from: string, to: string, path: string }[], wide: number, high: number, tall: number }} Layout */

const WIDE = 156;
const GAP = 54;
const PAD = 14;
const LANE = 8;
/** More steps than this are no picture any more. */
export const MOST_DRAWN = 80;

const WORDS = /** @type {Record<string, string>} */ ({
  running: "making",
  skipped: "skipped",
  approve: "needs approval",
  input: "needs a file",
});

/** @param {string} state @returns {string} how a step stands, as people say it */
export function stateWord(state) {
  return WORDS[state] ?? state;
}

/** @param {PlanStep} step @returns {string} "cached · $0", "Kling 2.6 Pro · $0.35", "15 s · 9:16" for a reel */
export function stepPrice(step) {
  if (step.kind === "assemble") return [step.duration ? length(step.duration) : "", step.aspect].filter(Boolean).join(" · ");
  return step.cached ? "cached · $0" : `${step.modelName || step.model} · ${usd(step.price)}`;
}

/** @param {PlanStep[]} steps @returns {Map<string, number>} the column of each step: after all it needs; what needs nothing stands next to who uses it */
function depths(steps) {
  const needs = new Map(steps.map((step) => [step.id, 0]));
  /** @type {Map<string, string[]>} */
  const users = new Map(steps.map((step) => [step.id, []]));
  for (const step of steps)
    for (const need of new Set(step.dependsOn))
      if (users.has(need)) {
        users.get(need)?.push(step.id);
        needs.set(step.id, (needs.get(step.id) ?? 0) + 1);
      }
  const roots = steps.filter((step) => !needs.get(step.id)).map((step) => step.id);
  const depth = new Map(steps.map((step) => [step.id, 0]));
  const ready = [...roots];
  for (let id = ready.pop(); id !== undefined; id = ready.pop())
    for (const user of users.get(id) ?? []) {
      depth.set(user, Math.max(depth.get(user) ?? 0, (depth.get(id) ?? 0) + 1));
      needs.set(user, (needs.get(user) ?? 1) - 1);
      if (!needs.get(user)) ready.push(user);
    }
  for (const id of roots) {
    const next = (users.get(id) ?? []).map((user) => depth.get(user) ?? 0);
    if (next.length) depth.set(id, Math.max(0, next.reduce((a, b) => Math.min(a, b)) - 1));
  }
  return depth;
}

/**
 * Columns of slots, joined to their neighbours. An edge over several columns passes through lanes of its own, shared by the edges of one
 * source (or, where the source has only one, of one target), so that a hundred of them are one line.
 * @param {PlanStep[]} steps @param {Map<string, number>} depth @param {number} tall
 * @returns {{ columns: Slot[][], routes: { from: string, to: string, by: Slot[] }[] }}
 */
function columned(steps, depth, tall) {
  /** @type {Slot[][]} */
  const columns = [];
  /** @type {Map<string, Slot>} */
  const slots = new Map();
  const slot = (/** @type {string} */ key, /** @type {number} */ column, /** @type {PlanStep | null} */ step) => {
    const known = slots.get(key);
    if (known) return known;
    const made = { key, step, tall: step ? tall : LANE, y: 0, left: [], right: [] };
    (columns[column] ??= []).push(made);
    slots.set(key, made);
    return made;
  };
  const at = (/** @type {string} */ id) => depth.get(id) ?? 0;
  for (const step of steps) slot(step.id, at(step.id), step);
  for (let column = 0; column < columns.length; column++) columns[column] ??= [];
  /** @type {Map<string, number>} */
  const far = new Map();
  const edges = steps.flatMap((step) => [...new Set(step.dependsOn)].filter((need) => depth.has(need)).map((need) => ({ from: need, to: step.id })));
  for (const { from, to } of edges) if (at(to) - at(from) > 1) far.set(from, (far.get(from) ?? 0) + 1);
  const routes = edges.map(({ from, to }) => {
    const by = [/** @type {Slot} */ (slots.get(from))];
    const lane = (far.get(from) ?? 0) > 1 ? `from ${from}` : `to ${to}`;
    for (let column = at(from) + 1; column < at(to); column++) by.push(slot(`${lane} ${column}`, column, null));
    by.push(/** @type {Slot} */ (slots.get(to)));
    by.slice(1).forEach((right, index) => {
      const left = by[index];
      if (!left.right.includes(right)) left.right.push(right), right.left.push(left);
    });
    return { from, to, by };
  });
  return { columns, routes };
}

/** Puts each column in the order of what it is joined to, which takes out most crossings. @param {Slot[][]} columns */
function untangled(columns) {
  const place = new Map(columns.flatMap((column) => column.map((slot, index) => [slot, index / Math.max(1, column.length - 1)])));
  const sweep = (/** @type {Slot[]} */ column, /** @type {"left" | "right"} */ side) => {
    const pull = new Map(column.map((slot) => [slot, mean(slot[side].map((other) => place.get(other) ?? 0)) ?? place.get(slot) ?? 0]));
    column.sort((a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0) || (a.step?.order ?? 1e9) - (b.step?.order ?? 1e9));
    column.forEach((slot, index) => place.set(slot, index / Math.max(1, column.length - 1)));
  };
  for (let round = 0; round < 3; round++) {
    for (const column of columns.slice(1)) sweep(column, "left");
    for (const column of columns.slice(0, -1).reverse()) sweep(column, "right");
  }
}

/** @param {number[]} values @returns {number | null} */
function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/**
 * Heights in a column as near as can be to where its neighbours want them: half way between pushing down and pushing up, within the picture.
 * @param {Slot[]} column @param {"left" | "right" | ""} side @param {number} high @param {number} air
 */
function settle(column, side, high, air) {
  if (!column.length) return;
  const apart = (/** @type {number} */ index) => (column[index].tall + column[index + 1].tall) / 2 + air;
  const wanted = column.map((slot) => (side && mean(slot[side].map((other) => other.y))) || high / 2);
  const down = [...wanted];
  const up = [...wanted];
  for (let i = 1; i < column.length; i++) down[i] = Math.max(down[i], down[i - 1] + apart(i - 1));
  for (let i = column.length - 2; i >= 0; i--) up[i] = Math.min(up[i], up[i + 1] - apart(i));
  column.forEach((slot, i) => (slot.y = (down[i] + up[i]) / 2));
  column[column.length - 1].y = Math.min(column[column.length - 1].y, high - column[column.length - 1].tall / 2);
  for (let i = column.length - 2; i >= 0; i--) column[i].y = Math.min(column[i].y, column[i + 1].y - apart(i));
  column[0].y = Math.max(column[0].y, column[0].tall / 2);
  for (let i = 1; i < column.length; i++) column[i].y = Math.max(column[i].y, column[i - 1].y + apart(i - 1));
}

/**
 * Where every step stands and how the lines between them run, in pixels. The fuller the fullest column, the lower the nodes.
 * @param {PlanStep[]} steps
 * @returns {Layout}
 */
export function layered(steps) {
  const depth = depths(steps);
  /** @type {number[]} */
  const full = [];
  for (const column of depth.values()) full[column] = (full[column] ?? 0) + 1;
  const most = full.reduce((a, b) => Math.max(a, b ?? 0), 0);
  const [tall, air] = most <= 5 ? [42, 10] : most <= 12 ? [26, 7] : [22, 4];
  const { columns, routes } = columned(steps, depth, tall);
  untangled(columns);
  const heights = columns.map((column) => column.reduce((sum, slot) => sum + slot.tall + air, -air));
  const high = heights.reduce((a, b) => Math.max(a, b), tall);
  const anchor = heights.indexOf(high);
  if (anchor >= 0) settle(columns[anchor], "", high, air);
  for (let i = anchor - 1; i >= 0; i--) settle(columns[i], "right", high, air);
  for (let i = anchor + 1; i < columns.length; i++) settle(columns[i], "left", high, air);
  const x = (/** @type {number} */ column) => PAD + column * (WIDE + GAP);
  /** @type {Layout["spots"]} */
  const spots = new Map();
  columns.forEach((column, index) => {
    for (const slot of column) if (slot.step) spots.set(slot.step.id, { x: x(index), y: PAD + slot.y, column: index });
  });
  const edges = routes.map(({ from, to, by }) => {
    const first = depth.get(from) ?? 0;
    const path = by.slice(1).reduce((line, slot, index) => {
      const [x0, y0, x1, y1] = [x(first + index) + WIDE, PAD + by[index].y, x(first + index + 1), PAD + slot.y];
      return `${line} C${x0 + GAP / 2} ${y0} ${x1 - GAP / 2} ${y1} ${x1} ${y1}${slot.step ? "" : ` H${x1 + WIDE}`}`;
    }, `M${x(first) + WIDE} ${PAD + by[0].y}`);
    return { from, to, path };
  });
  return { spots, edges, wide: x(columns.length) - GAP + PAD, high: high + 2 * PAD, tall };
}

/**
 * The drawn graph.
 * @param {(step: string, go: boolean) => void} select `go`: the person wants to see the step's row
 * @returns {{ element: HTMLElement, draw: (steps: PlanStep[], selected: string) => void }}
 */
export function graphView(select) {
  const lines = svg("svg", { "aria-hidden": "true" });
  const nodes = h("div", { role: "listbox", "aria-label": "Steps, by what they need", class: "dk-graph-nodes", onkeydown: keyed });
  const element = h("div", { class: "dk-graph", "data-testid": "plan-graph" }, h("div", { class: "dk-graph-paper" }, lines, nodes));
  let shape = "";
  let shown = "";
  /** @type {Layout} */
  let layout = layered([]);
  /** @type {Map<string, PlanStep>} */
  let known = new Map();

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const id = /** @type {HTMLElement} */ (event.target).dataset.step ?? "";
    const here = layout.spots.get(id);
    if (!here) return;
    if (event.key === "Enter" || event.key === " ") return event.preventDefault(), select(id, true);
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (!across && !along) return;
    event.preventDefault();
    const joined = (/** @type {string} */ other) => known.get(other)?.dependsOn.includes(id) || known.get(id)?.dependsOn.includes(other);
    const near = [...layout.spots]
      .filter(([, spot]) => spot.column === here.column + across && (across || (spot.y - here.y) * along > 0))
      .sort(([a, one], [b, two]) => (across ? Number(joined(b) ?? false) - Number(joined(a) ?? false) : 0) || Math.abs(one.y - here.y) - Math.abs(two.y - here.y));
    if (!near.length) return;
    select(near[0][0], false);
    /** @type {HTMLElement | null} */ (nodes.querySelector(`[data-step="${CSS.escape(near[0][0])}"]`))?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} node @param {PlanStep} step @param {boolean} on */
  function update(node, step, on) {
    const word = step.state ? stateWord(step.state) + (step.state === "running" && step.progress > 0 ? ` ${Math.round(step.progress * 100)} %` : "") : "";
    const faulty = step.faults.some((fault) => !fault.mended);
    const stands = word || (faulty ? "needs mending" : "");
    const line = [stands, stepPrice(step)].filter(Boolean).join(" · ");
    const whole = `${step.order} ${step.action}, ${line}`;
    const dense = layout.tall < 40;
    node.tabIndex = on ? 0 : -1;
    node.setAttribute("aria-selected", String(step.id === shown));
    const key = `${dense} ${step.state} ${faulty} ${step.cached} ${whole}`;
    if (/** @type {any} */ (node).dkDrawn === key) return;
    /** @type {any} */ (node).dkDrawn = key;
    node.dataset.status = step.state;
    set(node, { title: whole.slice(0, 600), "data-cached": step.cached || null, "data-faulty": faulty || null });
    node.replaceChildren(
      h("span", { class: "dk-graph-name" }, step.state ? status(step.state, "") : null, h("bdi", null, `${step.order} ${step.action.slice(0, 200)}`)),
      h("span", { class: "dk-graph-line dk-num" }, dense ? stands || (step.kind === "assemble" || step.cached ? "$0" : usd(step.price)) : line),
    );
  }

  return {
    element,
    draw(steps, selected) {
      known = new Map(steps.map((step) => [step.id, step]));
      const drawn = JSON.stringify(steps.map((step) => [step.id, step.order, step.dependsOn]));
      const fresh = drawn !== shape;
      if (fresh) {
        shape = drawn;
        layout = layered(steps);
        set(lines, { width: layout.wide, height: layout.high, viewBox: `0 0 ${layout.wide} ${layout.high}` });
        lines.replaceChildren(...layout.edges.map((edge) => svg("path", { d: edge.path, "data-from": edge.from, "data-to": edge.to })));
        element.dataset.dense = String(layout.tall < 40);
      }
      const moved = selected !== shown;
      shown = selected;
      const stop = layout.spots.has(selected) ? selected : steps[0]?.id;
      list(nodes, steps, (step) => step.id, made, (node, step) => {
        if (fresh) place(node, step.id);
        update(node, step, step.id === stop);
      });
      if (!fresh && !moved) return;
      for (const path of lines.children) path.classList.toggle("dk-on", selected !== "" && [path.getAttribute("data-from"), path.getAttribute("data-to")].includes(selected));
      reveal(selected);
    },
  };

  /** @param {PlanStep} step @returns {HTMLElement} */
  function made(step) {
    const node = h("div", { role: "option", class: "dk-graph-node", "data-step": step.id, "data-testid": `node-${step.id}`, onclick: () => select(step.id, true) });
    place(node, step.id);
    return node;
  }

  /** @param {HTMLElement} node @param {string} id */
  function place(node, id) {
    const spot = layout.spots.get(id);
    if (spot) set(node, { style: { left: `${spot.x}px`, top: `${spot.y - layout.tall / 2}px`, width: `${WIDE}px`, height: `${layout.tall}px` } });
  }

  /** Scrolls the graph's own box, never the notebook. @param {string} id */
  function reveal(id) {
    const spot = layout.spots.get(id);
    if (!spot) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
    if (spot.x < scrollLeft || spot.x + WIDE > scrollLeft + clientWidth) element.scrollLeft = spot.x - (clientWidth - WIDE) / 2;
    if (spot.y - layout.tall < scrollTop || spot.y + layout.tall > scrollTop + clientHeight) element.scrollTop = spot.y - clientHeight / 2;
  }
}
