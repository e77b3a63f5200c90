// @ts-check
/** What a run says by itself: spoken for a screen reader while it goes on, and a notification when it ends. */

import { counted, usd } from "./dom.js";

/** @typedef {import("./state.js").PreviewState} PreviewState */
/** @typedef {import("./state.js").AnyEvent} AnyEvent */
/** @typedef {import("./wire.js").Wire} Wire */

const BREATH = 800;
const SWITCH = "director.notify";
/** Everything said on this page: a run shown by several views, or several widgets, is heard once. */
const SAID = Symbol.for("director.said");

/** @param {string} name @returns {boolean} whether nobody on this page said it before */
function firstToSay(name) {
  const page = /** @type {any} */ (window);
  /** @type {Set<string>} */
  const said = (page[SAID] ??= new Set());
  if (said.has(name)) return false;
  said.add(name);
  if (said.size > 2000) said.delete(said.values().next().value ?? "");
  return true;
}

/** @returns {{ hasCommand: (name: string) => boolean, execute: (name: string, args: any) => any } | null} JupyterLab's own notifications, where there are */
function labCommands() {
  const page = /** @type {any} */ (window);
  const commands = (page.jupyterapp ?? page.jupyterlab)?.commands;
  return commands?.hasCommand?.("apputils:notify") ? commands : null;
}

/** @returns {boolean} whether there is anything for the person to switch: Lab notifies by itself, some pages can't at all */
export function canSwitchNotify() {
  return !labCommands() && "Notification" in window;
}

/** @returns {boolean} */
export function notifyIsOn() {
  try {
    return localStorage.getItem(SWITCH) === "on" && Notification.permission === "granted";
  } catch {
    return false; // pages without storage or notifications
  }
}

/**
 * Turns notifications of this browser on or off; asks for leave only here, where a person pressed the switch.
 * @returns {Promise<string>} what to tell the person, "" when all is well
 */
export async function switchNotify() {
  const on = !notifyIsOn();
  if (on && (await Notification.requestPermission()) !== "granted")
    return "The browser does not allow notifications from this page: allow them in its site settings, then press Notify again.";
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    return "This page may not keep the choice: the end of the run is said here.";
  }
  window.dispatchEvent(new Event(SWITCH));
  return "";
}

/** @param {() => void} call @returns {() => void} stops */
export function onNotifySwitched(call) {
  window.addEventListener(SWITCH, call);
  return () => window.removeEventListener(SWITCH, call);
}

const KINDS = /** @type {Record<string, string>} */ ({ completed: "success", failed: "error", waiting: "warning", interrupted: "warning" });

/** @param {string} title @param {Extract<AnyEvent, { type: "execution_done" }>} done @returns {string} */
function lastWords(title, done) {
  const much = [`${counted(done.stored, "step")} stored`, done.failed ? `${done.failed} failed` : "", done.skipped ? `${done.skipped} skipped` : ""];
  const words = done.status === "waiting" ? "The run waits for you" : `Run ${done.status}`;
  return [`${title.slice(0, 80)}: ${words}`, much.filter(Boolean).join(", "), done.message.slice(0, 160)].filter(Boolean).join(". ");
}

/** @param {string} title @param {Extract<AnyEvent, { type: "execution_done" }>} done */
function notify(title, done) {
  const message = lastWords(title, done);
  const lab = labCommands();
  if (lab) Promise.resolve(lab.execute("apputils:notify", { message, type: KINDS[done.status] ?? "info", options: { autoClose: 5000 } })).catch(() => {});
  else if (notifyIsOn())
    try {
      new Notification("Director", { body: message, tag: done.execution });
    } catch {
      // Phones only let service workers notify; the words are on the page and spoken.
    }
}

/**
 * Says what happens in the run that `state` shows.
 * @param {Wire} wire
 * @param {() => PreviewState} state
 * @returns {() => void} stops
 */
export function sayRun(wire, state) {
  /** @type {Set<string>} */
  let stored = new Set();
  let timer = 0;
  const flush = () => {
    timer = 0;
    const orders = [...stored];
    stored = new Set();
    if (orders.length) wire.announce(orders.length === 1 ? `Step ${orders[0]} stored` : `${orders.length} steps stored`);
  };
  /** @param {AnyEvent} event */
  const hear = (event) => {
    const run = state();
    if (!("execution" in event) || !run || event.execution !== run.execution) return;
    if (!["step_stored", "step_failed", "approval_needed", "input_needed", "execution_done"].includes(event.type)) return;
    if (!firstToSay(JSON.stringify([event.execution, event.at, event.type, "step" in event ? event.step : "", "take" in event ? event.take : 0]))) return;
    const order = "step" in event ? String(run.steps.find((step) => step.id === event.step)?.order ?? event.step) : "";
    if (event.type === "step_stored") {
      stored.add(order);
      timer ||= window.setTimeout(flush, BREATH);
      return;
    }
    clearTimeout(timer);
    flush(); // things are said in the order they happened
    if (event.type === "step_failed") wire.announce(`Step ${order} ${event.state === "refused" ? "refused" : "failed"}: ${event.message.slice(0, 160)}`);
    else if (event.type === "approval_needed") wire.announce(`Step ${order} needs your approval, at most ${usd(event.ceiling)}`);
    else if (event.type === "input_needed") wire.announce(`Step ${order} is made by hand and waits for your file`);
    else if (event.type === "execution_done") {
      wire.announce(lastWords(run.title, event));
      notify(run.title, event);
    }
  };
  const off = wire.listen("events", (/** @type {{ events: AnyEvent[] }} */ message) => message.events.forEach(hear));
  return () => {
    off();
    clearTimeout(timer);
  };
}
