// @ts-check
/** The line to the kernel: state comes by trait, requests go by id and every one is answered, errors are drawn where the person looks. */

import { button, fill, h } from "./dom.js";
import { keeping } from "./keeping.js";

/** @typedef {import("./state.js").Verbs} Verbs */
/** @typedef {import("./state.js").FromKernel} FromKernel */
/** @typedef {{ get: (name: string) => any, on: (name: string, call: (...args: any[]) => void) => void,
 *   off: (name: string, call: (...args: any[]) => void) => void, send: (content: any, callbacks?: any, buffers?: any[]) => void,
 *   widget_manager?: any }} Model */
/** @typedef {(wire: Wire, root: HTMLElement, how?: any) => (() => void) | void} Mount */

const QUIET = 2500;
/** Milliseconds without a sign of life after which the person is told that the kernel is busy, or gone. */
const GONE = 15000;

/** What the kernel answered when it could not do what it was asked. */
export class Refused extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Wire {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.name = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
    this.count = 0;
    /** @type {Map<string, { resolve: (value: any) => void, reject: (error: any) => void, got: boolean, timer: number }>} */
    this.open = new Map();
    /** @type {Map<string, Set<(message: any, buffers: DataView[]) => void>>} */
    this.ears = new Map();
    /** @type {(() => void)[]} */
    this.offs = [];
    /** Set by `widget`: says something to the person. @type {(kind: "" | "busy" | "gone" | "error", words?: string) => void} */
    this.show = () => {};
    /** Says something to people who listen to a screen reader, once things are calm. @type {(words: string) => void} */
    this.announce = () => {};
    this.hear("msg:custom", (/** @type {FromKernel} */ message, /** @type {DataView[]} */ buffers) => this.heard(message, buffers ?? []));
    this.hear("comm_live_update", () => this.ask("page.ping", {}).catch(() => {}));
  }

  /** @param {string} trait @returns {any} */
  get(trait) {
    return this.model.get(trait);
  }

  /**
   * Calls `call` now and after every change of the trait.
   * @param {string} trait
   * @param {(state: any) => void} call
   * @returns {() => void} stops
   */
  watch(trait, call) {
    const changed = () => call(this.model.get(trait));
    changed();
    return this.hear(`change:${trait}`, changed);
  }

  /**
   * Hears messages of one type from the kernel ("stream", "events").
   * @param {string} type
   * @param {(message: any, buffers: DataView[]) => void} call
   * @returns {() => void} stops
   */
  listen(type, call) {
    const ears = this.ears.get(type) ?? new Set();
    this.ears.set(type, ears.add(call));
    return () => ears.delete(call);
  }

  /**
   * Asks the kernel. Resolves with its answer; rejects with `Refused` where it can't be done. Waits as long as the kernel is at it.
   * @template {keyof Verbs | "page.ping"} V
   * @param {V} verb
   * @param {V extends keyof Verbs ? Verbs[V][0] : {}} args
   * @param {ArrayBuffer[]} [buffers]
   * @returns {Promise<V extends keyof Verbs ? Verbs[V][1] : null>}
   */
  ask(verb, args, buffers) {
    return this.asked(verb, args, buffers).then(({ result }) => result);
  }

  /**
   * The same with the answer's buffers.
   * @param {string} verb
   * @param {Record<string, any>} args
   * @param {ArrayBuffer[]} [buffers]
   * @param {boolean} [quiet] nobody waits for it: a busy kernel is no news
   * @returns {Promise<{ result: any, buffers: DataView[] }>}
   */
  asked(verb, args, buffers, quiet = false) {
    const id = `${this.name}-${++this.count}`;
    return new Promise((resolve, reject) => {
      const timer = quiet ? 0 : window.setTimeout(() => this.waited(id), QUIET);
      this.open.set(id, { resolve, reject, got: false, timer });
      try {
        this.model.send({ type: "ask", id, verb, args }, undefined, buffers);
      } catch (error) {
        this.done(id);
        this.show("gone");
        reject(error);
      }
    });
  }

  /** @param {string} id */
  waited(id) {
    const asked = this.open.get(id);
    if (!asked || asked.got) return;
    this.show("busy");
    asked.timer = window.setTimeout(() => this.open.has(id) && !this.open.get(id)?.got && this.show("gone"), GONE);
  }

  /** @param {string} id */
  done(id) {
    const asked = this.open.get(id);
    if (asked) clearTimeout(asked.timer);
    this.open.delete(id);
    return asked;
  }

  /** @param {any} message @param {DataView[]} buffers */
  heard(message, buffers) {
    if (message.type === "got") {
      const asked = this.open.get(message.id);
      if (!asked) return;
      asked.got = true;
      clearTimeout(asked.timer);
      this.show("");
    } else if (message.type === "answer") {
      const asked = this.done(message.id);
      if (!asked) return; // another view's
      if (message.ok) asked.resolve({ result: message.result, buffers });
      else asked.reject(new Refused(message.error.code, message.error.message));
    } else for (const call of this.ears.get(message.type) ?? []) call(message, buffers);
  }

  /** @param {string} name @param {(...args: any[]) => void} call @returns {() => void} */
  hear(name, call) {
    this.model.on(name, call);
    const off = () => this.model.off(name, call);
    this.offs.push(off);
    return off;
  }

  /** Stops listening; what is still asked is forgotten. */
  close() {
    for (const off of this.offs) off();
    for (const id of [...this.open.keys()]) this.done(id);
    this.ears.clear();
  }
}

