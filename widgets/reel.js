// @ts-check
/** The finished film and its strip: shots as wide as they are long, the one that plays is marked, a press or an arrow key goes there. */

import { button, clock, fill, h, length, list } from "./dom.js";
import { mediaOf, thumbnail } from "./media.js";
import { plainName, film, saveAs } from "./film.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").Reel} ReelState */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {ReelState["shots"][number]} Shot */

/** What lies beside the film, as people call it. */
const BESIDE = /** @type {Record<string, string>} */ ({ otio: "OpenTimelineIO", contact: "Contact sheet" });
/** A path that stays below the workspace. */
const INSIDE = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))(?!.*\\).+$/;

/**
 * @param {Wire} wire
 * @param {() => void} onseek called before the film is sought by the strip, so that it is shown
 * @returns {{ screen: HTMLElement, strip: HTMLElement, update: (reel: ReelState | null, title: string) => void, playing: () => boolean, pause: () => void, close: () => void }}
 */
export function reelView(wire, onseek) {
  const screen = h("div", { class: "dk-rscreen-part", "data-testid": "reel", hidden: true });
  const shots = h("div", { class: "dk-rshots", role: "group", "aria-label": "Shots of the reel", "data-testid": "reel-shots" });
  const links = h("div", { class: "dk-row dk-small" });
  const strip = h("div", { class: "dk-reel-strip", hidden: true }, shots, links);
  /** @type {import("./film.js").Film | null} */
  let player = null;
  /** @type {ReelState | null} */
  let reel = null;
  let playing = "";
  let named = "";
  let linked = "";
  let closed = false;

  const mark = () => {
    if (!player || !reel) return;
    const at = player.media.currentTime;
    const all = reel.shots;
    const index = all.findIndex((shot) => at >= shot.from - 0.02 && at < shot.from + shot.seconds - 0.02);
    Array.from(shots.children).forEach((child, place) => {
      const here = place === index;
      if (here) child.setAttribute("aria-current", "true");
      else child.removeAttribute("aria-current");
      /** @type {HTMLElement} */ (child).style.setProperty("--dk-at", here ? `${(100 * (at - all[index].from)) / all[index].seconds}%` : "0%");
    });
    const there = /** @type {HTMLElement | undefined} */ (shots.children[index]);
    // Only the strip moves: the page stays where the person reads.
    if (there && player.playing() && (there.offsetLeft < shots.scrollLeft || there.offsetLeft + there.offsetWidth > shots.scrollLeft + shots.clientWidth))
      shots.scrollLeft = there.offsetLeft - 20;
  };

  /** @param {number} index @param {boolean} [focus] */
  const seek = (index, focus) => {
    const shot = reel?.shots[index];
    if (!shot || !player) return;
    onseek();
    player.media.currentTime = shot.from + 0.001;
    rove(index);
    if (focus) /** @type {HTMLElement} */ (shots.children[index]).focus();
    mark();
  };
  /** @param {number} index */
  const rove = (index) => Array.from(shots.children).forEach((child, place) => (/** @type {HTMLElement} */ (child).tabIndex = place === index ? 0 : -1));

  shots.addEventListener("keydown", (event) => {
    const at = Array.from(shots.children).findIndex((child) => child === event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: shots.children.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    seek(Math.min(Math.max(to, 0), shots.children.length - 1), true);
  });

  /** @param {ReelState} next @param {string} title */
  const load = (next, title) => {
    const poster = mediaOf(wire).thumb(next.poster || next.asset.sha256, 640);
    player?.close();
    player = film(wire, next.asset, `Reel of ${title}`, { poster });
    playing = next.asset.sha256;
    player.media.addEventListener("timeupdate", mark);
    player.media.addEventListener("seeked", mark);
    for (const calm of ["pause", "ended"]) player.media.addEventListener(calm, () => reel && reel.asset.sha256 !== playing && load(reel, named));
    fill(screen, player.element);
  };

  /** @param {Shot} shot @param {number} index */
  const words = (shot, index) => `Shot ${index + 1} · ${length(shot.seconds)}: ${brief(shot.title)}, from ${clock(shot.from)}`;

  /** @param {ReelState} next */
  const draw = (next) => {
    list(
      shots,
      next.shots.map((shot, index) => ({ shot, index })),
      // The same step may stand in a film twice.
      ({ shot, index }) => `${index}/${shot.step}/${shot.asset?.sha256 ?? ""}`,
      ({ shot, index }) =>
        h(
          "button",
          { type: "button", class: "dk-rshot", tabindex: index === 0 ? 0 : -1, "data-testid": `shot-${index}`, onclick: () => seek(index) },
          h("span", { class: "dk-rshot-pic" }, shot.asset && shot.asset.mime.startsWith("audio/") === false ? thumbnail(wire, shot.asset.sha256, "", 160) : null),
          h("span", { class: "dk-rshot-words dk-num" }),
        ),
      (element, { shot, index }) => {
        element.style.flex = `${Math.max(0.1, shot.seconds)} 0 0`;
        element.setAttribute("aria-label", words(shot, index));
        element.title = words(shot, index);
        element.lastChild.textContent = `${index + 1} · ${length(shot.seconds)}`;
      },
    );
    if (!Array.from(shots.children).some((child) => /** @type {HTMLElement} */ (child).tabIndex === 0)) rove(0);
  };

  /** @param {ReelState} next @param {string} title */
  const link = async (next, title) => {
    const key = JSON.stringify([next.asset.sha256, next.files, title]);
    if (key === linked) return;
    linked = key;
    const media = mediaOf(wire);
    const name = plainName(title, next.asset.mime === "video/webm" ? ".webm" : ".mp4");
    const save = button(
      "Download the reel",
      async () => {
        save.disabled = true;
        try {
          saveAs(await media.url(next.asset), name);
        } finally {
          save.disabled = false;
        }
      },
      { testid: "reel-download" },
    );
    const way = await media.how();
    if (closed || key !== linked) return;
    /** @type {HTMLElement[]} */
    const more = [];
    if (way === "files")
      for (const file of next.files.filter((each) => each.name !== "reel" && INSIDE.test(each.path))) {
        const url = await media.url(/** @type {any} */ ({ path: file.path }));
        const own = plainName(file.name === "contact" ? `${title} contact sheet` : title, file.path.match(/\.\w{1,8}$/)?.[0] ?? "");
        more.push(h("a", { class: "dk-btn", href: url, download: own, "data-testid": "reel-file" }, h("span", { class: "dk-clip" }, BESIDE[file.name] ?? brief(file.name, 80))));
      }
    fill(links, save, more, h("span", { class: "dk-soft", "data-testid": "reel-way" }, way === "files" ? "served by Jupyter" : "sent in pieces"));
  };

  return {
    screen,
    strip,
    update(next, title) {
      reel = next;
      named = title;
      strip.hidden = !next;
      if (!next) {
        player?.close();
        player = null;
        playing = linked = "";
        return;
      }
      // A film that plays is never taken away; the newer one comes when it stops.
      if (next.asset.sha256 !== playing && !player?.playing()) load(next, title);
      draw(next);
      link(next, title);
      mark();
    },
    playing: () => player?.playing() ?? false,
    pause: () => player?.media.pause(),
    close() {
      closed = true;
      player?.close();
    },
  };
}
