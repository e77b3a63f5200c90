// @ts-check
/** How files reach the page: by the Jupyter server's own route where it serves the workspace, else in pieces from the kernel. */

import { h, svg } from "./dom.js";

/** @typedef {import("./state.js").Asset} Asset */
/** @typedef {import("./wire.js").Wire} Wire */

const PIECE = 1_000_000;
const MOST_BLOBS = 48;
const MOST_SMALL = 800;

/** @type {WeakMap<Wire, Media>} */
const made = new WeakMap();

/** @param {Wire} wire @returns {Media} the one of this view */
export function mediaOf(wire) {
  const known = made.get(wire) ?? new Media(wire);
  made.set(wire, known);
  return known;
}

/** The page's own idea of where the server is: JupyterLab and Notebook say it in a script tag. @returns {string | null} */
function serverBase() {
  try {
    const config = document.getElementById("jupyter-config-data")?.textContent;
    const base = config ? JSON.parse(config).baseUrl : document.body.dataset.baseUrl;
    return base ? new URL(base, location.href).href : null;
  } catch {
    return null;
  }
}

export class Media {
  /** @param {Wire} wire */
  constructor(wire) {
    this.wire = wire;
    /** @type {Promise<string | null> | null} the URL the workspace lies under, once it was proven */
    this.route = null;
    /** @type {Map<string, Promise<string>>} */
    this.blobs = new Map();
    /** @type {Map<string, Promise<string>>} */
    this.small = new Map();
    /** @type {Map<number, Map<string, { resolve: (url: string) => void, reject: (error: any) => void }>>} */
    this.wanted = new Map();
  }

  /** "files" where the server serves the workspace, else "chunks". @returns {Promise<"files" | "chunks">} */
  async how() {
    return (await this.served()) ? "files" : "chunks";
  }

  /** @returns {Promise<string | null>} */
  served() {
    this.route ??= this.prove();
    return this.route;
  }

  /** Reads the probe file: only a server that gives back its very words serves this workspace. @returns {Promise<string | null>} */
  async prove() {
    /** @type {import("./state.js").Place | undefined} */
    const place = this.wire.get("place");
    const base = serverBase();
    if (!place || place.files === null || !base) return null;
    const root = `${base}files/${place.files ? `${escaped(place.files)}/` : ""}`;
    try {
      const answer = await fetch(signed(root + escaped(place.probe.path)), { credentials: "same-origin", cache: "no-store" });
      return answer.ok && (await answer.text()).trim() === place.probe.holds ? root : null;
    } catch {
      return null;
    }
  }

  /**
   * An address for the whole file; a film from the server can be played and sought while it loads.
   * @param {Asset} asset
   * @returns {Promise<string>}
   */
  async url(asset) {
    const root = await this.served();
    if (root) return signed(root + escaped(asset.path));
    return this.kept(this.blobs, asset.sha256, () => this.fetched(asset));
  }

  /** @param {Asset} asset @returns {Promise<string>} */
  async fetched(asset) {
    /** @type {BlobPart[]} */
    const pieces = [];
    for (let offset = 0; offset < asset.bytes; offset += PIECE) {
      const { buffers } = await this.wire.asked("media.file", { asset: asset.sha256, offset });
      pieces.push(/** @type {any} */ (buffers[0]));
    }
    return URL.createObjectURL(new Blob(pieces, { type: safeType(asset.mime) }));
  }

  /**
   * A small picture of a stored file, at most `size` pixels long. Requests of one moment go in one message.
   * @param {string} sha256
   * @param {160 | 320 | 640 | 1280} [size]
   * @returns {Promise<string>}
   */
  thumb(sha256, size = 320) {
    const name = `${sha256}/${size}`;
    const known = this.small.get(name);
    if (known) return known;
    const coming = new Promise((/** @type {(url: string) => void} */ resolve, reject) => {
      const batch = this.wanted.get(size) ?? new Map();
      if (!batch.size) setTimeout(() => this.collect(size), 16);
      this.wanted.set(size, batch.set(sha256, { resolve, reject }));
    });
    coming.catch(() => this.small.delete(name));
    this.small.set(name, coming);
    this.forget(this.small, MOST_SMALL);
    return coming;
  }

