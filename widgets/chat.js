// @ts-check
/** The talk with the director: what was said, what is asked, what it would cost, and what is worth doing next. */

import { button, counted, h, list, set, usd } from "./dom.js";
import { widget } from "./wire.js";
import { mediaOf } from "./media.js";
import { dropZone } from "./attach.js";
import { composer } from "./composer.js";
import { messageView } from "./message.js";
import { mountPreview } from "./preview.js";
import { brief, once, roving } from "./pressing.js";
import { following } from "./scroll.js";
import { replyStream } from "./stream.js";
import { brainPicker, openHistory } from "./talks.js";

/** @typedef {import("./state.js").ChatState} ChatState */
/** @typedef {import("./state.js").ChatMessage} ChatMessage */
/** @typedef {import("./state.js").Action} Action */

/**
 * @param {import("./wire.js").Wire} wire
 * @param {HTMLElement} root
 * @param {{ preview?: import("./wire.js").Mount, embedded?: boolean }} [how] `preview` shows the conversation's run below the talk; `embedded`
 *   where the line to the kernel is another's
 * @returns {() => void}
 */
export function mountChat(wire, root, how = {}) {
  /** @type {ChatState} */
  let state = wire.get("chat");
  /** @type {ChatMessage[]} all this view knows, oldest first */
  let known = [];
  /** @type {string | null} */
  let talk = null;
  /** Position of the last message when the reply being written began, and of the last one that was read out. */
  let [since, told] = [-1, -1];
  let wrote = false;

  const area = h("div", { class: "dk-chat" });
  const title = h("span", { class: "dk-clip dk-line1 dk-title", "data-testid": "chat-title" });
  const money = h("span", { class: "dk-num", "data-testid": "chat-money" });
  const brains = brainPicker(wire, root);
  const brain = button("", () => brains.open(), { testid: "brain" });
  const fresh = button("New", () => once(fresh, () => wire.ask("chat.fresh", {})).then(() => compose.focus()), { name: "New conversation", testid: "fresh" });
  const head = h(
    "header",
    { class: "dk-head" },
    h("b", null, "Director"),
    title,
    h("span", { class: "dk-gap" }),
    money,
    h("span", { class: "dk-row" }, brain, button("History", () => openHistory(wire, root, state.conversation), { testid: "history" }), fresh),
  );

  const earlier = button("", () => once(earlier, more), { kind: "quiet", testid: "earlier" });
  const empty = h("p", { class: "dk-soft dk-empty" }, "Say what you want to make: a film, an ad, a picture, and what it may cost. Pictures and links can be handed over with it.");
  const messages = h("div", { class: "dk-messages" });
  const pending = h("div", { class: "dk-messages" });
  const stream = replyStream(wire, { expected, grew });
  const waiting = h("p", { class: "dk-soft dk-waiting", "data-testid": "waiting", hidden: true }, "Thinking it over");
  const actions = h("div", { class: "dk-row dk-actions", role: "group", "aria-label": "What to do next", "data-testid": "actions" });
  const settle = roving(actions);
  const inner = h("div", { class: "dk-talk" }, earlier, empty, messages, pending, stream.element, waiting, actions);
  const log = following(inner, { class: "dk-log", role: "log", "aria-live": "off", "aria-label": "Conversation", tabindex: 0, "data-testid": "log" });
  const plan = h("p", { class: "dk-plan-line dk-small", "data-testid": "plan-line" });
  const compose = composer(wire, { saying, drafted: (something) => area.toggleAttribute("data-drafted", something) });
  const run = runRegion(wire, how.preview);
  area.append(head, log.element, plan, compose.element, run.element, dropZone(area, compose.chips));
  root.append(area);

  /** @param {import("./state.js").StreamPatch} patch */
  function expected(patch) {
    return patch.conversation === state.conversation && (state.busy || stream.live() || !patch.done);
  }

  function grew() {
    if (since < 0) since = last();
    wrote ||= state.busy;
    waiting.hidden = true;
    log.news();
  }

  function last() {
    return known.at(-1)?.position ?? -1;
  }

  /** A message before the kernel has it: plain words in their place. @param {string} text @param {import("./attach.js").Chip[]} chips */
  function saying(text, chips) {
    const before = last();
    const from = state.conversation;
    const arrived = () => state.conversation !== from || known.some((message) => message.role === "user" && message.position > before);
    const names = chips.map((chip) => h("li", { class: "dk-tag dk-clip" }, brief(chip.name, 80)));
    const words = h("article", { class: "dk-msg dk-me dk-unsent", "aria-label": "You, on its way", "data-testid": "pending" }, h("div", { class: "dk-plain dk-clip" }, brief(text, 20_000)), names.length ? h("ul", { class: "dk-files" }, names) : null);
    pending.append(words);
    Object.assign(words, { arrived });
    empty.hidden = true;
    log.toEnd();
    return { arrived, end: () => words.remove() };
  }

  async function more() {
    const [from, conversation] = [known[0], state.conversation];
    const { messages: older } = await wire.ask("chat.earlier", { before: from?.position ?? 0 });
    if (conversation !== state.conversation || known[0] !== from || !older.length) return;
    const anchor = messages.firstElementChild ?? inner;
    log.keeping(anchor, () => {
      known = [...older.map(shut), ...known];
      drawMessages();
    });
  }

  /** What the trait holds is true; what this view has from before it stays, as long as nothing is missing between. */
  function merge() {
    const [first] = state.messages;
    const kept = first && known.some((message) => message.position === first.position) ? known.filter((message) => message.position < first.position) : [];
    known = [...kept.map(shut), ...state.messages];
  }

  function drawMessages() {
    const left = state.earlier - (known.length - state.messages.length);
    earlier.hidden = left <= 0;
    earlier.textContent = `Earlier messages (${left})`;
    empty.hidden = known.length > 0 || pending.childElementCount > 0;
    const over = stream.live() && known.some((message) => message.role !== "user" && message.position > since);
    list(
      messages,
      known,
      (message) => String(message.position),
      (message) => messageView(wire, root, message, over && message.position > since),
      (view, message) => view.update(message, state.money.budget),
    );
    wrote ||= stream.live() && state.busy;
    if (over || (stream.live() && !state.busy && wrote)) stream.end();
    if (!stream.live()) [since, wrote] = [-1, false];
  }

  function drawHead() {
    const { spent, reserved, budget, talk: talking, studio } = state.money;
    title.textContent = brief(state.title);
    money.textContent = [
      `${studio} · ${usd(spent)}${reserved ? ` + ${usd(reserved)} reserved` : ""}${budget === null ? "" : ` of ${usd(budget)}`}`,
      talking ? `talk ${usd(talking)}` : "",
    ].filter(Boolean).join(" · ");
    const name = brief(state.brains.find((each) => each.id === state.brain)?.name ?? state.brain, 60);
    brain.textContent = `${name} ▾`;
    set(brain, { "aria-label": `Director model: ${name}`, "aria-haspopup": "dialog" });
    const made = state.plan;
    plan.hidden = !made;
    if (made) plan.textContent = `Plan: ${brief(made.title, 120)} · version ${made.version} · ${counted(made.steps, "step")} · ${usd(made.price)}, at most ${usd(made.ceiling)}`;
  }

  function drawActions() {
    const main = state.actions.find((action) => action.primary) ?? state.actions[0];
    actions.hidden = !state.actions.length;
    list(actions, state.actions, (action) => action.id, () => actionButton(), (each, action) => {
      each.dkAction = action;
      if (each.textContent !== action.label) each.textContent = brief(action.label, 120);
      each.classList.toggle("dk-primary", action === main);
    });
    settle();
  }

  function actionButton() {
    const made = /** @type {any} */ (
      button("", () => {
        const { ask, args } = /** @type {Action} */ (made.dkAction);
        return ask ? once(actions, () => wire.ask(/** @type {any} */ (ask), /** @type {any} */ (args))) : compose.focus();
      })
    );
    return set(made, { "data-rove": true, "data-testid": "action" }), made;
  }

  /** People who listen hear how a reply begins, once it is there. */
  function tell() {
    const news = known.filter((message) => message.position > told && message.role !== "user");
    told = last();
    for (const message of news) {
      const view = /** @type {any} */ ([...messages.children].find((each) => /** @type {any} */ (each).dkKey === String(message.position)));
      const asked = message.open ? message.questions.filter((question) => !question.picked).length : 0;
      wire.announce(`${message.role === "director" ? "Director: " : ""}${view?.sentence() ?? ""}${asked ? ` ${counted(asked, "question")}.` : ""}${message.broken ? ` ${message.broken}` : ""}`);
    }
    if (news.length) log.news();
  }

  function draw() {
    const focused = document.activeElement;
    const inside = area.contains(focused);
    const other = state.conversation !== talk;
    if (other) {
      talk = state.conversation;
      known = [];
      [since, wrote] = [-1, false];
      stream.forget();
      messages.replaceChildren();
    }
    merge();
    drawHead();
    drawMessages();
    drawActions();
    for (const each of Array.from(pending.children)) if (/** @type {any} */ (each).arrived()) each.remove();
    waiting.hidden = !state.busy || stream.live();
    compose.draw(state.busy);
    brains.draw(state);
    run.draw(state.run);
    if (other) {
      told = last();
      log.toEnd();
      if (state.busy) stream.catchUp();
    } else tell();
    // What had the focus is gone or can't be used any more: the next thing to do is to say something.
    if (inside && focused && (!area.contains(focused) || focused.matches(":disabled, [hidden], [hidden] *"))) compose.focus();
  }

  const unwatch = wire.watch("chat", (now) => {
    state = now;
    draw();
  });
  return () => {
    unwatch();
    stream.close();
    compose.close();
    log.close();
    run.close();
    if (!how.embedded) mediaOf(wire).close();
    area.remove();
  };
}

