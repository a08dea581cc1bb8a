// Small parts that several kinds of question share.

import { h } from "./dom.js";
import { MARKS } from "./words.js";

/** Gives inputs that belong together their name and their values. */
export function nameInputs(inputs, name, values) {
  for (const [index, input] of inputs.entries()) {
    input.name = name;
    input.value = values[index];
  }
}

/** Lets inputs be changed, or not. */
export function lockInputs(inputs, locked) {
  for (const input of inputs) input.disabled = locked;
}

/** Checks those inputs whose value is among `values`. */
export function checkInputs(inputs, values) {
  for (const input of inputs) input.checked = values.includes(input.value);
}

/** Makes `node` a named group of radio buttons; `label` is its part that names it. */
export function radioGroup(node, label, id) {
  label.id = id;
  node.setAttribute("role", "radiogroup");
  node.setAttribute("aria-labelledby", id);
}

/** Adds a symbol to a label or card; its meaning in words stands in the feedback. */
export function putMark(element, mark) {
  element.querySelector(":scope > .kc-mark")?.remove();
  if (!mark || !MARKS[mark][0]) return element.removeAttribute("data-mark");
  element.setAttribute("data-mark", mark);
  element.append(h("span", { class: "kc-mark", "aria-hidden": "true" }, MARKS[mark][0]));
}
