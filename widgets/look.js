// @ts-check
/** How a take looks at a glance: a picture, a film that can be leafed through, a sound as its loudness. Asked for when it comes into sight. */

import { clock, h, report, set } from "./dom.js";
import { mediaOf, thumbnail, waveform } from "./media.js";
import { brief } from "./pressing.js";

/** @typedef {import("./state.js").Take} Take */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {{ url: string, frames: number }} Strip */

/** What a view has learnt of files, by hash: small, and never out of date. @type {WeakMap<Wire, Map<string, any>>} */
const learnt = new WeakMap();

/** @param {Wire} wire @returns {Map<string, any>} */
function known(wire) {
  const there = learnt.get(wire) ?? new Map();
  learnt.set(wire, there);
  return there;
}

/** The loudness of a sound, asked for once a view. @param {Wire} wire @param {string} sha256 @returns {Promise<number[]>} */
export function levels(wire, sha256) {
  const waves = known(wire);
  if (!waves.has(sha256)) {
    const coming = mediaOf(wire).wave(sha256);
    coming.catch(() => waves.delete(sha256));
    waves.set(sha256, coming);
  }
  return waves.get(sha256);
}

/** Frames of a film; the picture lies with the view's other blobs, so that it is bounded and given back with them. @param {Wire} wire @param {string} sha256 @returns {Promise<Strip>} */
async function leaves(wire, sha256) {
  const media = mediaOf(wire);
  const name = `${sha256}/strip`;
  const url = await media.kept(media.blobs, name, async () => {
    const strip = await media.strip(sha256);
    known(wire).set(name, Math.max(1, strip.frames));
    return strip.url;
  });
  return { url, frames: known(wire).get(name) ?? 1 };
}

/** Shows what comes into sight, once. */
const sight =
  typeof IntersectionObserver === "undefined"
    ? null
    : new IntersectionObserver(
        (seen, observer) => {
          for (const { isIntersecting, target } of seen) {
            if (!isIntersecting) continue;
            observer.unobserve(target);
            /** @type {any} */ (target).show();
          }
        },
        { rootMargin: "200px" },
      );

/**
 * The look of a take, as a button. With `hold` nothing is asked of the kernel until `show`.
 * @param {Wire} wire
 * @param {Pick<Take, "asset" | "media">} take
 * @param {string} label
 * @param {() => any} press
 * @param {{ hold?: boolean, size?: 160 | 320 | 640 | 1280 }} [how]
 * @returns {HTMLElement & { show: () => void }}
 */
export function look(wire, take, label, press, how = {}) {
  const { asset, media } = take;
  let shown = false;
  /** @type {Strip | null} */
  let strip = null;
  let at = 0;
  let over = false;
  const sheet = h("span", { class: "dk-scrub", hidden: true, "data-testid": "take-scrub" });
  const lasts = (media === "video" || media === "audio") && asset.duration ? clock(asset.duration) : "";
  const box = h("button", { type: "button", class: "dk-look", "data-media": media, "aria-label": lasts ? `${label}, ${lasts}` : label, title: media === "video" ? "Left and right leaf through it" : null, "data-testid": "take-open", onclick: press });

  const frame = (/** @type {number} */ number) => {
    if (!strip || !over) return;
    at = Math.min(strip.frames - 1, Math.max(0, number));
    const [wide, tall] = [asset.width || 16, asset.height || 9];
    const room = box.clientWidth / Math.max(1, box.clientHeight);
    const [width, height] = wide / tall > room ? [100, (room * tall * 100) / wide] : [(wide * 100) / tall / room, 100];
    sheet.hidden = false;
    sheet.dataset.frame = String(at);
    set(sheet, {
      style: {
        width: `${width}%`,
        height: `${height}%`,
        "background-image": `url(${JSON.stringify(strip.url)})`,
        "background-size": `${strip.frames * 100}% 100%`,
        "background-position": `${strip.frames > 1 ? (at * 100) / (strip.frames - 1) : 0}% 0`,
      },
    });
  };
  const begin = async () => {
    over = true;
    strip ??= await leaves(wire, asset.sha256);
  };
  const end = () => {
    over = false;
    sheet.hidden = true;
  };
  if (media === "video") {
    let pause = 0;
    set(box, {
      onpointerenter: (/** @type {PointerEvent} */ event) => {
        if (event.pointerType === "touch") return;
        over = true;
        clearTimeout(pause);
        // A pointer on its way to something else asks for nothing; a film without frames simply stays a picture.
        pause = window.setTimeout(() => over && begin().then(() => frame(at), () => {}), 90);
      },
      onpointermove: (/** @type {PointerEvent} */ event) => {
        const { left, width } = box.getBoundingClientRect();
        const share = (event.clientX - left) / Math.max(1, width);
        at = strip ? Math.floor(share * strip.frames) : 0;
        frame(at);
      },
      onpointerleave: () => (clearTimeout(pause), end()),
      onblur: end,
      onkeydown: async (/** @type {KeyboardEvent} */ event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        const fresh = sheet.hidden;
        await begin().catch((error) => report(box, error));
        frame(fresh ? 0 : at + step);
      },
    });
  }

  const show = () => {
    if (shown) return;
    shown = true;
    sight?.unobserve(box);
    if (media === "image" || media === "video") {
      const image = thumbnail(wire, asset.sha256, "", how.size ?? 320);
      image.addEventListener("load", () => (box.dataset.there = "true"));
      box.prepend(image);
    } else if (media === "audio")
      levels(wire, asset.sha256).then(
        (loud) => (box.prepend(waveform(loud, "")), box.firstElementChild?.setAttribute("aria-hidden", "true"), (box.dataset.there = "true")),
        () => box.prepend(h("span", { class: "dk-soft" }, "sound")),
      );
    else box.prepend(h("span", { class: "dk-soft dk-clip" }, brief(asset.mime || "text", 40)));
  };
  if (media === "video") box.append(sheet, h("i", { class: "dk-play", "aria-hidden": "true" }));
  if (lasts) box.append(h("span", { class: "dk-length dk-num" }, lasts));
  const made = Object.assign(box, { show });
  if (!how.hold) sight ? sight.observe(box) : show();
  return made;
}
