// @ts-check
/** The frames laid out as a page by the kernel: a board, a comic page, a poster, a strip, a spread; large, and to take home. */

import { button, fill, h, report, size } from "./dom.js";
import { brief } from "./pressing.js";

/** @typedef {import("./wire.js").Wire} Wire */

const PIECE = 1_000_000;

/** @param {Wire} wire */
export function boardPage(wire) {
  let [mode, number, asked, url] = ["", 1, 0, ""];
  const stage = h("div", { class: "dk-bpage", "data-testid": "board-page" });
  const place = h("span", { class: "dk-num dk-soft" });
  const before = button("Previous page", () => turn(number - 1), { testid: "page-previous" });
  const after = button("Next page", () => turn(number + 1), { testid: "page-next" });
  const save = button("Download PNG", () => download(), { testid: "page-download" });
  const told = h("div", { class: "dk-soft dk-small dk-clip", role: "status" });
  const element = h("div", { class: "dk-bpages", hidden: true }, stage, h("div", { class: "dk-row dk-bpagefoot" }, before, place, after, h("span", { class: "dk-gap" }), save), told);
  let title = "board";

  const forget = () => {
    if (url) URL.revokeObjectURL(url);
    url = "";
  };
  const download = () => {
    const file = `${title.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || "board"}-${mode.replace(/_/g, "-")}-${number}.png`;
    const anchor = h("a", { href: url, download: file, hidden: true });
    element.append(anchor);
    anchor.click();
    anchor.remove();
  };
  /** @param {number} wanted */
  const turn = async (wanted) => {
    const mine = ++asked;
    stage.setAttribute("aria-busy", "true");
    save.hidden = before.hidden = after.hidden = true;
    place.textContent = "Laying it out…";
    try {
      const page = await wire.ask("board.page", { mode, number: wanted });
      const pieces = [];
      for (let offset = 0; offset < page.bytes && mine === asked; offset += PIECE) pieces.push(/** @type {any} */ ((await wire.asked("board.piece", { page: page.page, offset })).buffers[0]));
      if (mine !== asked) return;
      forget();
      url = URL.createObjectURL(new Blob(pieces, { type: "image/png" }));
      number = page.number;
      fill(stage, h("img", { src: url, alt: `${title}, page ${page.number} of ${page.pages}`, width: page.width, height: page.height }));
      place.textContent = page.pages > 1 ? `page ${page.number} of ${page.pages} · ${page.width} × ${page.height}, ${size(page.bytes)}` : `${page.width} × ${page.height}, ${size(page.bytes)}`;
      told.textContent = brief(page.told.join(" "), 800);
      before.hidden = page.number <= 1;
      after.hidden = page.number >= page.pages;
      save.hidden = false;
      wire.announce(`Page ${page.number} of ${page.pages} is laid out`);
    } catch (error) {
      if (mine !== asked) return;
      forget();
      place.textContent = "";
      fill(stage, h("p", { class: "dk-fault" }, /** @type {Error} */ (error).message));
    } finally {
      if (mine === asked) stage.removeAttribute("aria-busy");
    }
  };
  return {
    element,
    /** Shows this layout; "" for none. @param {string} wanted @param {string} called @param {boolean} [again] the frames are others now */
    show(wanted, called, again = false) {
      element.hidden = !wanted;
      title = called;
      if (wanted && (wanted !== mode || again)) {
        mode = wanted;
        turn(again ? number : 1).catch((error) => report(element, error));
      }
      mode = wanted;
    },
    close() {
      asked++;
      forget();
    },
  };
}
