// @ts-check
/** Chat, plan and run as three tabs of one widget, for a place beside the notebook. */

import { mountChat } from "./chat.js";
import { h, set } from "./dom.js";
import { mountPlan } from "./plan.js";
import { mountPreview } from "./preview.js";
import { widget } from "./wire.js";

const TABS = /** @type {const} */ ([
  ["chat", "Chat", mountChat],
  ["plan", "Plan", mountPlan],
  ["run", "Run", mountPreview],
]);

let panels = 0;

/**
 * @param {import("./wire.js").Wire} wire
 * @param {HTMLElement} root
 * @returns {() => void}
 */
export function mountPanel(wire, root) {
  const name = `dk-panel-${++panels}`;
  const tabs = TABS.map(([id, label]) =>
    h("button", { type: "button", role: "tab", id: `${name}-${id}`, class: "dk-tab", "aria-controls": `${name}-${id}-panel`, "data-testid": `tab-${id}`, onclick: () => turn(id) }, label),
  );
  const places = TABS.map(([id]) => h("div", { role: "tabpanel", id: `${name}-${id}-panel`, "aria-labelledby": `${name}-${id}`, class: "dk-tabpanel", "data-testid": `panel-${id}` }));
  const row = h("div", { role: "tablist", "aria-label": "Director", class: "dk-tabs", onkeydown: keyed }, tabs);
  root.append(row, ...places);
  const closes = TABS.map(([, , mount], index) => mount(wire, places[index], { embedded: true }));

  /** @param {string} wanted @param {boolean} [focus] */
  function turn(wanted, focus = false) {
    // Where the keyboard is in what is turned away from, its tab is the nearest place that stays.
    const left = places.some((place, index) => TABS[index][0] !== wanted && place.contains(document.activeElement));
    TABS.forEach(([id], index) => {
      const on = id === wanted;
      set(tabs[index], { "aria-selected": String(on), tabindex: on ? 0 : -1 });
      places[index].hidden = !on;
      if (on && (focus || left)) tabs[index].focus();
    });
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const here = TABS.findIndex((_, index) => tabs[index].getAttribute("aria-selected") === "true");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? TABS.length - 1 : step ? (here + step + TABS.length) % TABS.length : -1;
    if (next < 0) return;
    event.preventDefault();
    turn(TABS[next][0], true);
  }

  const quiet = wire.listen("events", ({ events }) => {
    if (events.some((/** @type {{ type: string }} */ event) => event.type === "execution_started")) turn("run");
  });
  turn("chat");
  return () => {
    quiet();
    for (const close of closes) close?.();
  };
}

export default widget("Director", mountPanel);
