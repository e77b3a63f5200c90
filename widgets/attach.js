// @ts-check
/** Files and addresses to be sent along: chips that upload in pieces, filled by the file picker, by dropping and by pasting. */

import { button, h, list, set, size } from "./dom.js";
import { brief } from "./pressing.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {{ id: string, kind: "image" | "video" | "audio" | "url", name: string, url: string, file: File | null, picture: string,
 *   share: number, ready: boolean, error: string, gone: boolean }} Chip `share` is how much of it is there, 0–1; `id` names the upload */
/** What one place wants: a single file of one kind, for instance "image"; `larger` says where files go that are too large for a page.
 * @typedef {{ only?: "image" | "video" | "audio", larger?: string }} Wanted */
/** @typedef {{ element: HTMLElement, items: () => Chip[], add: (files: Iterable<File>) => void, address: (url: string, untake?: () => void) => void,
 *   take: () => Chip[], put: (chips: Chip[]) => void, drop: (chips: Chip[]) => void, waits: () => string, close: () => void }} Chips */

const PIECE = 1_000_000;
const MOST = 25_000_000;
const KINDS = /^(image|video|audio)\//;
const ADDRESS = /^https?:\/\/[^\s<>"']+$/i;

/**
 * @param {Wire} wire
 * @param {() => void} changed
 * @param {() => Wanted} [wanted] asked whenever something is added
 * @returns {Chips}
 */
export function attachments(wire, changed, wanted = () => ({})) {
  /** @type {Chip[]} */
  let chips = [];
  /** @type {Map<string, () => void>} by chip, what gives an address back as text */
  const untakes = new Map();
  /** Files go one after the other: a big one must not crowd out what else is asked. */
  let queue = Promise.resolve();
  const element = h("ul", { class: "dk-chips", "aria-label": "Attached", "data-testid": "chips", hidden: true });

  const draw = () => {
    element.hidden = !chips.length;
    list(element, chips, (chip) => chip.id, (chip) => chipView(chip, remove, again, untakes.get(chip.id)), (each) => each.update());
    changed();
  };
  const remove = (/** @type {Chip} */ chip) => {
    drop([chip]);
    chips = chips.filter((each) => each !== chip);
    draw();
  };
  const drop = (/** @type {Chip[]} */ gone) => {
    for (const chip of gone) {
      chip.gone = true;
      untakes.delete(chip.id);
      if (chip.picture) URL.revokeObjectURL(chip.picture);
    }
  };
  /** A failed upload begins anew under a new name, so that pieces of both can't mix. @param {Chip} chip */
  const again = (chip) => {
    Object.assign(chip, { id: fresh(), share: 0, error: "" });
    draw();
    send(chip);
  };
  const send = (/** @type {Chip} */ chip) => {
    const { file, id } = chip;
    if (!file) return;
    const of = Math.max(1, Math.ceil(file.size / PIECE));
    queue = queue.then(async () => {
      try {
        for (let part = 0; part < of && !chip.gone; part++) {
          const bytes = await file.slice(part * PIECE, (part + 1) * PIECE).arrayBuffer();
          await wire.ask("media.upload", { upload: id, name: file.name || `pasted ${chip.kind}`, part, of }, [bytes]);
          chip.share = (part + 1) / of;
          if (part + 1 < of) draw();
        }
        chip.ready = true;
      } catch (error) {
        chip.error = /** @type {Error} */ (error).message;
      }
      if (!chip.gone) draw();
    });
  };
  return {
    element,
    items: () => chips,
    add(files) {
      const want = wanted();
      const given = [...files];
      const made = want.only && given.length > 1 ? [refused(`${given.length} files`, "Only one file is taken here: give it one.")] : given.map((file) => chipOf(file, want));
      if (want.only) drop(chips);
      chips = [...(want.only ? [] : chips), ...made];
      draw();
      for (const chip of made) if (!chip.error) send(chip);
    },
    address(url, untake) {
      if (chips.some((chip) => chip.url === url)) return;
      if (wanted().only) {
        drop(chips);
        chips = [refused(url, "An address is not taken here: save the file it leads to, and give that.")];
        return draw();
      }
      const chip = { ...blank(), kind: /** @type {const} */ ("url"), name: url, url, ready: true };
      if (untake) untakes.set(chip.id, () => (remove(chip), untake()));
      chips = [...chips, chip];
      draw();
    },
    take() {
      const taken = chips;
      chips = [];
      draw();
      return taken;
    },
    put(back) {
      chips = [...back.filter((chip) => !chip.gone), ...chips];
      draw();
    },
    drop,
    waits() {
      if (chips.some((chip) => chip.error)) return "Retry or remove what could not be attached.";
      return chips.every((chip) => chip.ready) ? "" : "Wait until the files are uploaded.";
    },
    close: () => drop(chips),
  };
}

/** @returns {string} */
function fresh() {
  return `up-${Array.from(crypto.getRandomValues(new Uint32Array(3)), (n) => n.toString(36)).join("")}`;
}

/** @returns {Chip} */
function blank() {
  return { id: fresh(), kind: "image", name: "", url: "", file: null, picture: "", share: 0, ready: false, error: "", gone: false };
}

/** @param {string} name @param {string} error @returns {Chip} what can't be taken, and why */
function refused(name, error) {
  return { ...blank(), name, error };
}

/** @param {"image" | "video" | "audio"} kind @returns {string} */
export function aKind(kind) {
  return { image: "a picture", video: "a film", audio: "a sound" }[kind];
}

/** @param {File} file @param {Wanted} want @returns {Chip} */
function chipOf(file, want) {
  const said = /** @type {"image" | "video" | "audio" | undefined} */ (file.type.match(KINDS)?.[1]);
  // A browser that knows no name for a file's type says nothing: the kernel looks at the bytes.
  const kind = said ?? (file.type ? undefined : want.only);
  const wrong = want.only && kind !== want.only ? `${kind ? `This is ${aKind(kind)}` : "This is something else"}, and ${aKind(want.only)} is wanted: give it the right file.` : "";
  const large = file.size > MOST ? `${size(file.size)} is more than the ${size(MOST)} a file may have${want.larger ? ` here: ${want.larger}` : ": make it smaller"}.` : "";
  const error = wrong || (kind ? large : "Only pictures, films and sounds can be attached.");
  return { ...blank(), kind: kind ?? "image", name: file.name || `pasted ${kind}`, file: error ? null : file, picture: kind === "image" && !error ? URL.createObjectURL(file) : "", error };
}

/** @param {Chip} chip @param {(chip: Chip) => void} remove @param {(chip: Chip) => void} again @param {(() => void) | undefined} untake */
function chipView(chip, remove, again, untake) {
  const name = brief(chip.name, 120);
  const note = h("span", { class: "dk-small dk-soft dk-num" });
  const fault = h("span", { class: "dk-fault", role: "alert" });
  const retry = button("Retry", () => again(chip), { kind: "quiet", name: `Retry ${name}`, testid: "chip-retry" });
  const bar = h("i");
  const progress = h("span", { class: "dk-bar", role: "progressbar", "aria-label": `Uploading ${name}`, "aria-valuemin": 0, "aria-valuemax": 100 }, bar);
  const element = h(
    "li",
    { class: "dk-chip", "data-testid": "chip" },
    chip.picture ? h("img", { src: chip.picture, alt: "", class: "dk-chip-picture" }) : h("span", { class: "dk-tag" }, !chip.file && !chip.url ? "file" : chip.kind === "url" ? "link" : chip.kind),
    h("span", { class: "dk-chip-text" }, h("span", { class: "dk-chip-name dk-clip", title: brief(chip.name, 500) }, name), note, fault, progress),
    retry,
    untake ? button("As text", untake, { kind: "quiet", name: `Put ${name} into the text`, testid: "chip-text" }) : null,
    button("×", () => remove(chip), { kind: "quiet", name: `Remove ${name}`, testid: "chip-remove" }),
  );
  const update = () => {
    const going = !chip.ready && !chip.error;
    set(fault, { text: chip.error, hidden: !chip.error });
    retry.hidden = !chip.error || !chip.file;
    progress.hidden = !going;
    set(progress, { "aria-valuenow": Math.round(chip.share * 100) });
    bar.style.width = `${chip.share * 100}%`;
    note.textContent = chip.file && !chip.error ? (going ? `${Math.round(chip.share * 100)} % of ${size(chip.file.size)}` : size(chip.file.size)) : "";
  };
  return Object.assign(element, { update });
}

/**
 * Dropping files or an address anywhere on `root` attaches them; a hint shows while something is held over it.
 * @param {HTMLElement} root
 * @param {Chips} chips
 * @param {string} [words] of the hint
 * @returns {HTMLElement} the hint
 */
export function dropZone(root, chips, words = "Drop it here to attach it") {
  const hint = h("div", { class: "dk-drop", "data-testid": "drop-hint", hidden: true }, words);
  /** A zone may lie in a larger one, which then isn't where it falls. */
  const mine = () => root.parentElement?.dispatchEvent(new CustomEvent("dk-drop-within", { bubbles: true }));
  const takes = (/** @type {DragEvent} */ event) => [...(event.dataTransfer?.types ?? [])].some((type) => type === "Files" || type === "text/uri-list");
  const over = (/** @type {DragEvent} */ event) => {
    if (!takes(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    hint.hidden = false;
    mine();
  };
  set(root, {
    "ondk-drop-within": () => (hint.hidden = true),
    ondragenter: over,
    ondragover: over,
    ondragleave: (/** @type {DragEvent} */ event) => (hint.hidden ||= !root.contains(/** @type {Node | null} */ (event.relatedTarget))),
    ondrop: (/** @type {DragEvent} */ event) => {
      hint.hidden = true;
      const data = event.dataTransfer;
      if (!data || !takes(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const url = data.getData("text/uri-list").split(/\r?\n/).find((line) => ADDRESS.test(line.trim()));
      if (data.files.length) chips.add(data.files);
      else if (url) chips.address(url.trim());
    },
  });
  return hint;
}

/**
 * What pasting means: files and a lone address are attached, an address can be had back as text where there is an `area` for it.
 * @param {ClipboardEvent} event
 * @param {HTMLTextAreaElement | null} area
 * @param {Chips} chips
 */
export function pasted(event, area, chips) {
  const data = event.clipboardData;
  const text = data?.getData("text/plain").trim() ?? "";
  if (data?.files.length) chips.add(data.files);
  else if (ADDRESS.test(text) && text.length <= 2_000)
    chips.address(
      text,
      area
        ? () => {
            area.focus();
            area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
            area.dispatchEvent(new Event("input", { bubbles: true }));
          }
        : undefined,
    );
  else return;
  event.preventDefault();
}
