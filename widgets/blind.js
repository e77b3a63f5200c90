// @ts-check
/** Choosing between two takes without knowing which is which: the names come after the vote. */

import { button, counted, fill, h, report } from "./dom.js";
import { brief } from "./pressing.js";
import { staged } from "./closeup.js";
import { opened, refocus } from "./window.js";
import { named, paid, previs } from "./words.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */

const KEYS = /** @type {Record<string, "a" | "b" | "tie">} */ ({ a: "a", b: "b", t: "tie" });
const SAID = { a: "You chose A.", b: "You chose B.", tie: "You called it a tie." };

/**
 * Opens a vote on `takes`, two at a time until every pair was seen. Fewer than two: the kernel picks another take of the same step.
 * @param {HTMLElement} root
 * @param {Wire} wire
 * @param {Take[]} takes
 * @returns {() => void} closes it
 */
export function blindVote(root, wire, takes) {
  const pairs = takes.length < 2 ? [takes] : shuffled(takes.flatMap((one, index) => takes.slice(index + 1).map((other) => [one, other])));
  let round = 0;
  /** @type {import("./state.js").BlindPair | null} */
  let pair = null;
  let voted = false;
  const field = h("div", { class: "dk-beside", "data-mode": "beside", style: { "--dk-count": 2 } });
  const line = h("div", { class: "dk-row dk-tools", "aria-live": "polite", "data-testid": "blind-line" });
  const choices = [
    button("A is better", () => vote("a"), { testid: "blind-a", title: "Key A" }),
    button("Tie", () => vote("tie"), { testid: "blind-tie", title: "Key T" }),
    button("B is better", () => vote("b"), { testid: "blind-b", title: "Key B" }),
  ];
  const able = (/** @type {boolean} */ on) => choices.forEach((each) => (each.disabled = !on));
  const captions = [h("figcaption", { "data-testid": "blind-caption-a" }), h("figcaption", { "data-testid": "blind-caption-b" })];

  const next = async () => {
    voted = false;
    pair = null;
    able(false);
    fill(field, h("p", { class: "dk-soft" }, "Drawing two…"));
    fill(line, h("span", { class: "dk-soft dk-small" }, pairs.length > 1 ? `Pair ${round + 1} of ${pairs.length}` : "Names and prices come after the vote."), h("span", { class: "dk-gap" }), choices);
    const coming = await wire.ask("run.pair", { takes: pairs[round].map((take) => take.key) }).catch((error) => {
      fill(field, button("Try again", () => next(), { testid: "blind-again" }));
      report(content, error);
    });
    if (!coming) return;
    pair = coming;
    const columns = ["A", "B"].map((name, index) =>
      h("figure", { class: "dk-beside-col" }, h("div", { class: "dk-beside-stage" }, staged(wire, index ? coming.b : coming.a, name)), fill(captions[index], h("b", null, name))),
    );
    fill(field, columns);
    able(true);
    refocus(content);
  };
  const vote = async (/** @type {"a" | "b" | "tie"} */ winner) => {
    if (!pair || voted) return;
    voted = true;
    able(false);
    /** @type {{ a: Take, b: Take }} */
    let both;
    try {
      both = await wire.ask("run.vote", { pair: pair.pair, winner });
    } catch (error) {
      voted = false;
      able(true);
      throw error;
    }
    for (const [index, take] of [both.a, both.b].entries())
      fill(
        captions[index],
        h("div", { class: "dk-row" }, h("b", null, "AB"[index]), h("b", { class: "dk-clip" }, brief(take.model, 160) || named(take)), previs(take), paid(take), winner === "ab"[index] ? h("span", { class: "dk-tag", "data-kind": "ok" }, "your choice") : null),
        h("div", { class: "dk-soft dk-small dk-clip" }, `${named(take)}, take ${take.take}`),
      );
    round += 1;
    const rest = pairs.length - round;
    const more = rest > 0 ? button("Next pair", () => next(), { kind: "primary", testid: "blind-next" }) : null;
    fill(line, h("b", null, SAID[winner]), h("span", { class: "dk-soft dk-small" }, rest > 0 ? `${counted(rest, "pair")} to go` : "That was all; it counts from now on."), h("span", { class: "dk-gap" }), more);
    more?.focus();
  };
  const content = h("div", { class: "dk-beside-all", "data-testid": "blind" }, field, line);
  const close = opened(root, "Blind vote", content, {
    keys: (event) => {
      const winner = KEYS[event.key.toLowerCase()];
      if (winner && pair && !voted) event.preventDefault(), choices[["a", "tie", "b"].indexOf(winner)].click();
    },
  });
  next();
  return close;
}

/** @template T @param {T[]} items @returns {T[]} in no order a person could learn from */
function shuffled(items) {
  const out = items.slice();
  for (let last = out.length - 1; last > 0; last--) {
    const other = crypto.getRandomValues(new Uint32Array(1))[0] % (last + 1);
    [out[last], out[other]] = [out[other], out[last]];
  }
  return out;
}
