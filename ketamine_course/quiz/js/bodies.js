// Where an answer is given, for options and cards to sort. A body has: node, value() (undefined
// until answered), missing() (what to do first), show(response, pieces), open(), focus().

import { option, putMark } from "./controls.js";
import { h } from "./dom.js";
import { orderBody } from "./order.js";
import { estimateBody } from "./estimate.js";

/** The body for an item. `name` is unique in the page; `say` announces to screen readers. */
export function makeBody(item, name, say) {
  switch (item.type) {
    case "choice":
    case "survey":
      return optionsBody(item, name, "radio");
    case "multiple":
      return optionsBody(item, name, "checkbox");
    case "classify":
      return classifyBody(item, name);
    case "order":
      return orderBody(item, say);
    case "estimate":
      return estimateBody(item, name);
    default:
      throw new Error(
        `Question '${item.id}' is of a type this page does not know: '${item.type}'.`,
      );
  }
}

function optionsBody(item, name, type) {
  const labels = item.options.map((part) => option(type, name, part.id, part.text));
  const inputs = labels.map((label) => label.querySelector("input"));
  const node = h("div", { class: "kc-answer kc-options" }, labels);
  return {
    node,
    value() {
      const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
      return chosen.length === 0 ? undefined : type === "radio" ? chosen[0] : chosen;
    },
    missing: () =>
      type === "radio" ? "Choose an answer first." : "Choose at least one answer first.",
    show(response, pieces) {
      const marks = new Map(pieces.map((piece) => [piece.subject, piece.mark]));
      inputs.forEach((input, index) => {
        input.checked = [].concat(response).includes(input.value);
        input.disabled = true;
        putMark(labels[index], input.checked && marks.get(item.options[index].text));
      });
    },
    open() {
      inputs.forEach((input) => {
        input.disabled = false;
      });
      for (const label of labels) putMark(label, null);
    },
    clear: () =>
      inputs.forEach((input) => {
        input.checked = false;
      }),
    focus: () => (inputs.find((input) => input.checked) || inputs[0]).focus(),
  };
}

function classifyBody(item, name) {
  const cards = item.start.map((id) => item.cards.find((card) => card.id === id));
  const rows = cards.map((card, number) => {
    const labelId = `${name}-${number}`;
    return h(
      "div",
      { class: "kc-card", role: "radiogroup", "aria-labelledby": labelId },
      h("p", { class: "kc-card-text", id: labelId }, card.text),
      h(
        "div",
        { class: "kc-groups" },
        item.groups.map((group) => option("radio", labelId, group.id, group.text)),
      ),
    );
  });
  const node = h("div", { class: "kc-answer kc-cards" }, rows);
  const inputs = () => [...node.querySelectorAll("input")];
  const placed = () =>
    Object.fromEntries(
      cards
        .map((card, index) => [card.id, rows[index].querySelector("input:checked")?.value])
        .filter(([, group]) => group !== undefined),
    );
  return {
    node,
    value() {
      const answer = placed();
      return Object.keys(answer).length === cards.length ? answer : undefined;
    },
    missing() {
      const left = cards.length - Object.keys(placed()).length;
      return left === cards.length
        ? "Choose a group for every card first."
        : `Sort all cards first: ${left} ${left === 1 ? "is" : "are"} still without a group.`;
    },
    show(response, pieces) {
      const marks = new Map(pieces.map((piece) => [piece.subject, piece.mark]));
      cards.forEach((card, index) => {
        for (const input of rows[index].querySelectorAll("input")) {
          input.checked = response[card.id] === input.value;
          input.disabled = true;
        }
        putMark(rows[index], marks.get(card.text));
      });
    },
    open() {
      inputs().forEach((input) => {
        input.disabled = false;
      });
      for (const row of rows) putMark(row, null);
    },
    clear: () =>
      inputs().forEach((input) => {
        input.checked = false;
      }),
    focus() {
      const next = rows.find((row) => !row.querySelector("input:checked")) || rows[0];
      (next.querySelector("input:checked") || next.querySelector("input")).focus();
    },
  };
}
