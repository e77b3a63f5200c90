// @ts-check
/** The plan's foot: what it costs where, how much of it at most, and the start. */

import { button, counted, h, list, set, usd } from "./dom.js";

/** @typedef {import("./state.js").PlanState} PlanState */
/** @typedef {import("./state.js").Micros} Micros */

const GOES_ON = ["running", "waiting", "detached"];

/** @param {string} text "3", "$2.46", "0.005" @returns {Micros | null} exact, digit by digit; null where it is no sum of dollars */
export function toMicros(text) {
  const parts = /^\$?\s*(\d{1,9})(?:\.(\d{0,6}))?$/.exec(text.trim());
  return parts && Number(parts[1]) * 1_000_000 + Number((parts[2] ?? "").padEnd(6, "0"));
}

/** @param {Micros} micros @returns {string} "2.46", all digits that matter */
export function fromMicros(micros) {
  const digits = String(Math.max(0, Math.trunc(micros))).padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6).replace(/0{1,4}$/, "")}`;
}

/**
 * @param {import("./wire.js").Wire} wire
 * @param {import("./edits.js").Edits} edits
 * @param {{ noted: (words: string) => void, note: HTMLElement, approve: (step: string) => Promise<unknown>, approving: Set<string> }} how
 * @returns {{ element: HTMLElement, studios: HTMLElement, draw: (plan: PlanState) => void }} `studios`: the switch between them, for the head
 */
export function planFoot(wire, edits, how) {
  /** @type {PlanState | null} */
  let plan = null;
  /** @type {import("./state.js").Studio | ""} */
  let chosen = "";
  /** @type {string | null} what the person typed; null: what the plan says */
  let capTyped = null;
  let starting = false;

  const sums = h("div", { class: "dk-plan-sums", "data-testid": "sums" });
  const progress = h("div", { class: "dk-plan-progress", "data-testid": "progress" });
  const progressWords = h("span", { class: "dk-num" });
  const progressBar = h("div", { class: "dk-bar", role: "progressbar", "aria-label": "Steps stored", "aria-valuemin": "0" }, h("i"));
  progress.append(progressWords, progressBar);
  const studios = h("div", { role: "radiogroup", "aria-label": "Where it is made", class: "dk-plan-switch", "data-testid": "studios", onkeydown: turned });
  const cap = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": "Cap in dollars: a live run spends no more than this",
      "data-testid": "cap",
      oninput: () => ((capTyped = cap.value), draw()),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && ((capTyped = null), draw()),
    })
  );
  const capField = h("label", { class: "dk-plan-option" }, h("span", { class: "dk-soft" }, "Cap $"), cap);
  const why = h("div", { class: "dk-soft dk-small dk-clip", "data-testid": "why-not", role: "status" });
  const step = button("Step by step", () => start("step"), { testid: "start-step", title: "Asks before each step that costs" });
  const go = button("", () => start("auto"), { kind: "primary", testid: "start" });
  const all = button("", () => approveAll(), { testid: "approve-all" });
  const element = h(
    "footer",
    { class: "dk-foot dk-plan-foot" },
    progress,
    sums,
    h("div", { class: "dk-plan-lines" }, how.note, why),
    h("div", { class: "dk-row dk-plan-go" }, capField, h("span", { class: "dk-gap" }), all, step, go),
  );

  /** @returns {PlanState["studios"][number] | undefined} */
  const studio = () => plan?.studios.find((each) => each.id === chosen);

  /** @returns {string} why nothing can be started, "" where it can */
  function hindrance() {
    if (!plan) return "";
    const at = studio();
    const open = [...plan.faults, ...plan.steps.flatMap((each) => each.faults)].filter((fault) => !fault.mended).length;
    const finished = plan.run?.status === "completed" && plan.run.version === plan.version && plan.run.studio === chosen;
    if (plan.run && GOES_ON.includes(plan.run.status)) return "A run of this plan goes on.";
    if (!plan.steps.length) return "There is nothing to run: the plan has no steps.";
    if (open) return `${counted(open, "fault")} to mend before it can start.`;
    if (edits.unsaved) return `Save or cancel your edits first: ${counted(edits.unsaved, "step")} not saved.`;
    if (finished && plan.steps.every((each) => each.cached)) return "There is nothing to run: everything is stored.";
    if (!at) return "No studio is there to run it.";
    if (!at.available) return at.why;
    if (chosen === "live" && capOf() === null) return "The cap is no sum of dollars: write it like 3.50.";
    return "";
  }

  /** @returns {Micros | null} */
  function capOf() {
    return capTyped === null ? (plan?.budget ?? studio()?.ceiling ?? plan?.ceiling ?? null) : toMicros(capTyped);
  }

  /** @param {"auto" | "step"} mode */
  async function start(mode) {
    if (starting || hindrance() || chosen === "") return;
    starting = true;
    draw();
    try {
      const { already } = await wire.ask("plan.start", { studio: chosen, mode, cap: chosen === "live" ? capOf() : null });
      how.noted(already ? "This plan runs already." : "The run has started.");
    } finally {
      starting = false;
      draw();
    }
  }

  const waiting = () => plan?.steps.filter((each) => each.state === "approve") ?? [];

  async function approveAll() {
    const outcomes = await Promise.allSettled(waiting().map((each) => how.approve(each.id)));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
  }

  /** @param {KeyboardEvent} event */
  function turned(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || !plan) return;
    event.preventDefault();
    const there = plan.studios.filter((each) => each.available);
    const next = there[(there.findIndex((each) => each.id === chosen) + by + there.length) % there.length];
    if (!next) return;
    chosen = next.id;
    draw();
    /** @type {HTMLElement | null} */ (studios.querySelector('[aria-checked="true"]'))?.focus();
  }

  /** @param {HTMLElement} element @param {PlanState["studios"][number]} each */
  function drawStudio(element, each) {
    const on = each.id === chosen;
    set(element, {
      text: `${each.id === "previs" ? "Previs" : "Live"} ${each.price ? usd(each.price) : "$0"}`,
      "aria-checked": String(on),
      "aria-disabled": each.available ? null : "true",
      title: each.available ? `at most ${usd(each.ceiling)}` : each.why,
      tabindex: on ? 0 : -1,
    });
  }

  function draw() {
    if (!plan) return;
    const now = plan;
    if (!now.studios.some((each) => each.id === chosen)) chosen = (now.studios.find((each) => each.available) ?? now.studios[0])?.id ?? "";
    const at = studio();
    const live = chosen === "live";
    list(studios, now.studios, (each) => each.id, (each) =>
      h("button", { type: "button", role: "radio", class: "dk-btn", "data-testid": `studio-${each.id}`, onclick: () => plan?.studios.find((one) => one.id === each.id)?.available && ((chosen = each.id), draw()) }), drawStudio);
    const closed = now.studios.filter((each) => !each.available && each.id !== chosen).map((each) => `${each.id === "live" ? "Live" : "Previs"}: ${each.why}`);
    const price = at?.price ?? now.price;
    sums.replaceChildren(
      h("span", null, "Total ", h("b", { class: "dk-num", "data-testid": "total" }, usd(price)), now.budget === null ? "" : ` of ${usd(now.budget)}`),
      ...[live ? `ceiling ${usd(at?.ceiling ?? now.ceiling)}` : price < now.price ? `live ${usd(now.price)}, at most ${usd(now.ceiling)}` : "", now.time, `spent ${usd(now.spent)}`, now.renders]
        .filter(Boolean)
        .map((words) => h("span", { class: "dk-num" }, words)),
    );
    capField.hidden = !live;
    const typed = capTyped ?? fromMicros(capOf() ?? 0);
    if (cap.value !== typed) cap.value = typed;
    set(cap, { "aria-invalid": capOf() === null ? "true" : null });
    const reason = hindrance();
    const limit = capOf();
    const low = live && limit !== null && at && limit < at.ceiling ? `The cap is below the ceiling of ${usd(at.ceiling)}: the run stops before it is passed.` : "";
    why.textContent = [reason || low, ...closed].filter(Boolean).join(" ");
    const going = Boolean(now.run && GOES_ON.includes(now.run.status));
    const off = starting || reason ? "true" : null;
    set(go, { text: starting ? "Starting…" : `Start · ${price ? usd(price) : "free"}`, "aria-disabled": off, title: reason || null, "aria-busy": starting ? "true" : null });
    set(step, { "aria-disabled": off });
    const asked = waiting();
    all.hidden = !going || !asked.length;
    set(all, { text: `Approve all · at most ${usd(asked.reduce((sum, each) => sum + each.ceiling, 0))}`, "aria-disabled": asked.every((each) => how.approving.has(each.id)) ? "true" : null });
    progress.hidden = !going || !now.run;
    if (now.run) {
      progressWords.textContent = `${now.run.stored} of ${now.run.steps} stored${now.run.version === now.version ? "" : ` · version ${now.run.version}`}`;
      set(progressBar, { "aria-valuenow": now.run.stored, "aria-valuemax": now.run.steps });
      /** @type {HTMLElement} */ (progressBar.firstChild).style.width = `${now.run.steps ? (100 * now.run.stored) / now.run.steps : 0}%`;
    }
  }

  return {
    element,
    studios,
    draw(state) {
      plan = state;
      draw();
    },
  };
}
