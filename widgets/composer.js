// @ts-check
/** Where a message is written: what is typed and attached stays until it has reached the kernel, and comes back when it hasn't. */

import { button, growing, h, set } from "./dom.js";
import { attachments, pasted } from "./attach.js";
import { hold, once } from "./pressing.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./attach.js").Chip} Chip */

/**
 * @param {Wire} wire
 * @param {{ saying: (text: string, chips: Chip[]) => { arrived: () => boolean, end: () => void }, drafted: (something: boolean) => void }} how
 *   `saying` shows the message until the kernel has it; `arrived` tells whether it does
 */
export function composer(wire, how) {
  let [busy, sending] = [false, false];
  const fault = h("p", { class: "dk-fault", role: "alert", hidden: true, "data-testid": "send-fault" });
  const area = growing({
    placeholder: "Describe what you want, or drop a picture…",
    "aria-label": "Message to the director",
    "data-testid": "draft",
    oninput: () => draw(),
    onpaste: (/** @type {ClipboardEvent} */ event) => pasted(event, area, chips),
    // While an input method composes, Enter takes its suggestion (229 is what Safari says then).
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      say();
    },
  });
  const picker = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "file",
      multiple: true,
      accept: "image/*,video/*,audio/*",
      class: "dk-sr",
      tabindex: -1,
      "aria-hidden": "true",
      "data-testid": "picker",
      onchange: () => {
        chips.add([...(picker.files ?? [])]);
        picker.value = "";
        area.focus();
      },
    })
  );
  const attach = button("Attach", () => picker.click(), { name: "Attach pictures, films or sounds", testid: "attach" });
  const send = button("Send", () => say(), { testid: "send" });
  const stop = button("Stop", () => once(stop, () => wire.ask("chat.stop", {})), { testid: "stop" });
  const chips = attachments(wire, () => draw());
  const element = h("div", { class: "dk-compose" }, chips.element, h("div", { class: "dk-compose-row" }, attach, picker, area, send, stop), fault);

  const draw = () => {
    const something = !!area.value.trim() || chips.items().length > 0;
    const waits = chips.waits();
    const swap = document.activeElement === send || document.activeElement === stop;
    send.hidden = busy;
    stop.hidden = !busy;
    if (swap && document.activeElement?.matches("[hidden]")) area.focus({ preventScroll: true });
    hold(send, sending || !something || !!waits);
    send.classList.toggle("dk-primary", something);
    set(send, { title: waits || "Send (Enter); Shift+Enter breaks the line" });
    how.drafted(something);
  };
  const say = async () => {
    const text = area.value;
    if (busy || sending || chips.waits() || !(text.trim() || chips.items().length)) return;
    const taken = chips.take();
    const shown = how.saying(text, taken);
    write("");
    sending = true;
    fault.hidden = true;
    draw();
    try {
      await wire.ask("chat.say", { text, attachments: taken.map((chip) => (chip.kind === "url" ? { url: chip.url } : { upload: chip.id })) });
      chips.drop(taken);
    } catch (error) {
      if (shown.arrived()) chips.drop(taken);
      else {
        write(area.value ? `${text}\n${area.value}` : text);
        chips.put(taken);
      }
      set(fault, { text: /** @type {Error} */ (error).message, hidden: false });
    } finally {
      shown.end();
      sending = false;
      draw();
    }
  };
  const write = (/** @type {string} */ text) => {
    area.value = text;
    /** @type {any} */ (area).fit();
  };
  return {
    element,
    chips,
    focus: () => area.focus({ preventScroll: true }),
    draw(/** @type {boolean} */ writing) {
      busy = writing;
      draw();
    },
    close: chips.close,
  };
}
