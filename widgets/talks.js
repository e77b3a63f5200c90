// @ts-check
/** Choosing what is talked about and with whom: earlier conversations, and the models that can direct. */

import { button, counted, dialog, fill, h, list, set, usd } from "./dom.js";
import { brief, once, roving } from "./pressing.js";

/** @typedef {import("./state.js").ChatState} ChatState */
/** @typedef {import("./state.js").ChatEntry} ChatEntry */
/** @typedef {import("./wire.js").Wire} Wire */

/** More than anybody looks through; a few words in the filter find the rest. */
const MOST = 200;

/**
 * Earlier conversations, newest first, found by their words.
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {string} current
 */
export async function openHistory(wire, root, current) {
  /** @type {ChatEntry[]} */
  let all = [];
  const rows = h("div", { class: "dk-picks", role: "group", "aria-label": "Conversations", "data-testid": "history-list" });
  const note = h("p", { class: "dk-soft dk-small", role: "status" }, "Looking them up…");
  const fault = h("p", { class: "dk-fault", role: "alert", hidden: true });
  const settle = roving(rows);
  const first = () => /** @type {HTMLButtonElement | null} */ (rows.querySelector("button"));
  const filter = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "search",
      placeholder: "Filter",
      "aria-label": "Filter conversations",
      "data-testid": "history-filter",
      oninput: () => draw(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "ArrowDown") first()?.focus();
        else if (event.key === "Enter" && !event.isComposing) first()?.click();
        else return;
        event.preventDefault();
      },
    })
  );
  const close = dialog(root, "History", () => [filter, note, fault, rows]);
  const open = (/** @type {string} */ conversation) =>
    once(rows, async () => {
      try {
        if (conversation !== current) await wire.ask("chat.open", { conversation });
        close();
      } catch (error) {
        set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
      }
    });
  const draw = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((entry) => words.every((word) => `${entry.title} ${entry.status} ${entry.plan} ${entry.id}`.toLowerCase().includes(word)));
    list(rows, found.slice(0, MOST), (entry) => entry.id, (entry) => historyRow(entry, entry.id === current, open));
    settle();
    const more = found.length - MOST;
    note.textContent = more > 0 ? `${counted(more, "more conversation")}: type a few words to find one.` : found.length ? "" : words.length ? "None of them has these words." : "No conversation yet.";
    note.hidden = !note.textContent;
  };
  filter.focus();
  try {
    all = await wire.ask("chat.history", {});
    draw();
  } catch (error) {
    note.hidden = true;
    set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
  }
}

/** @param {ChatEntry} entry @param {boolean} current @param {(id: string) => any} open */
function historyRow(entry, current, open) {
  const row = button(
    [
      h("span", { class: "dk-row" }, h("b", { class: "dk-clip dk-line1" }, brief(entry.title || "Untitled", 160)), current ? h("span", { class: "dk-tag" }, "open now") : null),
      h("span", { class: "dk-soft dk-small dk-clip dk-line1" }, [entry.when, entry.status, entry.plan].filter(Boolean).map((word) => brief(word, 120)).join(" · ")),
    ],
    () => open(entry.id),
    { testid: "history-entry" },
  );
  set(row, { class: "dk-pick", "data-rove": true, "aria-current": current ? "true" : null });
  return row;
}

/**
 * Who directs: what a message costs with each, what it is good at, or why it can't be used.
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @returns {{ open: () => void, draw: (state: ChatState) => void }} `draw` keeps an open list in step
 */
export function brainPicker(wire, root) {
  /** @type {ChatState | null} */
  let state = null;
  const rows = h("div", { class: "dk-picks", role: "radiogroup", "aria-label": "Director model", "data-testid": "brains" });
  const fault = h("p", { class: "dk-fault", role: "alert", hidden: true });
  const settle = roving(rows);
  let close = () => {};
  const take = (/** @type {string} */ id) =>
    once(rows, async () => {
      fault.hidden = true;
      try {
        if (id !== state?.brain) await wire.ask("chat.brain", { id });
        close();
      } catch (error) {
        set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
      }
    }).then(draw);
  const draw = () => {
    if (!state || !rows.isConnected) return;
    const { brain, brains } = state;
    list(rows, brains, (each) => each.id, () => h("button", { type: "button", class: "dk-pick", role: "radio", "data-rove": true }), (row, each) => {
      const price = each.perMessage ? `about ${usd(each.perMessage)} a message` : "free";
      fill(
        row,
        h("span", { class: "dk-row" }, h("b", { class: "dk-clip dk-line1" }, brief(each.name, 120)), each.recommended ? h("span", { class: "dk-tag" }, "recommended") : null, each.sees ? h("span", { class: "dk-tag" }, "sees pictures") : null, h("span", { class: "dk-gap" }), h("span", { class: "dk-num" }, price)),
        h("span", { class: "dk-soft dk-small dk-clip" }, brief(each.available ? each.why : `Not available: ${each.why}`)),
      );
      set(row, { "aria-checked": String(each.id === brain), "data-off": !each.available, "data-testid": `brain-${each.id}` });
      // Others can be reached, so that why they can't be used is read out; the description says it is off.
      if (!each.available) row.setAttribute("aria-disabled", "true");
      row.onclick = () => each.available && row.getAttribute("aria-disabled") !== "true" && take(each.id);
    });
    settle();
  };
  return {
    open() {
      fault.hidden = true;
      close = dialog(root, "Who directs", () => [rows, fault]);
      draw();
      /** @type {HTMLElement | null} */ (rows.querySelector('[tabindex="0"]'))?.focus();
    },
    draw(now) {
      state = now;
      draw();
    },
  };
}
