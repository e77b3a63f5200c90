// @ts-check
/** Text onto the clipboard by one press. */

/** @typedef {import("./wire.js").Wire} Wire */

/**
 * Copies a prompt and says so, on the button and aloud.
 * @param {Wire} wire
 * @param {string} text
 * @param {EventTarget | null} pressed the button
 * @param {HTMLElement} [place] where the text stands: it is marked where the page may not write to the clipboard
 */
export async function copy(wire, text, pressed, place) {
  const label = /** @type {HTMLElement} */ (pressed);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that came over plain http from another machine have no clipboard.
    if (place) document.getSelection()?.selectAllChildren(place);
    throw new Error(`This page may not write to the clipboard: ${place ? "the text is marked now," : "mark the text and"} copy it with the keyboard`);
  }
  label.textContent = "Copied";
  wire.announce("Prompt copied");
}
