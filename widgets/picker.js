// @ts-check
/** A dialog to pick a model from: search, prices, why; arrow keys and Enter. */

import { dialog, h, later, list, usd } from "./dom.js";
import { said } from "./edits.js";

/** @typedef {import("./state.js").ModelChoice} ModelChoice */

let pickers = 0;

/**
 * Opens the dialog; `find` is asked as the person types, `choose` is done before it closes (its error is shown in it).
 * @param {Element} root @param {string} title
 * @param {(query: string) => Promise<ModelChoice[]>} find
 * @param {(model: ModelChoice) => Promise<unknown>} choose
 * @returns {() => void} closes it
 */
export function pickModel(root, title, find, choose) {
  const name = `dk-picker-${++pickers}`;
  /** @type {ModelChoice[]} */
  let models = [];
  let active = "";
  let asked = 0;
  let busy = false;
  /** @type {() => void} */
  let close = () => {};

  const options = h("ul", { id: name, role: "listbox", class: "dk-pick-models", "aria-label": "Models", "data-testid": "models" });
  const line = h("div", { class: "dk-soft", role: "status" });
  const trouble = h("div", { class: "dk-fault", role: "alert", "data-testid": "models-error" });
  const search = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "search",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": name,
      "aria-autocomplete": "list",
      "aria-label": "Search models",
      placeholder: "Search models",
      autofocus: true,
      "data-testid": "models-search",
      oninput: () => soon(),
      onkeydown: keyed,
    })
  );
  const soon = later(() => void look(), 200);

  async function look() {
    const turn = ++asked;
    try {
      const found = await find(search.value);
      if (turn !== asked) return;
      models = found;
      trouble.textContent = "";
      active = (found.find((model) => model.id === active) ?? found.find((model) => model.current) ?? found.find((model) => model.recommended) ?? found[0])?.id ?? "";
      line.textContent = found.length ? "" : "No model matches. Search for a maker, a name or what it should be good at.";
    } catch (error) {
      if (turn === asked) trouble.textContent = said(error);
    }
    draw();
  }

  function draw() {
    list(options, models, (model) => model.id, (model) => h("li", { role: "option", class: "dk-pick-model", "data-testid": `model-${model.id}`, onclick: () => pick(model.id) }), update);
    const at = models.findIndex((model) => model.id === active);
    search.setAttribute("aria-activedescendant", at >= 0 ? `${name}-${at}` : "");
    options.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement} element @param {ModelChoice} model */
  function update(element, model) {
    element.id = `${name}-${models.indexOf(model)}`;
    element.setAttribute("aria-selected", String(model.id === active));
    element.replaceChildren(
      h("b", { class: "dk-clip" }, model.name),
      model.current ? h("span", { class: "dk-tag" }, "current") : h("i", { hidden: true }),
      model.recommended ? h("span", { class: "dk-tag", "data-kind": "ok" }, "recommended") : h("i", { hidden: true }),
      h("span", { class: "dk-gap" }),
      h("span", { class: "dk-num", title: `at most ${usd(model.ceiling)}` }, usd(model.price)),
      h("span", { class: "dk-pick-why dk-soft dk-clip dk-small" }, [model.why, model.rate].filter(Boolean).join(" · ")),
    );
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const at = models.findIndex((model) => model.id === active);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (event.key === "Enter" && !event.isComposing) event.preventDefault(), active && void pick(active);
    if (to === undefined) return;
    event.preventDefault();
    active = models[Math.min(Math.max(to, 0), models.length - 1)]?.id ?? "";
    draw();
  }

  /** @param {string} id */
  async function pick(id) {
    const model = models.find((each) => each.id === id);
    if (!model || busy) return;
    busy = true;
    active = id;
    options.setAttribute("aria-busy", "true");
    draw();
    try {
      await choose(model);
      close();
    } catch (error) {
      trouble.textContent = said(error);
    } finally {
      busy = false;
      options.removeAttribute("aria-busy");
    }
  }

  const content = (/** @type {() => void} */ shut) => ((close = shut), [search, trouble, line, options]);
  const shut = dialog(root, title, content, { onclose: () => (soon.cancel(), asked++) });
  search.focus();
  void look();
  return shut;
}
