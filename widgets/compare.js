// @ts-check
/** The same step on several models: what each costs before it runs, what each made beside the others, and which is better, blind if wanted. */

import { button, counted, fill, h, list, set, usd } from "./dom.js";
import { sideBySide } from "./beside.js";
import { columnName, compareColumn } from "./column.js";
import { mediaOf } from "./media.js";
import { pickModel } from "./picker.js";
import { pills } from "./pills.js";
import { fromMicros, toMicros } from "./planfoot.js";
import { brief, once } from "./pressing.js";
import { long } from "./words.js";
import { widget } from "./wire.js";

/** @typedef {import("./state.js").CompareState} CompareState */
/** @typedef {import("./state.js").CompareColumn} CompareColumn */
/** @typedef {import("./state.js").Studio} Studio */
/** @typedef {import("./wire.js").Wire} Wire */

const GOES_ON = ["running", "waiting", "detached"];
const MOST = 6;

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {{ embedded?: boolean }} [how] `embedded`: whoever mounts it gives back the files
 * @returns {() => void}
 */
export function mountCompare(wire, root, how = {}) {
  /** @type {CompareState | null} */
  let state = null;
  /** @type {Studio | ""} what was picked here; "" follows the run */
  let picked = "";
  /** @type {string | null} the cap as typed, null for the ceiling */
  let typed = null;
  /** @type {Map<string, string>} */
  const heard = new Map();

  const title = h("span", { class: "dk-clip dk-compare-title", "data-testid": "compare-title" });
  const blind = button("Blind", () => once(blind, () => keep(models(), !state?.blind)), { pressed: false, testid: "compare-blind", title: "Letters instead of names and prices until every pair is voted on" });
  const studios = pills("Studio", "compare-studio", (value) => ((picked = /** @type {Studio} */ (value)), redraw()));
  const prompt = h("details", { class: "dk-compare-prompt", hidden: true });
  const faults = h("div", { class: "dk-compare-faults" });
  const field = h("div", { class: "dk-columns", "data-testid": "columns" });
  const empty = h("div", { class: "dk-nothing dk-soft", hidden: true }, "Nothing to compare yet: add two models, and each makes the same step.");
  const votes = h("div", { class: "dk-row dk-compare-votes", "data-testid": "compare-votes", hidden: true });
  const sum = h("span", { class: "dk-num", "data-testid": "compare-sum" });
  const cap = /** @type {HTMLInputElement} */ (h("input", { inputmode: "decimal", size: 7, maxlength: 24, "aria-label": "Cap in dollars: it spends no more than this", "data-testid": "compare-cap", oninput: () => ((typed = cap.value), redraw()) }));
  const capped = h("label", { class: "dk-row dk-small dk-soft", hidden: true }, "Cap $", cap);
  const add = button("Add a model", () => addModel(), { testid: "compare-add" });
  const beside = button("Side by side", () => besides(), { testid: "compare-beside" });
  const cancel = button("Cancel", () => once(cancel, () => wire.ask("run.cancel", { execution: state?.run?.execution ?? "" })), { testid: "compare-cancel" });
  const start = button("Start", () => once(start, begin).finally(redraw), { kind: "primary", testid: "compare-start" });
  const foot = h("footer", { class: "dk-foot" }, sum, h("span", { class: "dk-gap" }), capped, add, beside, cancel, start);

  const models = () => (state?.columns ?? []).map((column) => column.model);
  const goesOn = () => GOES_ON.includes(state?.run?.status ?? "");
  /** @returns {Studio} */
  const studio = () => picked || state?.run?.studio || "previs";
  const made = () => (state?.columns ?? []).filter((column) => column.step?.takes.length);
  /** @param {string} a @param {string} b */
  const vote = (a, b) => state?.votes.find((each) => (each.a === a && each.b === b) || (each.a === b && each.b === a));
  /** The next two to choose from. @returns {[CompareColumn, CompareColumn] | null} */
  const undecided = () => {
    const there = made();
    for (const [index, one] of there.entries()) for (const other of there.slice(index + 1)) if (!vote(one.key, other.key)) return [one, other];
    return null;
  };
  // Nobody can be told apart once it runs; before that the person has just picked the names.
  const hidden = () => Boolean(state?.blind && state.run && (goesOn() || made().length < 2 || undecided()));

  const keep = (/** @type {string[]} */ wanted, /** @type {boolean} */ covered) => wire.ask("compare.set", { models: wanted, blind: covered });
  const addModel = () =>
    pickModel(
      root,
      "Add a model",
      (query) => wire.ask("compare.models", { query }),
      async (model) => {
        if (models().includes(model.id)) throw new Error(`${brief(model.name, 80)} is compared already: pick another one.`);
        await keep([...models(), model.id], Boolean(state?.blind));
      },
    );
  const drop = (/** @type {string} */ key) => keep((state?.columns ?? []).filter((column) => column.key !== key).map((column) => column.model), Boolean(state?.blind));
  const begin = async () => {
    const live = studio() === "live";
    const answer = await wire.ask("compare.start", { studio: studio(), cap: live ? toMicros(cap.value) : null });
    wire.announce(answer?.already ? "It runs already" : "Started");
  };
  const besides = () => {
    const covered = hidden();
    const columns = made().slice(0, 4);
    const takes = columns.map((column) => /** @type {import("./state.js").RunStep} */ (column.step).takes[0]);
    sideBySide(root, wire, takes, covered ? { names: columns.map((column) => columnName(column, true)) } : {});
  };

  /** @returns {string} why it can't start, "" where it can */
  const barred = () => {
    if (goesOn()) return "It runs already";
    if ((state?.columns.length ?? 0) < 2) return "Add two models at least";
    const open = state?.faults.find((fault) => !fault.mended);
    if (open) return `Not yet: ${brief(open.message, 200)}`;
    const place = state?.studios.find((each) => each.id === studio());
    if (place && !place.available) return brief(place.why, 200) || "This studio is not available here";
    if (studio() === "live" && toMicros(cap.value) === null) return "Say the cap in dollars, like 2.50";
    return "";
  };

  /** @param {CompareState} now */
  const drawVotes = (now) => {
    const pair = undecided();
    const covered = hidden();
    const called = (/** @type {CompareColumn} */ column) => columnName(column, covered);
    votes.hidden = made().length < 2;
    const said = JSON.stringify([pair?.map((column) => [column.key, called(column)]), covered, now.votes, goesOn()]);
    if (votes.hidden || votes.dataset.said === said) return;
    const focused = votes.contains(document.activeElement);
    votes.dataset.said = said;
    if (pair) {
      const [one, other] = pair;
      const cast = (/** @type {string} */ winner) => once(votes, () => wire.ask("compare.vote", { a: one.key, b: other.key, winner }));
      fill(
        votes,
        h("span", null, "Which is better?"),
        button(called(one), () => cast(one.key), { testid: "vote-a" }),
        button("Tie", () => cast("tie"), { testid: "vote-tie" }),
        button(called(other), () => cast(other.key), { testid: "vote-b" }),
        h("span", { class: "dk-soft dk-small dk-num" }, now.votes.length ? `${counted(now.votes.length, "vote")} so far` : covered ? "names and prices come after the votes" : ""),
      );
      if (focused) votes.querySelector("button")?.focus();
    } else {
      const wins = made()
        .map((column) => ({ column, won: now.votes.filter((each) => each.winner === column.key).length }))
        .sort((a, b) => b.won - a.won);
      const ties = now.votes.filter((each) => each.winner === "tie").length;
      fill(
        votes,
        h("b", null, wins[0].won > (wins[1]?.won ?? 0) ? ["Your choice: ", h("span", { class: "dk-clip" }, called(wins[0].column))] : "No winner"),
        h("span", { class: "dk-soft dk-small dk-clip" }, [...wins.map(({ column, won }) => `${called(column)} ${won}`), ties ? counted(ties, "tie") : ""].filter(Boolean).join(" · ")),
      );
    }
  };

  /** @param {CompareState} now */
  const hear = (now) => {
    for (const column of now.columns) {
      const status = column.step?.status ?? "";
      const before = heard.get(column.key);
      if (before !== undefined && before !== status && (status === "stored" || status === "failed" || status === "refused")) wire.announce(`${columnName(column, hidden())} ${status}`);
      heard.set(column.key, status);
    }
  };

  const redraw = () => state && draw(state);
  /** @param {CompareState | null | undefined} now */
  const draw = (now) => {
    if (!now) return;
    state = now;
    const live = studio() === "live";
    const covered = hidden();
    title.textContent = now.step ? `step ${now.order} · ${brief(now.title, 160)}` : "";
    blind.setAttribute("aria-pressed", String(now.blind));
    studios.update(
      now.studios.map((each) => ({ value: each.id, label: each.id === "previs" ? "Previs $0" : covered ? "Live" : `Live ${usd(each.price)}`, why: each.available ? "" : brief(each.why, 300) || "Not available here" })),
      studio(),
    );
    prompt.hidden = !now.prompt;
    if (prompt.dataset.said !== now.prompt) {
      prompt.dataset.said = now.prompt;
      fill(prompt, h("summary", { class: "dk-clip" }, brief(now.prompt, 140)), long(now.prompt));
    }
    list(faults, now.faults.filter((fault) => !now.columns.some((column) => fault.step !== "" && (fault.step === column.key || fault.step === column.step?.id))), (fault) => fault.code + fault.message, (fault) =>
      h("div", { class: "dk-fault dk-clip", "data-mended": String(fault.mended) }, brief([fault.message, fault.fix].filter(Boolean).join(" "), 600)),
    );
    list(
      field,
      now.columns,
      (column) => column.key,
      (column) => compareColumn(wire, root, column.key, drop),
      (element, column) => element.update(column, now, { hidden: covered, live, fixed: goesOn() || covered }),
    );
    empty.hidden = now.columns.length > 0;
    drawVotes(now);
    const place = now.studios.find((each) => each.id === studio());
    const [price, ceiling] = [place?.price ?? (live ? now.price : 0), place?.ceiling ?? (live ? now.ceiling : 0)];
    fill(sum, "Total ", h("b", null, live ? usd(price) : "$0"), live ? ` · at most ${usd(ceiling)}` : ` in previs · ${usd(now.price)} live`);
    capped.hidden = !live || goesOn();
    if (typed === null && document.activeElement !== cap) cap.value = fromMicros(ceiling);
    const full = now.columns.length >= MOST;
    add.hidden = goesOn() || covered;
    set(add, { "aria-disabled": full ? "true" : null, title: full ? `${MOST} models at most: remove one first` : null });
    beside.hidden = made().length < 2;
    cancel.hidden = !goesOn();
    const why = barred();
    start.classList.toggle("dk-primary", made().length < now.columns.length || !now.columns.length);
    start.textContent = live ? `Start · ${usd(price)}` : "Start · free";
    if (!(/** @type {any} */ (start).dkBusy)) set(start, { "aria-disabled": why ? "true" : null, title: why || null });
    hear(now);
  };

  fill(root, h("header", { class: "dk-head" }, h("b", null, "Compare"), title, h("span", { class: "dk-gap" }), blind, studios), prompt, faults, field, empty, votes, foot);
  const off = wire.watch("compare", draw);
  return () => {
    off();
    if (!how.embedded) mediaOf(wire).close();
  };
}

export default widget("Director comparison", mountCompare);