/**
 * The run of this conversation, folded away or not; what it shows is mounted once.
 * @param {import("./wire.js").Wire} wire
 * @param {import("./wire.js").Mount | undefined} preview
 */
function runRegion(wire, preview) {
  const body = h("div", { class: "dk-run-body" });
  const fold = button("Run", () => open(body.hidden), { kind: "quiet", expanded: true, testid: "run-fold" });
  const element = h("section", { class: "dk-run", "aria-label": "Run", "data-testid": "run", hidden: true }, h("div", { class: "dk-run-head" }, fold), body);
  /** @type {(() => void) | void} */
  let close;
  let mounted = false;
  const open = (/** @type {boolean} */ on) => {
    body.hidden = !on;
    set(fold, { "aria-expanded": String(on) });
  };
  return {
    element,
    draw(/** @type {string} */ run) {
      element.hidden = !run || !preview;
      if (element.hidden || mounted || !preview) return;
      mounted = true;
      close = preview(wire, body, { embedded: true });
    },
    close: () => close?.(),
  };
}

/** @param {ChatMessage} message @returns {ChatMessage} one that may have changed since, and can't be answered here */
function shut(message) {
  return message.open ? { ...message, open: false } : message;
}

export default widget("Director chat", (wire, root) => mountChat(wire, root, { preview: mountPreview }));
