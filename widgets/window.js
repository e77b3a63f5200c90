// @ts-check
/** A dialog with a place of its own for what goes wrong in it, and its own keys. */

import { button, dialog, fill, h } from "./dom.js";

/**
 * Opens a wide dialog. Errors of what stands in it are shown in it: the widget's own place for them lies behind.
 * @param {HTMLElement} root
 * @param {string} title
 * @param {HTMLElement} content
 * @param {{ keys?: (event: KeyboardEvent) => void, onclose?: () => void }} [how] `keys` hears what no field inside has used
 * @returns {() => void} closes it
 */
export function opened(root, title, content, how = {}) {
  const trouble = h("div", { class: "dk-fault dk-row", role: "alert", hidden: true, "data-testid": "dialog-trouble" });
  const frame = h("div", { class: "dk-window", tabindex: -1 }, trouble, content);
  frame.addEventListener("dk-error", (event) => {
    event.stopPropagation();
    const error = /** @type {CustomEvent} */ (event).detail;
    fill(trouble, h("span", { class: "dk-clip" }, error?.message ?? String(error)), button("Dismiss", () => (trouble.hidden = true), { kind: "quiet" }));
    trouble.hidden = false;
  });
  const close = dialog(root, title, () => frame, { wide: true, onclose: how.onclose });
  const box = frame.closest("dialog");
  box?.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || target.closest("input, textarea, select, video, audio")) return;
    how.keys?.(event);
  });
  frame.focus();
  return close;
}

/**
 * Brings the focus back into the dialog of `content` where what had it was taken away: its keys must go on working.
 * @param {HTMLElement} content
 */
export function refocus(content) {
  if (!content.closest("dialog")?.contains(document.activeElement)) /** @type {HTMLElement | null} */ (content.closest(".dk-window"))?.focus();
}
