// Select all that apply.

import { ids, isDistinct, netCorrect, piece } from "../net-correct.js";
import { optionTexts, optionsBody } from "./choice.js";

const chosenOf = (item, response) => item.options.filter((option) => response.includes(option.id));
const rightOf = (options) => options.filter((option) => option.correct);

export const multiple = {
  rule: "right minus wrong",
  named: true, // feedback names its option even where only one was chosen
  expected: (item) => `some of ${ids(item.options)}`,
  fits: (item, response) =>
    isDistinct(response) &&
    response.length > 0 &&
    response.every((id) => ids(item.options).includes(id)),
  grade(item, response) {
    const chosen = chosenOf(item, response);
    const right = rightOf(chosen).length;
    const feedback = chosen.map((option) => piece(option.correct ? "right" : "wrong", option));
    return netCorrect(right - (chosen.length - right), rightOf(item.options).length, feedback);
  },
  answer: (item, response) => optionTexts(chosenOf(item, response)),
  solution: (item) => optionTexts(rightOf(item.options)),
  detail(item, result, right) {
    const extra = result.feedback.length - right;
    const wrong = extra ? `, ${extra} chosen that ${extra === 1 ? "is" : "are"} not right` : "";
    return `${right} of ${rightOf(item.options).length} right answers found${wrong}.`;
  },
  body: (item, node, name) => optionsBody(item, node, name, "Choose at least one answer first."),
};
