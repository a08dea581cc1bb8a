// A question without a right answer, never graded.

import { byId, piece } from "../net-correct.js";
import { choice } from "./choice.js";

export const survey = {
  ...choice,
  ungraded: true,
  again: "Change answer",
  grade: (item, response) => ({
    score: 0,
    max_score: 0,
    status: "recorded",
    feedback: [piece("note", byId(item.options, response))],
  }),
  solution: () => "",
};
