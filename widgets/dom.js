// @ts-check
/** Elements, safely: text is always set as text, and HTML has one door (`rendered`), which only the sanitiser's output goes through. */

/** @typedef {Node | string | number | false | null | undefined} Child */
/** @typedef {Record<string, any>} Props */

const SVG = "http://www.w3.org/2000/svg";
/** Letters without a space after which a line may break anyway: left to find a place by itself, the engine takes seconds over twenty thousand. */
const SOLID = 500;
/** Letters without a space that are written on one long line of a field: folding a megabyte of them would stop the page for half a minute. */
const ROCK = 20_000;
const WEB = /^(https?:|mailto:)/i;

/**
 * An element. `class`, `on…` listeners, `text`, `style` (an object), properties and attributes by name; false, null and undefined are left out.
 * A listener that throws is reported to the widget it stands in (see `wire.js`), where the person sees it.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  set(element, props ?? {});
  add(element, children);
  return element;
}

/**
 * An SVG element; see `h`.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(tag, props, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  set(element, props ?? {});
  add(element, children);
  return element;
}

/** @param {Element} element @param {Props} props */
export function set(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), watched(element, value));
    else if (name === "text") element.textContent = String(value);
    else if (name === "class") value ? element.setAttribute("class", value) : element.removeAttribute("class");
    else if (name === "style") for (const [key, rule] of Object.entries(value)) /** @type {HTMLElement} */ (element).style.setProperty(key, String(rule));
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden" || name === "indeterminate" || name === "muted")
      /** @type {any} */ (element)[name] = value;
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {Node} parent @param {(Child | Child[])[]} children */
function add(parent, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    if (child instanceof Node) parent.appendChild(child);
    else if (isSolid(String(child), SOLID) && parent instanceof HTMLElement) parent.append(...pieces(String(child)));
    else parent.appendChild(document.createTextNode(String(child)));
  }
}

/** @param {string} text @param {number} most @returns {boolean} whether a word of it is longer */
function isSolid(text, most) {
  return text.length > most && text.split(/\s+/).some((word) => word.length > most);
}

/** Text that may break after every so many letters. @param {string} text @returns {Node[]} */
function pieces(text) {
  /** @type {Node[]} */
  const parts = [];
  for (let at = 0, end; at < text.length; at = end) {
    end = at + SOLID;
    if (/[\uD800-\uDBFF]/.test(text[end - 1])) end++; // a letter of two halves stays whole
    if (parts.length) parts.push(document.createElement("wbr"));
    parts.push(document.createTextNode(text.slice(at, end)));
  }
  return parts;
}

/** Lets words that never end break. @param {Element} element */
function loosen(element) {
  if (!isSolid(element.textContent ?? "", SOLID)) return;
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const solid = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) if (isSolid(/** @type {Text} */ (node).data, SOLID)) solid.push(/** @type {Text} */ (node));
  for (const node of solid) node.replaceWith(...pieces(node.data));
}

/**
 * A listener whose error is shown in the widget instead of lost in the console.
 * @param {Element} element
 * @param {(event: any) => any} listener
 * @returns {(event: Event) => void}
 */
function watched(element, listener) {
  return (event) => {
    try {
      const outcome = listener(event);
      if (outcome instanceof Promise) outcome.catch((error) => report(element, error));
    } catch (error) {
      report(element, error);
    }
  };
}

/**
 * Shows `error` in the widget that `element` stands in.
 * @param {Element} element
 * @param {unknown} error
 */
export function report(element, error) {
  element.dispatchEvent(new CustomEvent("dk-error", { bubbles: true, detail: error }));
}

/**
 * Empties `parent` and puts `children` in.
 * @template {Element} E
 * @param {E} parent
 * @param {...(Child | Child[])} children
 * @returns {E}
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  add(parent, children);
  return parent;
}

/**
 * HTML that came from the sanitiser, as an element. Links are checked once more and open in a tab of their own.
 * @param {string} sanitised
 * @param {string} [kind] class
 * @returns {HTMLElement}
 */
