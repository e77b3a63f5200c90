// @ts-check
/** What can be made next: workflows as buttons with their price before they run, free in previs, and how the one that runs goes on. */

import { button, fill, h, list, set, usd } from "./dom.js";
import { pills } from "./pills.js";
import { brief, once } from "./pressing.js";

/** @typedef {import("./state.js").BoardOffer} BoardOffer */
/** @typedef {import("./state.js").BoardState} BoardState */
/** @typedef {import("./state.js").Studio} Studio */
/** @typedef {import("./wire.js").Wire} Wire */

const GOES_ON = ["running", "waiting", "detached"];

/**
 * @param {Wire} wire
 * @param {{ frame: () => string, show: (board: string) => any }} how
 */
export function boardMake(wire, how) {
  /** @type {Studio} */
  let studio = "previs";
  /** @type {BoardOffer[]} */
  let offers = [];
  /** @type {BoardOffer | null} what is to be paid for waits for a second press */
  let asking = null;
  const studios = pills("Studio", "board-studio", (value) => ((studio = /** @type {Studio} */ (value)), (asking = null), draw()));
  const row = h("div", { class: "dk-row dk-boffers", role: "group", "aria-label": "Make", "data-testid": "board-offers" });
  const sure = h("div", { class: "dk-row dk-bsure", role: "status", hidden: true });
  const line = h("div", { class: "dk-row dk-small dk-bwork", role: "status", "data-testid": "board-work", hidden: true });
  const element = h("footer", { class: "dk-foot dk-bmake" }, h("span", { class: "dk-soft" }, "Make"), studios, row, sure, line);

  /** @param {BoardOffer} offer */
  const place = (offer) => offer.studios.find((each) => each.id === studio);
  /** @param {BoardOffer} offer */
  const begin = async (offer) => {
    asking = null;
    const answer = await wire.ask("board.start", { frame: how.frame(), offer: offer.key, studio, cap: studio === "live" ? (place(offer)?.ceiling ?? offer.ceiling) : null });
    wire.announce(answer?.note ?? "Started");
    draw();
  };
  const draw = () => {
    const why = offers.map((each) => each.studios.find((one) => one.id === "live")).find((one) => one && !one.available)?.why ?? "";
    studios.update([{ value: "previs", label: "Previs $0" }, { value: "live", label: "Live", why: brief(why, 300) }], studio);
    list(
      row,
      offers,
      (each) => each.key,
      () => {
        const press = button("", () => {
          const offer = offers.find((each) => each.key === press.dataset.key);
          if (!offer) return;
          if (studio === "live") return (asking = offer), draw(), sure.querySelector("button")?.focus();
          return once(press, () => begin(offer));
        });
        return press;
      },
      (press, offer) => {
        const card = place(offer);
        const barred = offer.why || (card && !card.available ? card.why || "Not available here" : "");
        set(press, { "data-key": offer.key, "data-testid": `make-${offer.key}`, title: barred ? brief(barred, 300) : `live at most ${usd(card?.ceiling ?? offer.ceiling)}` });
        if (!press.dkBusy) set(press, { "aria-disabled": barred ? "true" : null });
        const price = offer.why ? "" : studio === "live" ? usd(card?.price ?? offer.price) : `free, ${usd(offer.price)} live`;
        const words = price ? `${offer.title} · ${price}` : offer.title;
        if (press.textContent !== words) press.textContent = words;
      },
    );
    sure.hidden = !asking;
    if (asking) {
      const offer = asking;
      const go = button(`Start · ${usd(place(offer)?.price ?? offer.price)}`, () => once(go, () => begin(offer)), { kind: "primary", testid: "make-sure" });
      fill(sure, h("span", null, `${offer.title} live costs ${usd(place(offer)?.price ?? offer.price)}, at most ${usd(place(offer)?.ceiling ?? offer.ceiling)}.`), go, button("Not now", () => ((asking = null), draw()), { kind: "quiet" }));
    }
  };
  let said = "";
  /** Executions whose end was said. @type {Set<string>} */
  const told = new Set();
  return {
    element,
    /** @param {BoardOffer[]} now */
    offer(now) {
      offers = now;
      if (asking && !now.some((each) => each.key === asking?.key)) asking = null;
      draw();
    },
    /** @param {BoardState} state */
    update(state) {
      const work = state.work;
      line.hidden = !work;
      if (!work) return;
      const goes = GOES_ON.includes(work.status) && !work.note;
      const words = work.note || (goes ? `${work.title}: ${Math.round(work.fraction * 100)} %` : `${work.title}: ${work.status}`);
      const board = work.board && work.board !== state.what ? work.board : "";
      const key = `${work.execution} ${goes ? "" : words} ${board}`;
      if (key !== said) {
        if (said && !goes && !told.has(work.execution)) wire.announce(words);
        if (!goes) told.add(work.execution);
        said = key;
        fill(line, h("span", { class: "dk-clip dk-bworkwords" }), goes ? h("div", { class: "dk-bar dk-bworkbar", role: "progressbar", "aria-label": work.title, "aria-valuemin": 0, "aria-valuemax": 100 }, h("i")) : null, board ? button("Show the new board", () => how.show(board), { kind: "primary", testid: "board-made" }) : null);
      }
      const text = /** @type {HTMLElement} */ (line.querySelector(".dk-bworkwords"));
      text.textContent = brief(words, 400);
      const bar = line.querySelector(".dk-bar");
      bar?.setAttribute("aria-valuenow", String(Math.round(work.fraction * 100)));
      if (bar) /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${work.fraction * 100}%`;
    },
  };
}
