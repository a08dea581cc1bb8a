// Grades one answer to one question: the rule of each kind stands in kinds/ as it does in Python,
// and one fixture file tests both.

import { KINDS } from "./kinds.js";

/** Why `response` cannot be an answer to `item`, or "" if it can. */
export function validateResponse(item, response) {
  const kind = KINDS[item.type];
  if (!kind) return `item '${item.id}' is of unknown type '${item.type}'`;
  if (kind.fits(item, response)) return "";
  return `item '${item.id}': expected ${kind.expected(item)}, got ${JSON.stringify(response)}`;
}

/**
 * Score, status and feedback for an answer: {score, max_score, status, feedback: [{mark, subject,
 * text, sources}]}.
 */
export function grade(item, response) {
  const problem = validateResponse(item, response);
  if (problem) throw new Error(problem);
  return KINDS[item.type].grade(item, response);
}
