// The kinds of question. Each has: expected(item), fits(item, response), grade(item, response);
// answer(item, response) and solution(item) in words; body(item, node, name, say), which brings
// the place where an answer is given to life and returns {value (undefined until answered),
// missing (what to do first), show(response, pieces), open, clear, focus}. What feedback says
// besides is optional: rule, detail(item, result, right), beside(item, guess).

import { choice } from "./kinds/choice.js";
import { classify } from "./kinds/classify.js";
import { estimate } from "./kinds/estimate.js";
import { mark } from "./kinds/mark.js";
import { multiple } from "./kinds/multiple.js";
import { order } from "./kinds/order.js";
import { survey } from "./kinds/survey.js";

export const KINDS = { choice, classify, estimate, mark, multiple, order, survey };