/**
 * A widget made of one part: its frame, its theme, its line to the kernel, and a place for what goes wrong.
 * @param {string} label what it is called to a screen reader
 * @param {Mount} mount
 * @returns {{ render: (view: { model: Model, el: HTMLElement }) => () => void }}
 */
export function widget(label, mount) {
  return {
    render({ model, el }) {
      const body = h("div", { class: "dk-body" });
      const trouble = h("div", { class: "dk-trouble", role: "alert", hidden: true });
      const said = h("div", { class: "dk-sr", role: "status", "aria-live": "polite" });
      // Keys pressed in here are ours: the notebook's one-letter commands must not see them.
      const root = h("section", { class: "dk", "aria-label": label, "data-lm-suppress-shortcuts": "true", "data-testid": label.toLowerCase() }, trouble, body, said);
      root.addEventListener("keydown", (event) => event.stopPropagation());
      // Notebook 7 looks at keys before they get here, and its commands match the focused element itself: there the mark must be.
      root.addEventListener("focusin", (event) => /** @type {Element} */ (event.target).setAttribute("data-lm-suppress-shortcuts", "true"));
      const wire = new Wire(model);
      wire.show = (kind, words) => draw(trouble, kind, words);
      wire.announce = announcer(said);
      root.addEventListener("dk-error", (event) => {
        const error = /** @type {CustomEvent} */ (event).detail;
        wire.show("error", error instanceof Refused ? error.message : `${error?.message ?? error}. This view made a mistake: run its cell again.`);
      });
      const unthemed = themed(root);
      const unkept = keeping(wire);
      el.appendChild(root);
      /** @type {(() => void) | void} */
      let unmount;
      try {
        unmount = mount(wire, body);
      } catch (error) {
        wire.show("error", `${/** @type {Error} */ (error).message}. This view can't be drawn: run its cell again, or \`%director status\` for the same as text.`);
        console.error(error);
      }
      return () => {
        unmount?.();
        unthemed();
        unkept();
        wire.close();
        root.remove();
      };
    },
  };
}

const WORDS = {
  busy: "The kernel is busy with another cell; this waits for its turn and is not lost.",
  gone: "The kernel does not answer. Nothing is lost: run a cell with %director, and it goes on where it stood.",
};

/** @param {HTMLElement} place @param {"" | "busy" | "gone" | "error"} kind @param {string} [words] */
function draw(place, kind, words) {
  if (kind === "" && place.dataset.kind === "error") return; // an error stays until it was read
  place.dataset.kind = kind;
  place.hidden = kind === "";
  if (kind === "") return;
  const text = kind === "error" ? (words ?? "Something went wrong.") : WORDS[kind];
  const close = () => {
    place.dataset.kind = "";
    place.hidden = true;
  };
  fill(place, h("span", null, text), kind === "error" ? button("Dismiss", close, { kind: "quiet" }) : null);
}

/** @param {HTMLElement} place @returns {(words: string) => void} what comes within a second is said in one breath */
function announcer(place) {
  /** @type {string[]} */
  let waiting = [];
  let timer = 0;
  return (words) => {
    if (waiting.at(-1) !== words) waiting.push(words);
    if (timer) return;
    timer = window.setTimeout(() => {
      place.textContent = waiting.slice(-4).join(". ");
      waiting = [];
      timer = 0;
    }, 900);
  };
}

/**
 * Marks the root "light" or "dark" by the ground it lies on, now and when the theme changes.
 * @param {HTMLElement} root
 * @returns {() => void}
 */
function themed(root) {
  const look = () => {
    const ground = getComputedStyle(root).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [255, 255, 255];
    const clear = ground.length > 3 && ground[3] === 0;
    const light = clear ? !matchMedia("(prefers-color-scheme: dark)").matches : 0.2126 * ground[0] + 0.7152 * ground[1] + 0.0722 * ground[2] > 128;
    root.dataset.theme = light ? "light" : "dark";
  };
  const soon = () => requestAnimationFrame(() => requestAnimationFrame(look));
  const watch = new MutationObserver(soon);
  for (const element of [document.body, document.documentElement])
    watch.observe(element, { attributes: true, attributeFilter: ["class", "style", "theme", "data-jp-theme-light", "data-jp-theme-name", "data-vscode-theme-kind"] });
  soon();
  return () => watch.disconnect();
}
