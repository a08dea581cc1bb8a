// Mark the sentences of a short text that mislead: graded as where several options are right.

import { optionsBody } from "./choice.js";
import { multiple } from "./multiple.js";

const misleading = (item) => item.options.filter((sentence) => sentence.correct);

export const mark = {
  ...multiple,
  solution: (item) =>
    misleading(item)
      .map((sentence) => sentence.text)
      .join(" "),
  detail(item, result, right) {
    const extra = result.feedback.length - right;
    const fair = extra ? `, ${extra} marked that ${extra === 1 ? "is" : "are"} fair` : "";
    return `${right} of ${misleading(item).length} misleading sentences found${fair}.`;
  },
  body: (item, node, name) => optionsBody(item, node, name, "Mark at least one sentence first."),
};
