// @ts-check
/** What hands do: one press is one request, and arrow keys walk through rows and lists of things to press. */

/**
 * Runs `work` while `element` can't be pressed again. It keeps the focus: a keyboard must not lose its place while the kernel answers.
 * @template T
 * @param {Element} element a button, or what holds the buttons that go together
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>} undefined where it was at work already
 */
export async function once(element, work) {
  if (/** @type {any} */ (element).dkBusy) return undefined;
  /** @type {any} */ (element).dkBusy = true;
  hold(element, true);
  try {
    return await work();
  } finally {
    /** @type {any} */ (element).dkBusy = false;
    hold(element, false);
  }
}

/** @param {Element} element @param {boolean} on */
export function hold(element, on) {
  const buttons = element.matches("button") ? [element] : [...element.querySelectorAll("button")];
  for (const each of buttons) on ? each.setAttribute("aria-disabled", "true") : each.removeAttribute("aria-disabled");
}

/** @type {Record<string, (at: number, last: number) => number>} */
const STEPS = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowDown: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  ArrowUp: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/**
 * One stop for Tab in `box`, arrows between what carries `data-rove`. Call the answer after the children changed.
 * @param {HTMLElement} box
 * @returns {() => void}
 */
export function roving(box) {
  const all = () => /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[data-rove]:not(:disabled)")]);
  const point = (/** @type {HTMLElement | undefined} */ at) => {
    for (const each of all()) each.tabIndex = each === at ? 0 : -1;
  };
  box.addEventListener("focusin", (event) => point(/** @type {any} */ (event.target).closest("[data-rove]") ?? all().find((each) => each.tabIndex === 0)));
  box.addEventListener("keydown", (event) => {
    const items = all();
    const at = items.indexOf(/** @type {HTMLElement} */ (event.target));
    const step = STEPS[event.key];
    if (at < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    items[step(at, items.length - 1)].focus();
  });
  return () => {
    const items = all();
    if (items.filter((each) => each.tabIndex === 0).length === 1) return;
    point(items.find((each) => each === document.activeElement) ?? items.find((each) => each.matches('[aria-checked="true"], [aria-pressed="true"], [aria-current="true"]')) ?? items[0]);
  };
}

/** Signs that turn the direction of what comes after them: a title must not turn the price beside it. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * Text for display, never longer than people read, and in nobody's way: names, labels, titles.
 * @param {string} text
 * @param {number} [most] characters
 * @returns {string}
 */
export function brief(text, most = 300) {
  const shown = text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return shown.replace(TURNS, "");
}
