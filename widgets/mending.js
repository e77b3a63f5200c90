// @ts-check
/** What a person can do for a step that needs them: approve, retry, softer words, another model, leave out, look for a lost order, give it up. */

import { button, fill, h, usd } from "./dom.js";
import { brief, once } from "./pressing.js";

/** @typedef {import("./state.js").RunStep} RunStep */
/** @typedef {import("./state.js").PreviewState} PreviewState */
/** @typedef {import("./state.js").ModelChoice} ModelChoice */
/** @typedef {import("./wire.js").Wire} Wire */

/** @param {RunStep} step @returns {boolean} whether it waits for a person */
export function needsYou(step) {
  return ["approve", "input", "failed", "refused", "unknown"].includes(step.status);
}

/**
 * The buttons of one step. All of them rest while one is answered: nothing is asked twice.
 * @param {Wire} wire
 * @param {(words: string) => void} note says what the kernel answered
 * @returns {{ element: HTMLElement, update: (run: PreviewState, step: RunStep, suggested: boolean) => void }}
 */
export function mending(wire, note) {
  const buttons = h("div", { class: "dk-row" });
  const below = h("div", { class: "dk-rbelow" });
  const set = h("div", { class: "dk-racts", hidden: true }, buttons, below);
  const fault = h("div", { class: "dk-fault", role: "alert", hidden: true, "data-testid": "step-fault" });
  const element = h("div", null, set, fault);
  let drawn = "";
  let opened = "";
  let given = "";
  /** @type {RunStep} */
  let step;
  /** @type {PreviewState} */
  let run;

  /** @param {() => Promise<{ note: string } | null | void>} ask */
  const act = (ask) =>
    once(set, async () => {
      fault.hidden = true;
      try {
        const answer = await ask();
        close();
        if (answer?.note) note(answer.note);
      } catch (error) {
        fault.textContent = /** @type {Error} */ (error).message;
        fault.hidden = false;
      }
    });
  const focused = () => /** @type {Document} */ (element.getRootNode()).activeElement;
  const mine = () => ({ execution: run.execution, step: step.id });
  const close = () => {
    opened = "";
    fill(below);
    for (const each of buttons.querySelectorAll("[aria-expanded]")) each.setAttribute("aria-expanded", "false");
  };
  below.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    const opener = /** @type {HTMLElement | null} */ (buttons.querySelector('[aria-expanded="true"]'));
    close();
    opener?.focus();
  });

  /** @param {string} what @param {MouseEvent} event @param {() => Promise<void> | void} open */
  const toggle = (what, event, open) => {
    const was = opened === what;
    close();
    if (was) return;
    opened = what;
    /** @type {HTMLElement} */ (event.currentTarget).setAttribute("aria-expanded", "true");
    return open();
  };

  const others = async () => {
    fill(below, h("span", { class: "dk-soft" }, "Looking for other models…"));
    try {
      const found = await wire.ask("run.others", mine());
      if (opened !== "others") return;
      const rows = found.filter((each) => !each.current).map(choice);
      fill(below, rows.length ? h("div", { class: "dk-ralts", role: "group", "aria-label": "Other models" }, rows) : h("span", { class: "dk-soft" }, "No other model can make this step: skip it, or edit it in the plan."));
    } catch (error) {
      close();
      throw error;
    }
  };
  /** @param {ModelChoice} model */
  const choice = (model) =>
    h(
      "button",
      { type: "button", class: "dk-ralt", "data-testid": `other-${model.id}`, onclick: () => act(() => wire.ask("run.retry", { ...mine(), model: model.id })) },
      h("b", { class: "dk-clip" }, brief(model.name, 120)),
      model.recommended && h("span", { class: "dk-tag", "data-kind": "ok" }, "recommended"),
      h("span", { class: "dk-gap" }),
      h("span", { class: "dk-num" }, run.studio === "previs" ? "free" : price(model)),
      h("span", { class: "dk-soft dk-clip dk-rwhy" }, brief(model.why)),
    );
  /** @param {ModelChoice} model */
  const price = (model) => (model.ceiling > model.price ? `${usd(model.price)}, at most ${usd(model.ceiling)}` : usd(model.price));

  const confirm = () => {
    const attempt = step.error?.attempt ?? "";
    const sure = button("Give it up", () => act(async () => {
      const answer = await wire.ask("run.release", { attempt });
      given = attempt;
      drawn = "";
      draw(false);
      return answer;
    }), { testid: "release-sure" });
    fill(
      below,
      h(
        "div",
        { role: "group", "aria-label": "Give this order up?", class: "dk-rconfirm" },
        h("p", null, "Nobody knows whether the provider took this order: money may have been spent, and a retry may pay again. Look at the provider first."),
        h("div", { class: "dk-row" }, sure, button("Keep it", () => (close(), /** @type {HTMLElement | null} */ (buttons.querySelector("button"))?.focus()), { testid: "release-keep" })),
      ),
    );
    sure.focus();
  };

  /** @param {boolean} suggested */
  const draw = (suggested) => {
    const most = run.studio === "live" && step.ceiling > 0 ? ` · at most ${usd(step.ceiling)}` : "";
    const where = `, step ${step.order}`;
    /** @param {string} label */
    const retry = (label) => button(label + most, () => act(() => wire.ask("run.retry", { ...mine(), model: "" })), { testid: "retry", name: `${label}${most}${where}` });
    const skip = () => button("Skip", () => act(() => wire.ask("run.skip", mine())), { testid: "skip", name: `Skip${where}` });
    const soften = () =>
      button(`Use the softer wording${most}`, () => act(() => wire.ask("run.soften", mine())), {
        kind: suggested ? "primary" : "",
        testid: "soften",
        name: `Use the softer wording${most}${where}`,
      });
    const another = () => button("Try another model", (event) => toggle("others", event, others), { testid: "others", expanded: opened === "others", name: `Try another model${where}` });
    const lost = step.status === "unknown" && step.error?.attempt && step.error.attempt !== given;
    const approve = () =>
      button(`Approve${most}`, () => act(() => wire.ask("run.approve", mine())), { kind: suggested ? "primary" : "", testid: "approve", name: `Approve${most}${where}` });
    const all = lost
      ? [
          button("Look at the provider", () => act(() => wire.ask("run.recover", { execution: run.execution })), { testid: "recover", name: `Look at the provider${where}` }),
          button("Give it up…", (event) => toggle("release", event, confirm), { testid: "release", expanded: opened === "release", name: `Give it up…${where}` }),
        ]
      : step.status === "approve"
        ? [approve(), skip()]
        : step.status === "input"
          ? [skip()]
          : step.status === "refused"
            ? [...(step.error?.softer ? [soften()] : []), another(), retry("Retry"), skip()]
            : ["failed", "unknown"].includes(step.status)
              ? [retry("Retry"), another(), skip()]
              : // What was left out, or stopped, can be made after all once nothing before it is missing.
                ["skipped", "cancelled"].includes(step.status) && !step.waits.length
                ? [retry("Make it after all")]
                : [];
    set.hidden = !all.length;
    fill(buttons, all);
  };

  return {
    element,
    update(nextRun, nextStep, suggested) {
      run = nextRun;
      step = nextStep;
      const key = JSON.stringify([step.status, step.ceiling, run.studio, suggested, step.error?.attempt, Boolean(step.error?.softer), step.waits.length === 0, step.order]);
      if (key === drawn) return;
      const kept = drawn && JSON.parse(drawn)[0] === step.status;
      if (drawn && !kept) {
        close();
        fault.hidden = true;
      }
      drawn = key;
      const held = buttons.contains(focused());
      draw(suggested);
      if (held) /** @type {HTMLElement | null} */ (buttons.querySelector("button") ?? element.closest("li"))?.focus({ preventScroll: true });
    },
  };
}
