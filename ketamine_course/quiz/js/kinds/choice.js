// One right answer among several.

import { checkInputs, lockInputs, nameInputs, putMark } from "../controls.js";
import { byId, ids, netCorrect, piece } from "../net-correct.js";

export const choice = {
  expected: (item) => `one of ${ids(item.options)}`,
  fits: (item, response) => ids(item.options).includes(response),
  grade(item, response) {
    const option = byId(item.options, response);
    return netCorrect(Number(option.correct), 1, [
      piece(option.correct ? "right" : "wrong", option),
    ]);
  },
  answer: (item, response) => byId(item.options, response).text,
  solution: (item) => optionTexts(item.options.filter((option) => option.correct)),
  body: (item, node, name) => optionsBody(item, node, name, "Choose an answer first."),
};

/** Options in words. */
export const optionTexts = (options) => options.map((option) => option.text).join("; ");

/** The body of any kind that is answered by choosing among options. */
export function optionsBody(item, node, name, missing) {
  const inputs = [...node.querySelectorAll("input")];
  const labels = inputs.map((input) => input.parentElement);
  const single = inputs[0].type === "radio";
  nameInputs(inputs, name, ids(item.options));
  return {
    value() {
      const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
      return chosen.length === 0 ? undefined : single ? chosen[0] : chosen;
    },
    missing: () => missing,
    show(response, pieces) {
      const marks = new Map(pieces.map((piece) => [piece.subject, piece.mark]));
      checkInputs(inputs, [].concat(response));
      lockInputs(inputs, true);
      inputs.forEach((input, index) => {
        putMark(labels[index], input.checked && marks.get(item.options[index].text));
      });
    },
    open() {
      lockInputs(inputs, false);
      for (const label of labels) putMark(label, null);
    },
    clear: () => checkInputs(inputs, []),
    focus: () => (inputs.find((input) => input.checked) || inputs[0]).focus(),
  };
}
