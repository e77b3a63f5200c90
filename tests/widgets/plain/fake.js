// @ts-check
/** What a front end gives a widget, without a kernel: state that can be changed, and answers that can be scripted. */

export class FakeModel {
  /**
   * @param {Record<string, any>} state traits by name
   * @param {Record<string, (args: any, buffers: any[]) => any>} [answers] by verb; one that throws `{code, message}` refuses. A result of the form
   *   `{ result, buffers }` carries buffers
   */
  constructor(state, answers = {}) {
    this.state = state;
    this.answers = answers;
    /** @type {any[]} everything that was asked */
    this.sent = [];
    /** @type {Map<string, Set<Function>>} */
    this.ears = new Map();
    this.alive = true;
    this.delay = 0;
  }

  /** @param {string} name */
  get(name) {
    return this.state[name];
  }

  /** @param {string} name @param {Function} call */
  on(name, call) {
    const ears = this.ears.get(name) ?? new Set();
    this.ears.set(name, ears.add(call));
  }

  /** @param {string} name @param {Function} call */
  off(name, call) {
    this.ears.get(name)?.delete(call);
  }

  /** How many listeners there are: none may be left when every view is gone. */
  get listeners() {
    return [...this.ears.values()].reduce((sum, ears) => sum + ears.size, 0);
  }

  /** @param {any} message @param {any} _callbacks @param {any[]} [buffers] */
  send(message, _callbacks, buffers = []) {
    this.sent.push(message);
    if (!this.alive) return;
    this.tell({ type: "got", id: message.id });
    const answer = this.answers[message.verb];
    setTimeout(async () => {
      try {
        const made = answer ? await answer(message.args, buffers) : null;
        const carries = made && typeof made === "object" && "result" in made && "buffers" in made;
        this.tell({ type: "answer", id: message.id, ok: true, result: carries ? made.result : made }, carries ? made.buffers : []);
      } catch (error) {
        const { code = "error", message: words = String(error) } = /** @type {any} */ (error);
        this.tell({ type: "answer", id: message.id, ok: false, error: { code, message: words } });
      }
    }, this.delay);
  }

  /** The kernel changes a trait. @param {string} name @param {any} value */
  push(name, value) {
    this.state[name] = value;
    for (const call of [...(this.ears.get(`change:${name}`) ?? [])]) call();
  }

  /** The kernel sends a message. @param {any} message @param {any[]} [buffers] */
  tell(message, buffers = []) {
    for (const call of [...(this.ears.get("msg:custom") ?? [])]) call(structuredClone(message), buffers);
  }
}
