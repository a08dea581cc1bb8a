// What the attempts say about a quiz. Nothing else is remembered, so that reloading, restarting and
// importing all come down to the same list.

import { grade, validateResponse } from "./grading.js";
import { KINDS } from "./kinds.js";

/**
 * The attempt that counts for each item, by item id. Attempts of another version or that no longer
 * fit are left out.
 */
export function effectiveAttempts(definition, attempts) {
  const items = new Map(definition.items.map((item) => [item.id, item]));
  const found = new Map();
  const fitting = (Array.isArray(attempts) ? attempts : []).filter((attempt) => {
    const item = attempt && items.get(attempt.item);
    return (
      item &&
      attempt.quiz === definition.id &&
      attempt.bank_version === definition.version &&
      !validateResponse(item, attempt.response)
    );
  });
  for (const attempt of fitting) {
    // Practice shows the latest answer; an assessment and a guess allow one, so there the first
    // counts.
    if (definition.mode === "practice" || !found.has(attempt.item))
      found.set(attempt.item, attempt);
  }
  return found;
}

/**
 * Answered items, points and what to read again: {answered, total, points, of, complete, again:
 * [[objective, numbers]]}.
 */
export function standing(definition, found) {
  const again = new Map();
  let points = 0;
  let of = 0;
  definition.items.forEach((item, index) => {
    const attempt = found.get(item.id);
    const result = attempt && grade(item, attempt.response);
    of += KINDS[item.type].ungraded ? 0 : 1;
    if (!result) return;
    points += result.score;
    if (result.score < result.max_score)
      again.set(item.objective, [...(again.get(item.objective) || []), index + 1]);
  });
  const total = definition.items.length;
  return {
    answered: found.size,
    total,
    points,
    of,
    complete: found.size === total,
    again: [...again].sort(),
  };
}

/** A new attempt, complete with its grade. A guess is not graded: it earns 0 of 0 points. */
export function newAttempt({ definition, item, response, confidence, started, learner, host }) {
  const graded = definition.mode === "predict" ? { score: 0, max_score: 0 } : grade(item, response);
  return {
    attempt_id: uuid(),
    learner,
    quiz: definition.id,
    bank_version: definition.version,
    item: item.id,
    response,
    score: graded.score,
    max_score: graded.max_score,
    confidence,
    mode: definition.mode,
    started,
    submitted: new Date().toISOString(),
    host,
  };
}

/** A random identifier; also where a page is not a secure context and has no crypto.randomUUID. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
