// Small parts that several kinds of question share.

import { h } from "./dom.js";
import { MARKS } from "./words.js";

/** A labelled native input, the whole label being the target. */
export function option(type, name, value, ...label) {
  return h(
    "label",
    { class: "kc-option" },
    h("input", { type, name, value }),
    h("span", { class: "kc-option-text" }, ...label),
  );
}

/** Adds a symbol to a label or card; its meaning in words stands in the feedback. */
export function putMark(element, mark) {
  element.querySelector(":scope > .kc-mark")?.remove();
  if (!mark || !MARKS[mark][0]) return element.removeAttribute("data-mark");
  element.setAttribute("data-mark", mark);
  element.append(h("span", { class: "kc-mark", "aria-hidden": "true" }, MARKS[mark][0]));
}
