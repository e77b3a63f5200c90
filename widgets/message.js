// @ts-check
/** One message of the talk: its words, what was handed over with it, what it asks, and why it broke off. */

import { button, dialog, fill, h, link, list, rendered, set } from "./dom.js";
import { mediaOf, thumbnail } from "./media.js";
import { optionsView, questionsView } from "./choices.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").ChatMessage} ChatMessage */
/** @typedef {import("./state.js").Attached} Attached */
/** @typedef {import("./wire.js").Wire} Wire */

/** Characters of a message shown before "Show all". */
const LONG = 20_000;
const WHO = { user: "You", director: "Director", system: "Note" };

/**
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {ChatMessage} message
 * @param {boolean} whole shown to its end however long: it was read while it was written
 * @returns {HTMLElement & { update: (message: ChatMessage, budget: number | null) => void, sentence: () => string }}
 */
export function messageView(wire, root, message, whole = false) {
  const text = h("div", { class: "dk-said", "data-testid": "said" });
  const files = h("ul", { class: "dk-files", "data-testid": "files" });
  const broken = h("p", { class: "dk-fault", "data-testid": "broken" });
  /** @type {ReturnType<typeof questionsView> | null} made when there is something to ask */
  let questions = null;
  /** @type {ReturnType<typeof optionsView> | null} */
  let options = null;
  const element = h(
    "article",
    {
      class: `dk-msg ${message.role === "user" ? "dk-me" : "dk-it"}`,
      "aria-label": WHO[message.role],
      "data-testid": "message",
      "data-role": message.role,
      title: message.at ? new Date(message.at * 1000).toLocaleString() : null,
    },
    message.role === "user" ? null : h("div", { class: "dk-who", "aria-hidden": "true" }, WHO[message.role]),
    text,
    files,
    broken,
  );
  let drawn = "";
  let html = "";
  const update = (/** @type {ChatMessage} */ now, /** @type {number | null} */ budget) => {
    if (now.html !== html) fill(text, ...said((html = now.html), whole));
    const rest = JSON.stringify([{ ...now, html: "" }, budget]);
    if (rest === drawn) return;
    drawn = rest;
    text.hidden = !now.html;
    files.hidden = !now.attachments.length;
    list(files, now.attachments.map((item, at) => ({ item, at })), ({ item, at }) => `${at} ${item.asset?.sha256 ?? item.url}`, ({ item }) => fileView(wire, root, item));
    if (now.questions.length && !questions) files.after((questions = questionsView(wire)).element);
    if (now.options.length && !options) broken.before((options = optionsView(wire)).element);
    questions?.update(now.questions, now.open);
    options?.update(now.options, now.chosen, now.open, budget);
    element.classList.toggle("dk-full", now.options.length > 0);
    set(broken, { text: now.broken, hidden: !now.broken });
  };
  const sentence = () => (text.textContent ?? "").trim().slice(0, 2_000).match(/^[\s\S]{1,220}?(?:[.!?…:](?=\s|$)|$)/)?.[0] ?? brief((text.textContent ?? "").trim(), 220);
  return Object.assign(element, { update, sentence });
}

/** @param {string} html @param {boolean} whole @returns {HTMLElement[]} */
function said(html, whole) {
  const body = rendered(html);
  if (whole || html.length <= LONG || !cut(body, LONG)) return [body];
  const more = button("Show all", () => (body.replaceWith(rendered(html)), more.remove()), { kind: "quiet", testid: "show-all" });
  return [body, more];
}

/** Leaves the first `most` characters of what `element` says. @param {HTMLElement} element @param {number} most @returns {boolean} false: it is not longer */
function cut(element, most) {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let left = most, node = /** @type {Text | null} */ (walk.nextNode()); node; node = /** @type {Text | null} */ (walk.nextNode())) {
    if (node.length <= left) {
      left -= node.length;
      continue;
    }
    const rest = document.createRange();
    rest.setStart(node, left);
    rest.setEndAfter(/** @type {Node} */ (element.lastChild));
    rest.deleteContents();
    return true;
  }
  return false;
}

/**
 * Something that was handed over: a small picture that opens, a sound or film that plays, a link.
 * @param {Wire} wire
 * @param {HTMLElement} root
 * @param {Attached} item
 * @returns {HTMLElement}
 */
function fileView(wire, root, item) {
  const { asset } = item;
  const name = brief(item.name || item.url, 120);
  if (item.kind === "url") return h("li", { class: "dk-file-url" }, link(item.url, name));
  if (!asset) return h("li", { class: "dk-file-url dk-clip" }, name);
  const open = h(
    "button",
    { type: "button", class: "dk-file", "aria-label": `Open ${name}`, title: name, "data-testid": "open-file", onclick: () => openFile(wire, root, item, asset) },
    item.kind === "audio" ? h("span", { class: "dk-clip dk-file-name" }, name) : thumbnail(wire, asset.sha256, "", 160),
    item.kind === "image" ? null : h("span", { class: "dk-tag" }, item.kind),
  );
  return h("li", null, open);
}

/** @param {Wire} wire @param {HTMLElement} root @param {Attached} item @param {NonNullable<Attached["asset"]>} asset */
async function openFile(wire, root, item, asset) {
  const place = h("div", { class: "dk-shown", "data-testid": "shown" }, h("p", { class: "dk-soft" }, "Fetching it…"));
  dialog(root, brief(item.name, 120), () => place, { wide: true });
  try {
    const src = await mediaOf(wire).url(asset);
    fill(place, item.kind === "image" ? h("img", { src, alt: brief(item.name) }) : h(item.kind, { src, controls: true, preload: "metadata", "aria-label": brief(item.name) }));
  } catch (error) {
    fill(place, h("p", { class: "dk-fault" }, /** @type {Error} */ (error).message));
  }
}
