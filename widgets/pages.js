// @ts-check
/** A long list read in pages, as it is looked at: what is wanted last comes first, and never more than two pages are on their way. */

/** @typedef {import("./state.js").Take} Take */

export const PAGE = 60;
const ABREAST = 2;
/** Pages kept; more are let go, the oldest first. */
const MOST = 100;

export class Pages {
  /**
   * @param {(offset: number, limit: number) => Promise<{ total: number, takes: Take[] }>} read
   * @param {() => void} changed something arrived
   * @param {(error: any) => void} failed a page could not be read; it is asked for again by `again`
   */
  constructor(read, changed, failed) {
    this.read = read;
    this.changed = changed;
    this.failed = failed;
    /** How many there are, null before anybody said. @type {number | null} */
    this.total = null;
    /** @type {Map<number, Take[]>} */
    this.fresh = new Map();
    /** What was there before the last change: shown until its successor has come. @type {Map<number, Take[]>} */
    this.stale = new Map();
    /** @type {number[]} */
    this.wanted = [];
    /** @type {Set<number>} */
    this.going = new Set();
    /** @type {Set<number>} */
    this.broken = new Set();
    this.turn = 0;
  }

  /** @param {number} index @returns {Take | undefined} */
  at(index) {
    const page = Math.floor(index / PAGE);
    return (this.fresh.get(page) ?? this.stale.get(page))?.[index % PAGE];
  }

  /** These are looked at; what was wanted before and isn't on its way is forgotten. @param {number} first @param {number} last */
  need(first, last) {
    this.wanted = [];
    const end = this.total === null ? 0 : Math.min(last, this.total - 1);
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, end) / PAGE); page++)
      if (!this.fresh.has(page) && !this.going.has(page) && !this.broken.has(page)) this.wanted.push(page);
    this.pump();
  }

  pump() {
    while (this.going.size < ABREAST && this.wanted.length) this.ask(/** @type {number} */ (this.wanted.shift()));
  }

  /** @param {number} page */
  async ask(page) {
    const turn = this.turn;
    this.going.add(page);
    try {
      const { total, takes } = await this.read(page * PAGE, PAGE);
      if (turn !== this.turn) return; // something changed meanwhile: this is what was
      this.total = total;
      this.fresh.set(page, takes);
      for (const oldest of this.fresh.keys()) if (this.fresh.size > MOST) this.fresh.delete(oldest);
      this.changed();
    } catch (error) {
      if (turn !== this.turn) return;
      this.broken.add(page);
      this.failed(error);
    } finally {
      if (turn === this.turn) {
        this.going.delete(page);
        this.pump();
      }
    }
  }

  /** All of these, read where they aren't there. @param {number} first @param {number} last @returns {Promise<Take[]>} */
  async all(first, last) {
    const turn = this.turn;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (this.fresh.has(page)) continue;
      const { takes } = await this.read(page * PAGE, PAGE);
      if (turn !== this.turn) return [];
      this.fresh.set(page, takes);
    }
    return Array.from({ length: last - first + 1 }, (_, n) => this.at(first + n)).filter((take) => take !== undefined);
  }

  /** Everything is asked for anew. With `keep` what was there is shown until then. @param {boolean} keep */
  renew(keep) {
    this.turn += 1;
    this.stale = keep ? new Map([...this.stale, ...this.fresh]) : new Map();
    this.fresh = new Map();
    this.going = new Set();
    this.broken = new Set();
    this.wanted = [];
  }

  /** What failed may be asked for again. */
  again() {
    this.wanted = [...this.broken];
    this.broken.clear();
    this.pump();
  }

  /** @param {string} key @returns {number} where a take that was read stands, -1 for nowhere */
  where(key) {
    for (const [page, takes] of this.fresh) {
      const index = takes.findIndex((take) => take.key === key);
      if (index >= 0) return page * PAGE + index;
    }
    return -1;
  }

  /** The takes read around `index` without a hole, in order. @param {number} index @returns {Take[]} */
  around(index) {
    const has = (/** @type {number} */ page) => this.fresh.has(page) || this.stale.has(page);
    let [first, last] = [Math.floor(index / PAGE), Math.floor(index / PAGE)];
    while (first > 0 && has(first - 1)) first--;
    while (has(last + 1)) last++;
    const out = [];
    for (let page = first; page <= last; page++) out.push(...(this.fresh.get(page) ?? this.stale.get(page) ?? []));
    return out;
  }

  /** What was said of a take here is known here at once. @param {Partial<Take> & { key: string }} said */
  judged(said) {
    for (const pages of [this.fresh, this.stale])
      for (const takes of pages.values()) {
        const index = takes.findIndex((take) => take.key === said.key);
        if (index >= 0) takes[index] = { ...takes[index], ...said };
      }
  }
}
