// @ts-check
/** One step of a run: how it stands, how long it takes, what it made, and on demand what was logged. */

import { byHand } from "./byhand.js";
import { button, clock, counted, fill, h, list, set, usd } from "./dom.js";
import { look } from "./look.js";
import { mending } from "./mending.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").RunStep} RunStep */
/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./state.js").PreviewState} PreviewState */
/** @typedef {import("./wire.js").Wire} Wire */
/** What rows share. @typedef {{ wire: Wire, pick: (take: Take) => void, picked: () => string, note: (words: string) => void }} Rows */
/** @typedef {HTMLElement & { dkStep: RunStep, update: (run: PreviewState, step: RunStep, suggested: boolean) => void, tick: (now: number) => void, mark: () => void, reach: (on: boolean) => void, close: () => void }} RunRow */

/** Characters of a log that are drawn unasked. */
const LOG_SHOWN = 20_000;
/** Seconds between two looks at a log that is open while its step works. */
const LOG_EVERY = 3;

/** What a failure was, where that matters for what to do next. @type {Record<string, string>} */
const FAILED = { lost: "lost by the provider", rejected: "order not taken", released: "given up" };

/** @param {RunStep} step @returns {string} */
export function stepWord(step) {
  switch (step.status) {
    case "planned":
      return step.waits.length ? `waits for ${step.waits.slice(0, 6).join(", ")}${step.waits.length > 6 ? " …" : ""}` : "planned";
    case "queued":
      return step.queue === null ? "queued" : step.queue ? `queued, place ${step.queue}` : "queued, next";
    case "running":
      // Some services never say how far they are: nothing then stands still at 0 %.
      return step.progress > 0 ? `making, ${Math.round(step.progress * 100)} %` : "making";
    case "stored":
      return step.cached ? "stored before, $0" : "stored";
    case "refused":
      return "refused by the provider";
    case "unknown":
      return "outcome unknown";
    case "skipped":
      return "skipped";
    case "approve":
      return "needs your approval";
    case "input":
      return "waits for your file";
    case "failed":
      return FAILED[step.error?.state ?? ""] ?? "failed";
    default:
      return step.status;
  }
}

/** @param {RunStep} step @param {number} now seconds @returns {string} */
function elapsedWords(step, now) {
  if (!step.startedAt || (step.status !== "running" && step.status !== "queued")) return "";
  const about = step.expected > 0 ? ` of about ${clock(step.expected)}` : "";
  return `${clock(now - step.startedAt)}${about}`;
}

/** @param {number} at seconds @returns {string} */
function wallTime(at) {
  return new Date(at * 1000).toTimeString().slice(0, 8);
}

/** @param {Take} take @returns {string} */
function lookName(take) {
  return `Step ${take.order}, take ${take.take}${take.asset.duration ? `, ${clock(take.asset.duration)}` : ""}: show it large`;
}

/**
 * @param {Rows} rows
 * @param {RunStep} first
 * @returns {RunRow}
 */
