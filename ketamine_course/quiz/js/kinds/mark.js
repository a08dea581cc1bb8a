// Mark the sentences of a short text that mislead: graded as where several options are right.

import { optionsBody } from "./choice.js";
import { multiple } from "./multiple.js";

const misleads = (sentence) => sentence.correct;
const sentences = (item, which) =>
  item.options
    .filter(which)
    .map((sentence) => sentence.text)
    .join(" ");

export const mark = {
  ...multiple,
  answer: (item, response) => sentences(item, (sentence) => response.includes(sentence.id)),
  solution: (item) => sentences(item, misleads),
  detail(item, result, right) {
    const extra = result.feedback.length - right;
    const fair = extra ? `, ${extra} marked that ${extra === 1 ? "is" : "are"} fair` : "";
    return `${right} of ${item.options.filter(misleads).length} misleading sentences found${fair}.`;
  },
  body: (item, node, name) => optionsBody(item, node, name, "Mark at least one sentence first."),
};
