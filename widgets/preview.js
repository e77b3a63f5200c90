// @ts-check
/** A run as it goes on, and the reel it ends with: what is made, what it costs, what needs the person. */

import { button, clock, fill, h, list, set, usd } from "./dom.js";
import { mediaOf } from "./media.js";
import { brief, once } from "./pressing.js";
import { widget } from "./wire.js";
import { reelView } from "./reel.js";
import { takeCaption, takeScreen } from "./screen.js";
import { needsYou } from "./mending.js";
import { runRow } from "./runstep.js";
import { openTake } from "./takes.js";
import { canSwitchNotify, notifyIsOn, onNotifySwitched, sayRun, switchNotify } from "./heard.js";

/** @typedef {import("./state.js").PreviewState} PreviewState */
/** @typedef {import("./state.js").RunStep} RunStep */
/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./runstep.js").RunRow} RunRow */
/** @typedef {import("./wire.js").Wire} Wire */

const RUN_WORDS = /** @type {Record<string, [string, string]>} */ ({
  running: ["running", "running"],
  waiting: ["approve", "waits for you"],
  detached: ["queued", "goes on without this notebook"],
  completed: ["stored", "completed"],
  failed: ["failed", "failed"],
  cancelled: ["cancelled", "cancelled"],
  interrupted: ["approve", "interrupted"],
});

/** From so many steps on, the browser lays out only those in sight. */
const MANY = 80;

/** @param {PreviewState} run @returns {boolean} */
function goesOn(run) {
  return ["running", "waiting", "detached"].includes(run.status);
}

/** @param {PreviewState} run @returns {boolean} whether nobody drives it and a person can let it go on */
function canGoOn(run) {
  if (run.elsewhere) return false;
  return run.status === "interrupted" || run.status === "detached" || (run.status === "waiting" && !run.steps.some((step) => step.status === "approve" || step.status === "input"));
}

/** @param {PreviewState} run @param {number} left @returns {string[]} */
function runFigures(run, left) {
  const count = (/** @type {RunStep["status"][]} */ ...all) => run.steps.filter((step) => all.includes(step.status)).length;
  const [failed, unknown, out] = [count("failed", "refused"), count("unknown"), count("skipped")];
  const steps = [`${count("stored")} of ${run.steps.length} stored`, failed ? `${failed} failed` : "", unknown ? `${unknown} unknown` : "", out ? `${out} skipped` : ""];
  const { spent, reserved, cap } = run.money;
  const money = run.studio === "previs" ? ["previs", "free"] : [`${usd(spent)} spent`, reserved ? `${usd(reserved)} reserved` : "", cap === null ? "" : `cap ${usd(cap)}`];
  return [...steps, ...money, left > 0 && goesOn(run) ? `${clock(left)} left` : ""].filter(Boolean);
}

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {{ embedded?: boolean }} [how] embedded: it stands in another widget, which says what it is
 * @returns {() => void}
 */
