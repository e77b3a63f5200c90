// @ts-check
/** What a message asks: questions as pills with a field for one's own words, and ways to make it as cards with their prices. */

import { button, h, list, set, usd } from "./dom.js";
import { brief, once, roving } from "./pressing.js";

/** @typedef {import("./state.js").ChatMessage} ChatMessage */
/** @typedef {ChatMessage["questions"][number]} Asked */
/** @typedef {import("./state.js").Option} Option */
/** @typedef {import("./wire.js").Wire} Wire */

const MOST_WORDS = 2_000;

/**
 * The questions of one message. With one open question a press answers it; with several, answers are collected and sent together.
 * @param {Wire} wire
 * @returns {{ element: HTMLElement, update: (questions: Asked[], open: boolean) => void }}
 */
export function questionsView(wire) {
  /** @type {Map<string, string>} choice by question, of this view until it is sent */
  const picks = new Map();
  /** @type {Asked[]} */
  let questions = [];
  /** @type {Asked[]} */
  let open = [];
  const rows = h("div", { class: "dk-asks" });
  const fault = h("p", { class: "dk-fault", role: "alert", hidden: true, "data-testid": "answer-fault" });
  const send = button("Send answers", () => post(), { kind: "primary", testid: "send-answers" });
  const decide = button("You decide all of it", () => ask(() => wire.ask("chat.decide", {})), { testid: "decide-all" });
  const element = h("div", { "data-testid": "questions" }, rows, h("div", { class: "dk-row dk-send-answers" }, send, decide), fault);

  const ask = (/** @type {() => Promise<any>} */ work) =>
    once(element, async () => {
      fault.hidden = true;
      try {
        await work();
        picks.clear();
      } catch (error) {
        set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
      }
    }).then(draw);
  const given = (/** @type {Asked} */ asked) => words(row(asked)) || picks.get(asked.id) || "";
  const row = (/** @type {Asked} */ asked) => [...rows.children].find((each) => /** @type {any} */ (each).dkKey === asked.id);
  const post = () => {
    const answers = open.map((asked) => [asked.id, given(asked)]).filter(([, answer]) => answer);
    if (answers.length) ask(() => wire.ask("chat.pick", { picks: Object.fromEntries(answers) }));
  };
  const pick = (/** @type {Asked} */ asked, /** @type {string} */ choice) => {
    const field = row(asked)?.querySelector("input");
    if (field) field.value = "";
    const alone = open.length === 1;
    if (picks.get(asked.id) === choice && !alone) picks.delete(asked.id);
    else picks.set(asked.id, choice);
    draw();
    return alone ? post() : undefined;
  };
  /** Enter in a field: on to the next open question, or off with the answers. @param {Asked} asked */
  const entered = (asked) => {
    if (!words(row(asked))) return;
    const next = open.find((each) => !given(each));
    if (next) /** @type {HTMLElement | null} */ (row(next)?.querySelector('[tabindex="0"]'))?.focus();
    else post();
  };
  const draw = () => {
    list(rows, questions, (asked) => asked.id, (asked) => questionRow(asked, pick, entered, draw), (each, asked) => {
      each.update(asked, open.includes(asked), words(each) ? "" : (picks.get(asked.id) ?? ""));
    });
    send.hidden = !open.some((asked) => (open.length > 1 ? given(asked) : words(row(asked))));
    send.textContent = open.length > 1 ? "Send answers" : "Send answer";
    decide.hidden = open.length < 2;
  };
  return {
    element,
    update(now, stillOpen) {
      questions = now;
      open = stillOpen ? now.filter((asked) => !asked.picked) : [];
      element.hidden = !now.length;
      if (!open.length) picks.clear();
      draw();
    },
  };
}

/** @param {Element | undefined} row @returns {string} */
function words(row) {
  return row?.querySelector("input")?.value.trim() ?? "";
}

/**
 * @param {Asked} asked
 * @param {(asked: Asked, choice: string) => any} pick
 * @param {(asked: Asked) => void} entered
 * @param {() => void} typed
 */