export function runRow(rows, first) {
  const { wire } = rows;
  const title = h("b", { class: "dk-clip dk-rstep-title" });
  const light = h("span", { class: "dk-status" }, h("i", { "aria-hidden": "true" }));
  const word = h("span", { class: "dk-rstep-word dk-small", "data-testid": "step-word" });
  const bar = h("div", { class: "dk-bar", hidden: true, role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 }, h("i"));
  const about = h("span", { class: "dk-clip dk-rabout" });
  const elapsed = h("span", { class: "dk-num", "data-testid": "elapsed" });
  const money = h("span", { class: "dk-num" });
  const takes = h("div", { class: "dk-rtakes dk-row" });
  const error = h("div", { class: "dk-small dk-rstep-error", hidden: true, "data-testid": "step-error" });
  const log = h("div", { class: "dk-rlog", hidden: true });
  const opener = button("Log", () => openLog(log.hidden), { kind: "quiet", testid: "log", expanded: false });
  opener.tabIndex = -1;
  const acts = mending(wire, rows.note);
  /** Made when the step first waits for a file: few do. @type {ReturnType<typeof byHand> | null} */
  let hand = null;
  const row = /** @type {RunRow} */ (
    h(
      "li",
      { class: "dk-rstep", tabindex: -1, "data-testid": `step-${first.id}` },
      h("div", { class: "dk-rstep-head" }, light, title, word),
      bar,
      h("div", { class: "dk-rstep-line dk-small dk-soft" }, about, h("span", { class: "dk-gap" }), elapsed, money, opener),
      takes,
      error,
      acts.element,
      log,
    )
  );
  const text = h("pre", { tabindex: 0, "aria-label": "Log", "data-testid": "log-text" });
  let drawn = "";
  let reached = false;
  let looked = 0;
  let whole = false;
  let lines = "";
  /** @type {PreviewState} */
  let run;

  /** @param {boolean} open */
  const openLog = async (open) => {
    log.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    if (!log.firstChild) fill(log, text);
    await read();
  };
  const read = async () => {
    looked = Date.now() / 1000;
    const entries = await wire.ask("run.logs", { execution: run.execution, step: row.dkStep.id });
    const next = entries.map((each) => `${wallTime(each.at)}  ${each.text}`).join("\n") || "Nothing was logged.";
    if (next !== lines) showLog(next);
  };
  /** @param {string} next */
  const showLog = (next) => {
    lines = next;
    const low = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
    const cut = !whole && lines.length > LOG_SHOWN;
    const all = button(`Show all, ${counted(lines.length, "character")}`, () => ((whole = true), showLog(lines)), { kind: "quiet", testid: "log-all" });
    text.textContent = cut ? lines.slice(-LOG_SHOWN) : lines;
    if (log.firstChild !== text) log.firstChild?.remove();
    if (cut) log.prepend(all);
    if (low) text.scrollTop = text.scrollHeight;
  };

  const drawTakes = () =>
    list(
      takes,
      row.dkStep.takes,
      (take) => `${take.key}/${take.asset.sha256}`,
      (take) => h("span", { class: "dk-rtake" }, look(wire, take, lookName(take), () => rows.pick(current(take)), { size: 160 })),
      (place, take) => set(place.firstChild, { "aria-pressed": String(rows.picked() === take.key), tabindex: reached ? 0 : -1 }),
    );
  /** @param {Take} take @returns {Take} as the kernel says it is now */
  const current = (take) => row.dkStep.takes.find((each) => each.key === take.key) ?? take;

  /** @param {RunStep} step */
  const draw = (step) => {
    const works = step.status === "running" || step.status === "queued";
    title.textContent = `${step.order} ${brief(step.action)}`;
    light.dataset.status = row.dataset.status = step.status;
    word.textContent = stepWord(step);
    bar.hidden = step.status !== "running" || !(step.progress > 0);
    bar.setAttribute("aria-valuenow", String(Math.round(step.progress * 100)));
    bar.setAttribute("aria-label", `Step ${step.order}`);
    /** @type {HTMLElement} */ (bar.firstChild).style.width = `${Math.min(100, Math.max(0, step.progress * 100))}%`;
    const made = step.wanted > 1 ? `${step.takes.length} of ${counted(step.wanted, "take")}` : "";
    about.textContent = [brief(step.modelName || step.model, 120), made, !step.hand && brief(step.note, 400)].filter(Boolean).join(" · ");
    money.textContent = step.status === "stored" && run.studio === "live" && !step.cached && step.price ? usd(step.price) : "";
    elapsed.textContent = works ? elapsedWords(step, Date.now() / 1000) : step.endedAt - step.startedAt >= 1 && step.startedAt ? `took ${clock(step.endedAt - step.startedAt)}` : "";
    opener.setAttribute("aria-label", `Log of step ${step.order}`);
    error.hidden = !step.error;
    if (step.error)
      fill(
        error,
        h("div", { class: "dk-fault dk-rclamp" }, brief(step.error.message, LOG_SHOWN)),
        step.error.softer && h("div", { class: "dk-rclamp", "data-testid": "softer" }, `In softer words: ${brief(step.error.softer, 4000)}`),
        // What the buttons below do needs no words.
        step.error.next && !/^director (retry|recover)\b/.test(step.error.next) && h("div", { class: "dk-soft dk-clip dk-rclamp" }, `Next: ${brief(step.error.next, 2000)}`),
      );
    drawTakes();
  };

  row.dkStep = first;
  row.update = (nextRun, step, suggested) => {
    run = nextRun;
    row.dkStep = step;
    acts.update(run, step, suggested);
    if (step.hand && !hand) {
      hand = byHand(wire, () => run);
      acts.element.before(hand.element);
    }
    hand?.update(step);
    const key = JSON.stringify([run.studio, step]);
    if (key === drawn) return;
    const turned = row.dataset.status && row.dataset.status !== step.status;
    drawn = key;
    draw(step);
    if (turned && !log.hidden) read().catch(() => {}); // the next look says what is wrong
  };
  row.mark = drawTakes;
  row.close = () => hand?.close();
  // What needs a person is always a stop for Tab; the rest only in the row one is at, or a long run would be a thousand stops.
  row.reach = (on) => {
    reached = on;
    opener.tabIndex = row.tabIndex = on ? 0 : -1;
    drawTakes();
  };
  row.tick = (now) => {
    const passed = elapsedWords(row.dkStep, now);
    if (passed) elapsed.textContent = passed;
    if (!log.hidden && row.dkStep.status === "running" && now - looked >= LOG_EVERY) read().catch(() => {});
  };
  return row;
}
