// @ts-check
/** A step a person makes elsewhere: what to paste and where, and the place that takes the result. */

import { aKind, attachments, dropZone, pasted } from "./attach.js";
import { copy } from "./copying.js";
import { button, h, set } from "./dom.js";
import { brief, hold, once } from "./pressing.js";

/** @typedef {import("./state.js").RunStep} RunStep */
/** @typedef {import("./state.js").PreviewState} PreviewState */
/** @typedef {import("./wire.js").Wire} Wire */

const WORDS = /** @type {Record<string, string>} */ ({ image: "picture", video: "film", audio: "sound" });

/**
 * What stands in a step's row while it waits for a file. Nothing is handed in before the person says so: what needs the step may cost money.
 * @param {Wire} wire
 * @param {() => PreviewState} run
 * @returns {{ element: HTMLElement, update: (step: RunStep) => void, close: () => void }}
 */
export function byHand(wire, run) {
  /** @type {RunStep} */
  let step;
  let given = "";
  const what = h("p", { class: "dk-clip dk-hand-what", "data-testid": "hand-what" });
  const prompt = h("div", { class: "dk-hand-prompt dk-clip", role: "region", tabindex: 0, "data-testid": "hand-prompt" });
  const copier = button("Copy the prompt", (event) => once(copier, async () => copy(wire, await whole(), event.target, prompt)), { testid: "hand-copy" });
  const all = button("Show the rest", () => once(all, async () => showRest()), { kind: "quiet", testid: "hand-all" });
  const picker = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "file",
      hidden: true,
      "data-testid": "hand-picker",
      onchange: () => {
        chips.add([...(picker.files ?? [])]);
        picker.value = "";
      },
    })
  );
  const choose = button("Choose a file", () => picker.click(), { testid: "hand-choose" });
  const use = button("", () => once(use, hand), { kind: "primary", testid: "hand-use" });
  const fault = h("div", { class: "dk-fault", role: "alert", hidden: true, "data-testid": "hand-fault" });
  const place = h("div", { class: "dk-hand-place", role: "group", tabindex: 0, "data-testid": "hand-place" });
  const chips = attachments(wire, () => draw(), () => ({ only: step.hand?.media ?? "image", larger: `\`director provide ${step.order} FILE\` takes it from the disk` }));
  place.append(h("span", { class: "dk-soft" }, "Drop the result here, paste it, or"), choose, picker, dropZone(place, chips, "Drop it here"));
  const element = h(
    "div",
    { class: "dk-hand dk-small", hidden: true, "data-testid": "hand", onpaste: (/** @type {ClipboardEvent} */ event) => pasted(event, null, chips) },
    what,
    prompt,
    h("div", { class: "dk-row" }, copier, all),
    place,
    chips.element,
    h("div", { class: "dk-row" }, use),
    fault,
  );

  const whole = async () => {
    if (!step.hand || step.hand.whole) return step.hand?.prompt ?? "";
    return (await wire.ask("run.paste", { execution: run().execution, step: step.id })).prompt;
  };
  const showRest = async () => {
    prompt.textContent = await whole();
    all.hidden = true;
    prompt.focus();
  };
  const hand = async () => {
    const [chip] = chips.items();
    if (!chip || !step.hand) return;
    fault.hidden = true;
    try {
      await wire.ask("run.provide", { execution: run().execution, step: step.id, take: step.hand.take, upload: chip.id });
      wire.announce(`Step ${step.order} has its ${WORDS[step.hand.media] ?? "file"}`);
      if (chips.items()[0] === chip) chips.drop(chips.take());
    } catch (error) {
      set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
    }
  };
  /** What is attached, and whether it can be handed in. */
  const draw = () => {
    const [chip] = chips.items();
    if (chip?.id !== given) fault.hidden = true;
    given = chip?.id ?? "";
    use.hidden = !chip || !!chip.error;
    set(use, { title: chips.waits() || null });
    if (!(/** @type {any} */ (use).dkBusy)) hold(use, !!chips.waits());
  };

  return {
    element,
    update(next) {
      step = next;
      const { hand: want } = step;
      element.hidden = !want;
      if (!want) return chips.items().length ? chips.drop(chips.take()) : undefined;
      const one = WORDS[want.media] ?? "file";
      const number = step.wanted > 1 ? `, take ${want.take} of ${step.wanted}` : "";
      what.textContent = `Made by hand: ${aKind(want.media) ?? "a file"}${number}${want.where ? `. Paste this at ${brief(want.where)}` : ""}`;
      prompt.hidden = copier.hidden = !want.prompt;
      if (prompt.dataset.said !== want.prompt) {
        prompt.dataset.said = want.prompt;
        prompt.textContent = want.prompt;
        all.hidden = want.whole;
        copier.textContent = "Copy the prompt";
      }
      set(prompt, { "aria-label": `Prompt of step ${step.order}` });
      set(copier, { "aria-label": `Copy the prompt of step ${step.order}` });
      set(place, { "aria-label": `The result of step ${step.order}: drop or paste ${aKind(want.media) ?? "a file"} here` });
      set(choose, { "aria-label": `Choose the file of step ${step.order}` });
      set(picker, { accept: `${want.media}/*` });
      use.textContent = `Use this ${one}`;
      set(use, { "aria-label": `Use this ${one} for step ${step.order}` });
      draw();
    },
    close: chips.close,
  };
}