export function rendered(sanitised, kind = "dk-md") {
  const element = h("div", { class: kind });
  element.innerHTML = sanitised;
  for (const link of element.querySelectorAll("a")) {
    if (!WEB.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  loosen(element);
  return element;
}

/**
 * A link to an address somebody typed or a model wrote; plain text where it isn't http, https or mailto.
 * @param {string} url
 * @param {string} [label]
 * @returns {HTMLElement}
 */
export function link(url, label = url) {
  return WEB.test(url.trim())
    ? h("a", { href: url.trim(), target: "_blank", rel: "noopener noreferrer", class: "dk-clip" }, label)
    : h("span", { class: "dk-clip" }, label);
}

/**
 * A button. `kind`: "" (a pill), "primary" (the one suggested action), "quiet" (no border). Disabled ones keep their place in the tab order
 * where `why` says what is missing.
 * @param {Child | Child[]} label
 * @param {(event: MouseEvent) => any} press
 * @param {{ kind?: string, name?: string, title?: string, pressed?: boolean, disabled?: boolean, testid?: string, why?: string, expanded?: boolean }} [how]
 * @returns {HTMLButtonElement}
 */
export function button(label, press, how = {}) {
  const off = how.disabled === true;
  const element = h(
    "button",
    {
      type: "button",
      class: `dk-btn ${how.kind ? `dk-${how.kind}` : ""}`.trim(),
      "aria-label": how.name,
      title: how.why && off ? how.why : (how.title ?? how.name),
      "aria-pressed": how.pressed === undefined ? null : String(how.pressed),
      "aria-expanded": how.expanded === undefined ? null : String(how.expanded),
      "aria-disabled": off && how.why ? "true" : null,
      disabled: off && !how.why,
      "data-testid": how.testid,
      onclick: (/** @type {MouseEvent} */ event) => (element.getAttribute("aria-disabled") === "true" ? undefined : press(event)),
    },
    label,
  );
  return /** @type {HTMLButtonElement} */ (element);
}

/**
 * Keeps `parent`'s children in step with `items`: kept ones stay the elements they are (focus, playback and half-typed words survive), new
 * ones are made, gone ones removed.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement | SVGElement} make
 * @param {(element: any, item: T) => void} [update] called for new and kept ones
 */
export function list(parent, items, key, make, update) {
  /** @type {Map<string, Element>} */
  const there = new Map();
  const wanted = new Set(items.map(key));
  // What is gone goes first: a kept element that had to move past it would lose its focus and stop playing.
  for (const child of Array.from(parent.children)) {
    const name = /** @type {any} */ (child).dkKey;
    if (wanted.has(name) && !there.has(name)) there.set(name, child);
    else child.remove();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let element = there.get(name);
    if (!element) {
      element = make(item);
      /** @type {any} */ (element).dkKey = name;
    }
    update?.(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
}

/** @param {number} micros @returns {string} a sum as people read it, the same as in Python: whole cents, more digits below ten cents */
export function usd(micros) {
  const step = micros >= 100_000 || micros % 10_000 === 0 ? 10_000 : 100;
  const sum = Math.ceil(micros / step) * step;
  const digits = sum % 10_000 === 0 ? 2 : 6;
  const text = (sum / 1e6).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return "$" + (digits === 2 ? text : text.replace(/0+$/, ""));
}

/** @param {number} seconds @returns {string} "0:48", "12:05", "1:02:03" */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** @param {number} seconds @returns {string} "3 s", "2.5 s" */
export function length(seconds) {
  return `${Number(seconds.toFixed(1))} s`;
}

/** @param {number} count @param {string} one @param {string} [many] @returns {string} "1 step", "3 steps" */
export function counted(count, one, many = one + "s") {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** @param {number} bytes @returns {string} "1.2 MB" */
export function size(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}

/**
 * A status: a dot and its word, never colour alone.
 * @param {string} status stored, running, queued, planned, failed, refused, unknown, skipped, approve, input, cancelled
 * @param {string} word
 * @returns {HTMLElement}
 */
export function status(status, word) {
  return h("span", { class: "dk-status", "data-status": status }, h("i", { "aria-hidden": "true" }), word);
}

/**
 * A field that grows with its text.
 * @param {Props} props
 * @returns {HTMLTextAreaElement}
 */
export function growing(props) {
  const area = /** @type {HTMLTextAreaElement} */ (h("textarea", { rows: 1, ...props }));
  const fit = () => {
    area.classList.toggle("dk-rock", isSolid(area.value, ROCK));
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
  };
  area.addEventListener("input", fit);
  /** @type {any} */ (area).fit = fit;
  requestAnimationFrame(fit);
  return area;
}

/**
 * Calls `call` once things have been quiet for `wait` milliseconds; `cancel` drops what waits.
 * @template {any[]} A
 * @param {(...args: A) => void} call
 * @param {number} wait
 * @returns {((...args: A) => void) & { cancel: () => void }}
 */
export function later(call, wait) {
  let timer = 0;
  const run = (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => call(...args), wait);
  };
  return Object.assign(run, { cancel: () => clearTimeout(timer) });
}

/**
 * A dialog over the widget: focus goes in and comes back, Escape closes, the rest is out of reach meanwhile.
 * @param {Element} root the widget's root
 * @param {string} title
 * @param {(close: () => void) => Child | Child[]} content
 * @param {{ wide?: boolean, onclose?: () => void }} [how]
 * @returns {() => void} closes it
 */
export function dialog(root, title, content, how = {}) {
  const box = /** @type {HTMLDialogElement} */ (h("dialog", { class: `dk-dialog ${how.wide ? "dk-wide" : ""}`, "aria-label": title }));
  const back = /** @type {HTMLElement | null} */ (document.activeElement);
  const close = () => {
    if (!box.isConnected) return;
    box.close();
    box.remove();
    how.onclose?.();
    back?.focus?.({ preventScroll: true });
  };
  box.addEventListener("cancel", (event) => (event.preventDefault(), close()));
  box.addEventListener("click", (event) => event.target === box && close());
  fill(
    box,
    h("header", { class: "dk-head" }, h("b", null, title), h("span", { class: "dk-gap" }), button("Close", close, { kind: "quiet" })),
    h("div", { class: "dk-dialog-body" }, content(close)),
  );
  (root.querySelector(".dk-body") ?? root).appendChild(box);
  box.showModal();
  return close;
}