function questionRow(asked, pick, entered, typed) {
  let now = asked;
  const name = `dk-q-${Math.random().toString(36).slice(2)}`;
  const pills = h("div", { class: "dk-row", role: "radiogroup", "aria-labelledby": name });
  const settle = roving(pills);
  const field = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "text",
      maxlength: MOST_WORDS,
      placeholder: "or in your words",
      "aria-label": `Your own answer: ${brief(asked.text, 120)}`,
      "data-testid": `own-${asked.id}`,
      oninput: typed,
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && !event.isComposing && (event.preventDefault(), entered(now)),
    })
  );
  const element = h("div", { class: "dk-ask", "data-testid": `question-${asked.id}` }, h("div", { class: "dk-clip dk-asked", id: name }, brief(asked.text, MOST_WORDS)), pills);
  pills.after(field);
  const update = (/** @type {Asked} */ fresh, /** @type {boolean} */ open, /** @type {string} */ picked) => {
    now = fresh;
    const taken = open ? picked : fresh.picked;
    const is = (/** @type {Asked["choices"][number]} */ choice) => !!taken && (open ? choice.id === taken : [choice.id, choice.value, choice.text].includes(taken));
    /** @type {{ id: string, text: string, on: boolean }[]} */
    const shown = fresh.choices.map((choice) => ({ id: choice.id, text: choice.text, on: is(choice) }));
    if (taken && !shown.some((choice) => choice.on)) shown.push({ id: "\u0000own", text: taken, on: true });
    list(
      pills,
      shown,
      (choice) => choice.id,
      (choice) => {
        const pill = button(brief(choice.text), () => pick(now, choice.id), { testid: `pick-${asked.id}-${choice.id === "\u0000own" ? "own" : choice.id}` });
        set(pill, { role: "radio", "data-rove": true, class: "dk-btn dk-clip" });
        return pill;
      },
      (pill, choice) => set(pill, { "aria-checked": String(choice.on), disabled: !open }),
    );
    field.hidden = !open;
    settle();
  };
  return Object.assign(element, { update });
}

/**
 * The ways to make it. A press takes one.
 * @param {Wire} wire
 * @returns {{ element: HTMLElement, update: (options: Option[], chosen: string, open: boolean, budget: number | null) => void }}
 */
export function optionsView(wire) {
  const element = h("div", { class: "dk-opts", role: "group", "aria-label": "Ways to make it", "data-testid": "options" });
  const settle = roving(element);
  const take = (/** @type {string} */ option) => once(element, () => wire.ask("chat.choose", { option }));
  return {
    element,
    update(options, chosen, open, budget) {
      element.hidden = !options.length;
      list(element, options, (option) => option.id, (option) => optionCard(option, take), (card, option) => {
        set(card, { "aria-pressed": String(option.id === chosen), disabled: !open });
        card.fit(budget);
      });
      settle();
    },
  };
}

/** @param {Option} option @param {(id: string) => any} take */
function optionCard(option, take) {
  const tag = h("span", { class: "dk-tag" });
  const card = h(
    "button",
    { type: "button", class: "dk-opt", "data-rove": true, "data-testid": `option-${option.id}`, onclick: () => card.getAttribute("aria-disabled") !== "true" && take(option.id) },
    h("span", { class: "dk-row" }, h("b", { class: "dk-clip" }, brief(option.title, 80)), tag),
    h("span", { class: "dk-price dk-num" }, usd(option.price)),
    h("span", { class: "dk-soft dk-small dk-num" }, `at most ${usd(option.ceiling)} · about ${spoken(option.seconds)}`),
    h("span", { class: "dk-soft dk-small dk-clip" }, brief(option.models.join(" → "))),
    h("span", { class: "dk-soft dk-small dk-clip" }, brief(option.why)),
  );
  const fit = (/** @type {number | null} */ budget) => {
    tag.hidden = budget === null;
    if (budget === null) return;
    const [kind, text] =
      option.ceiling <= budget
        ? ["ok", `fits ${usd(budget)}`]
        : option.price <= budget
          ? ["warn", `may pass ${usd(budget)}`]
          : ["warn", `over by ${usd(option.price - budget)}`];
    set(tag, { "data-kind": kind, text });
  };
  return Object.assign(card, { fit });
}

/** @param {number} seconds @returns {string} "40 s", "6 min", "1 h 10 min" */
function spoken(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
}