  /** Gives back the oldest addresses of a store that grew too large. @param {Map<string, Promise<string>>} store @param {number} most */
  forget(store, most) {
    for (const [oldest, url] of store) {
      if (store.size <= most) return;
      store.delete(oldest);
      url.then((address) => address.startsWith("blob:") && URL.revokeObjectURL(address), () => {});
    }
  }

  /** @param {number} size */
  async collect(size) {
    const batch = this.wanted.get(size) ?? new Map();
    this.wanted.delete(size);
    try {
      const root = await this.served();
      const { result, buffers } = await this.wire.asked("media.thumbs", { assets: [...batch.keys()], size, bytes: !root });
      for (const each of result) {
        const url = root && each.path ? signed(root + escaped(each.path)) : each.buffer >= 0 ? picture(buffers[each.buffer]) : "";
        if (url) batch.get(each.sha256)?.resolve(url);
        batch.delete(each.sha256);
      }
      for (const one of batch.values()) one.reject(new Error("no picture"));
    } catch (error) {
      for (const one of batch.values()) one.reject(error);
    }
  }

  /**
   * Frames of a film in a row.
   * @param {string} sha256
   * @returns {Promise<{ url: string, frames: number, width: number, height: number }>}
   */
  async strip(sha256) {
    const root = await this.served();
    const { result, buffers } = await this.wire.asked("media.strip", { asset: sha256, bytes: !root });
    return { ...result, url: root && result.path ? signed(root + escaped(result.path)) : picture(buffers[result.buffer]) };
  }

  /** @param {string} sha256 @returns {Promise<number[]>} */
  wave(sha256) {
    return this.wire.ask("media.wave", { asset: sha256 });
  }

  /** @param {Map<string, Promise<string>>} store @param {string} name @param {() => Promise<string>} make @returns {Promise<string>} */
  kept(store, name, make) {
    const known = store.get(name);
    if (known) return known;
    const coming = make();
    coming.catch(() => store.delete(name));
    store.set(name, coming);
    this.forget(store, MOST_BLOBS);
    return coming;
  }

  /** Gives back what the page holds. */
  close() {
    for (const store of [this.blobs, this.small])
      for (const url of store.values()) url.then((address) => address.startsWith("blob:") && URL.revokeObjectURL(address), () => {});
    this.blobs.clear();
    this.small.clear();
  }
}

/** @param {string} path @returns {string} */
function escaped(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Jupyter wants its own cookie's word with every file it gives out. @param {string} url @returns {string} */
function signed(url) {
  const xsrf = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/);
  return xsrf ? `${url}?_xsrf=${xsrf[1]}` : url;
}

/** A type the browser will show and never run. @param {string} mime @returns {string} */
function safeType(mime) {
  return /^(image\/(png|jpeg|webp|gif)|video\/[\w.-]+|audio\/[\w.-]+)$/.test(mime) ? mime : "application/octet-stream";
}

/** @param {DataView} bytes @returns {string} */
function picture(bytes) {
  return URL.createObjectURL(new Blob([/** @type {any} */ (bytes)], { type: "image/jpeg" }));
}

/**
 * A picture that fills in when it has come; its place is kept meanwhile.
 * @param {Wire} wire
 * @param {string} sha256
 * @param {string} alt
 * @param {160 | 320 | 640 | 1280} [size]
 * @returns {HTMLImageElement}
 */
export function thumbnail(wire, sha256, alt, size = 320) {
  const image = /** @type {HTMLImageElement} */ (h("img", { alt, class: "dk-thumb", decoding: "async" }));
  if (sha256)
    mediaOf(wire).thumb(sha256, size).then(
      (url) => (image.src = url),
      () => image.classList.add("dk-none"),
    );
  return image;
}

/**
 * The loudness of a sound as bars.
 * @param {number[]} levels 0–100
 * @param {string} label
 * @returns {SVGElement}
 */
export function waveform(levels, label) {
  const step = 4;
  const bars = levels.map((level, index) => {
    const tall = Math.max(1, (level / 100) * 36);
    return svg("rect", { x: index * step, y: 20 - tall / 2, width: 2.4, height: tall, rx: 1 });
  });
  return svg("svg", { class: "dk-wave", viewBox: `0 0 ${levels.length * step} 40`, preserveAspectRatio: "none", role: "img", "aria-label": label }, bars);
}
