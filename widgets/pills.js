// @ts-check
/** One of a few: pills and stars that the arrow keys go through. */

import { h, list, set } from "./dom.js";

const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });

/**
 * Moves the focus among a group's radios with the arrow keys; the key is then used up.
 * @param {HTMLElement} group
 * @param {KeyboardEvent} event
 * @returns {HTMLElement | null} where the focus went
 */
export function rove(group, event) {
  if (!(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return null;
  const radios = /** @type {HTMLElement[]} */ ([...group.querySelectorAll('[role="radio"]:not(:disabled)')]);
  const at = radios.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (at < 0) return null;
  event.preventDefault();
  event.stopPropagation();
  const next = radios[(at + STEPS[event.key] + radios.length) % radios.length];
  next.focus();
  return next;
}

/**
 * Pills of which one is on; arrow keys pick. `update` says which there are and which is on; `why` makes one unpickable and says why.
 * @param {string} label what is chosen, to a screen reader
 * @param {string} testid
 * @param {(value: string) => any} pick
 * @returns {HTMLElement & { update: (options: { value: string, label: string, why?: string }[], current: string) => void }}
 */
export function pills(label, testid, pick) {
  const group = h("div", {
    class: "dk-row",
    role: "radiogroup",
    "aria-label": label,
    onkeydown: (/** @type {KeyboardEvent} */ event) => rove(group, event)?.click(),
  });
  return Object.assign(group, {
    /** @param {{ value: string, label: string, why?: string }[]} options @param {string} current */
    update(options, current) {
      list(
        group,
        options,
        (option) => option.value,
        ({ value }) =>
          h("button", {
            type: "button",
            role: "radio",
            class: "dk-btn dk-num",
            "data-testid": `${testid}-${value || "all"}`,
            onclick: (/** @type {MouseEvent} */ event) =>
              /** @type {HTMLElement} */ (event.currentTarget).getAttribute("aria-disabled") === "true" ? undefined : pick(value),
          }),
        (pill, option) => {
          if (pill.textContent !== option.label) pill.textContent = option.label;
          const on = option.value === current;
          set(pill, { "aria-checked": String(on), tabindex: on ? 0 : -1, "aria-disabled": option.why ? "true" : null, title: option.why });
        },
      );
    },
  });
}
