// @ts-check
/** A list that grows at its end: it follows while the person is there, and stays where they read when they are not. */

import { button, h } from "./dom.js";

/** Pixels from the end that still count as being there. */
const NEAR = 24;

/**
 * @param {HTMLElement} inner what grows
 * @param {import("./dom.js").Props} props of the box that scrolls
 */
export function following(inner, props) {
  const log = h("div", props, inner);
  const down = button("New reply ↓", () => (toEnd(), log.focus({ preventScroll: true })), { testid: "to-end" });
  down.classList.add("dk-to-end");
  down.hidden = true;
  let [stuck, top] = [true, 0];
  const toEnd = () => {
    stuck = true;
    down.hidden = true;
    log.scrollTop = log.scrollHeight;
  };
  log.addEventListener(
    "scroll",
    () => {
      // Only a person goes up; growth alone leaves the end further away without anybody having moved.
      if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR) stuck = true;
      else if (log.scrollTop < top) stuck = false;
      top = log.scrollTop;
      if (stuck) down.hidden = true;
    },
    { passive: true },
  );
  // After layout and before painting: one look a frame, however much was added.
  const watch = new ResizeObserver(() => stuck && toEnd());
  watch.observe(inner);
  watch.observe(log);
  return {
    element: h("div", { class: "dk-logbox" }, log, down),
    toEnd,
    /** Something new stands at the end. */
    news: () => (down.hidden = stuck),
    /** Runs `change`, which adds above, and keeps what is read in its place. @param {Element} anchor @param {() => void} change */
    keeping(anchor, change) {
      const before = anchor.getBoundingClientRect().top;
      change();
      log.scrollTop += anchor.getBoundingClientRect().top - before;
    },
    close: () => watch.disconnect(),
  };
}