export function mountPreview(wire, root, how = {}) {
  const name = h("b", null, "Run");
  const title = h("span", { class: "dk-clip dk-run-title", "data-testid": "run-title" });
  const light = h("span", { class: "dk-status" }, h("i", { "aria-hidden": "true" }), h("span", { "data-testid": "run-status" }));
  const sums = h("span", { class: "dk-run-sums", "data-testid": "run-figures" });
  const goOn = button("Go on", () => once(goOn, () => wire.ask("run.resume", { execution: run.execution })), { kind: "primary", testid: "go-on" });
  const cancel = button("Cancel", () => once(cancel, async () => note((await wire.ask("run.cancel", { execution: run.execution }))?.note)), { testid: "cancel" });
  const notify = button("Notify", async () => note(await switchNotify()), { pressed: false, testid: "notify", title: "Tell me when the run ends" });
  const head = h("header", { class: "dk-head" }, how.embedded ? null : name, title, light, h("span", { class: "dk-gap" }), sums, notify, cancel, goOn);
  const bar = h("div", { class: "dk-bar dk-run-bar", role: "progressbar", "aria-label": "The whole run", "aria-valuemin": 0, "aria-valuemax": 100 }, h("i"));
  const message = h("p", { class: "dk-run-said dk-clip dk-rclamp", hidden: true, "data-testid": "run-message" });
  const notices = h("p", { class: "dk-run-said dk-soft dk-small dk-clip dk-rclamp", role: "status", hidden: true, "data-testid": "run-notices" });
  const noted = h("p", { class: "dk-run-said dk-soft dk-clip dk-rclamp", hidden: true, "data-testid": "run-note" });

  const screen = takeScreen(wire);
  const reel = reelView(wire, () => show("reel"));
  const nothing = h("div", { class: "dk-soft dk-rcover" }, "Takes appear here as they are made.");
  const about = takeCaption(wire, (take) => openTake(root, wire, take, allTakes()));
  const reelWords = h("div", { class: "dk-row dk-rcaption", "data-testid": "reel-caption" });
  const toReel = button("Reel", () => show("reel"), { testid: "to-reel" });
  const toNewest = button("Newest take", () => show(""), { testid: "to-newest" });
  const stage = h(
    "div",
    { class: "dk-rstage", role: "group", "aria-label": "Stage" },
    h("div", { class: "dk-rscreen" }, screen.element, reel.screen, nothing),
    h("div", { class: "dk-row dk-small dk-rstage-foot" }, about.element, reelWords, toNewest, toReel),
  );
  const steps = h("ol", { class: "dk-rsteps", "aria-label": "Steps", "data-testid": "steps" });
  const main = h("div", { class: "dk-run-main" }, stage, steps);
  const empty = h("p", { class: "dk-run-empty dk-soft dk-clip", hidden: true, "data-testid": "run-empty" });
  const body = h("div", { class: "dk-run" }, head, bar, message, notices, noted, main, reel.strip);
  root.append(body, empty);

  const rows = { wire, pick: (/** @type {Take} */ take) => show(take.key), picked: () => onStage, note: (/** @type {string} */ words) => note(words) };
  /** @type {PreviewState} */
  let run = wire.get("preview");
  /** What the person chose to look at: "" follows the newest, "reel", or a take's key. */
  let chosen = "";
  let onStage = "";
  let since = 0;
  let clockwork = 0;
  let frame = 0;
  /** @type {RunRow | null} */
  let active = null;

  /** @param {string} [words] */
  function note(words = "") {
    noted.textContent = brief(words, 4000);
    noted.hidden = !words;
    if (words) wire.announce(words.slice(0, 400));
  }

  /** @param {string} what */
  function show(what) {
    chosen = what;
    if (what !== "reel") reel.pause();
    else screen.pause();
    drawStage(true);
  }

  const allTakes = () => run.steps.flatMap((step) => step.takes);

  /** @param {boolean} [asked] the person chose: nothing that plays holds it back */
  function drawStage(asked = false) {
    const all = allTakes();
    const newest = all.reduce((best, take) => (!best || take.at >= best.at ? take : best), /** @type {Take | null} */ (null));
    const picked = all.find((take) => take.key === chosen) ?? null;
    if (chosen && chosen !== "reel" && !picked) chosen = "";
    const follows = run.reel && (run.status !== "running" || !newest) ? "reel" : (newest?.key ?? "");
    let next = chosen === "reel" && !run.reel ? follows : chosen || follows;
    // What plays stays; a newer take waits until it stops.
    const known = onStage === "reel" ? run.reel : all.some((take) => take.key === onStage);
    if (!asked && known && (onStage === "reel" ? reel.playing() : screen.playing())) next = onStage;
    const changed = next !== onStage;
    onStage = next;
    const take = next === "reel" ? null : (all.find((each) => each.key === next) ?? null);
    screen.show(take);
    screen.element.hidden = !take;
    reel.screen.hidden = next !== "reel";
    nothing.hidden = next !== "";
    toReel.hidden = !run.reel || next === "reel";
    toNewest.hidden = chosen === "" || chosen === "reel" || newest?.key === next;
    about.update(take, take ? (run.steps.find((step) => step.id === take.step)?.takes.length ?? 1) : 1);
    reelWords.hidden = next !== "reel";
    if (run.reel && changed) fill(reelWords, h("b", null, "Reel"), h("span", { class: "dk-num" }, clock(run.reel.seconds)), run.studio === "previs" && h("span", { class: "dk-tag" }, "previs"));
    if (changed) for (const row of steps.children) /** @type {RunRow} */ (row).mark?.();
  }

  /** @typedef {{ key: string, step: RunStep | null, words: string }} Line */
  function drawSteps() {
    const needed = run.steps.filter(needsYou);
    const rest = run.steps.filter((step) => !needsYou(step));
    const heading = (/** @type {string} */ key, /** @type {string} */ words) => ({ key, step: null, words });
    const line = (/** @type {RunStep} */ step) => ({ key: `step/${step.id}`, step, words: "" });
    const suggested = canGoOn(run) ? "" : (needed.find((step) => step.status === "approve")?.id ?? "");
    /** @type {Line[]} */
    const lines = needed.length
      ? [heading("needs", `Needs you · ${needed.length}`), ...needed.map(line), ...(rest.length ? [heading("rest", "The other steps"), ...rest.map(line)] : [])]
      : rest.map(line);
    const held = /** @type {HTMLElement | null} */ (/** @type {Document} */ (root.getRootNode()).activeElement);
    const inside = held && steps.contains(held);
    list(
      steps,
      lines,
      (each) => each.key,
      (each) => (each.step ? runRow(rows, each.step) : h("li", { class: "dk-rgroup dk-small" })),
      (element, each) => (each.step ? element.update(run, each.step, each.step.id === suggested) : (element.textContent = each.words)),
    );
    // A row that moved to its group takes the focus along.
    if (inside && held.isConnected && !held.matches(":focus")) held.focus({ preventScroll: true });
    steps.classList.toggle("dk-rmany", run.steps.length > MANY);
    if (!active?.isConnected) rove(/** @type {RunRow | null} */ (steps.querySelector(".dk-rstep")));
  }

  /** @param {RunRow | null} row the one step that Tab reaches; arrows go to the others */
  function rove(row) {
    if (active === row) return;
    active?.reach(false);
    row?.reach(true);
    active = row;
  }
  steps.addEventListener("focusin", (event) => rove(/** @type {Element} */ (event.target).closest(".dk-rstep") ?? active));
  steps.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.classList.contains("dk-rstep")) return;
    const all = /** @type {HTMLElement[]} */ (Array.from(steps.querySelectorAll(".dk-rstep")));
    const at = all.indexOf(/** @type {HTMLElement} */ (target));
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1, PageUp: at - 8, PageDown: at + 8 }[event.key];
    const take = /** @type {RunRow} */ (target).dkStep.takes.at(-1);
    if ((event.key === "Enter" || event.key === " ") && take) show(take.key);
    else if (to === undefined) return;
    else all[Math.min(Math.max(to, 0), all.length - 1)].focus();
    event.preventDefault();
  });

  function leave() {
    for (const row of steps.children) /** @type {RunRow} */ (row).close?.();
    fill(steps);
  }

  const left = () => (run.left === null ? 0 : run.left - (Date.now() - since) / 1000);
  function drawSums() {
    const words = runFigures(run, left());
    list(sums, words.map((text, place) => ({ text, place })), ({ place }) => String(place), () => h("span", { class: "dk-num" }), (part, { text }) => (part.textContent = text));
  }

  function drawHead() {
    const [dot, word] = RUN_WORDS[run.status] ?? ["planned", ""];
    title.textContent = brief(run.title);
    light.dataset.status = dot;
    /** @type {HTMLElement} */ (light.lastChild).textContent = run.elsewhere ? `${word}, in another process` : word;
    drawSums();
    cancel.hidden = !goesOn(run);
    goOn.hidden = !canGoOn(run);
    drawNotify();
    const part = Math.round(100 * Math.min(1, Math.max(0, run.fraction)));
    bar.hidden = !goesOn(run);
    bar.setAttribute("aria-valuenow", String(part));
    /** @type {HTMLElement} */ (bar.firstChild).style.width = `${part}%`;
    message.hidden = !run.message;
    message.textContent = brief(run.message, 20_000);
    message.classList.toggle("dk-fault", run.status === "failed");
    // Said anew only where there is something new to say.
    const beside = run.notices.map((words) => brief(words, 2000)).join("\n");
    if (notices.textContent !== beside) notices.textContent = beside;
    notices.hidden = !beside;
  }
  function drawNotify() {
    notify.hidden = !goesOn(run) || !canSwitchNotify();
    notify.setAttribute("aria-pressed", String(notifyIsOn()));
  }

  function draw() {
    frame = 0;
    const nothingYet = !run?.execution;
    body.hidden = nothingYet;
    empty.hidden = !nothingYet;
    empty.textContent = run?.empty || "Nothing has run yet: start a plan, and it is seen here.";
    if (nothingYet) return wind();
    drawHead();
    const shape = run.aspect.match(/^(\d+):(\d+)$/);
    set(body, { style: { "--dk-shape": shape && Number(shape[1]) && Number(shape[2]) ? `${shape[1]} / ${shape[2]}` : "16 / 9" } });
    reel.update(run.reel, run.title);
    drawStage();
    drawSteps();
    wind();
  }

  /** The clock goes only while there is something to count. */
  function wind() {
    const works = Boolean(run?.execution) && (run.status === "running" || run.steps.some((step) => step.status === "running" || step.status === "queued"));
    if (works && !clockwork) clockwork = window.setInterval(tick, 1000);
    if (!works && clockwork) clockwork = Number(clearInterval(clockwork)) || 0;
  }
  function tick() {
    drawSums();
    const now = Date.now() / 1000;
    for (const row of steps.children) /** @type {RunRow} */ (row).tick?.(now);
  }

  // The newest take waits behind what plays; it comes when that stops.
  const calm = () => run?.execution && !frame && (frame = requestAnimationFrame(draw));
  for (const event of ["pause", "ended"]) stage.addEventListener(event, calm, true);

  const offs = [
    wire.watch("preview", (/** @type {PreviewState} */ next) => {
      if (next?.execution !== run?.execution) {
        chosen = "";
        note();
        leave(); // another run: nothing that was open belongs to it
        active = null;
      }
      if (!run || next?.left !== run.left || !since) since = Date.now();
      run = next;
      // What comes within one frame is drawn once.
      if (!frame) frame = body.isConnected && body.dataset.drawn ? requestAnimationFrame(draw) : 0;
      if (!frame) draw();
      body.dataset.drawn = "yes";
    }),
    sayRun(wire, () => run),
    onNotifySwitched(drawNotify),
  ];
  return () => {
    for (const off of offs) off();
    cancelAnimationFrame(frame);
    clearInterval(clockwork);
    leave();
    screen.close();
    reel.close();
    if (!how.embedded) mediaOf(wire).close();
    body.remove();
    empty.remove();
  };
}

export default widget("Director run", mountPreview);
