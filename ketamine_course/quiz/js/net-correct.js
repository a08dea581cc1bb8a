// The one rule of partial credit, net-correct: right minus wrong, over all there was to get right,
// never below zero.

/** The result of an answer: `net` is right minus wrong, `there` all there was to get right. */
export function netCorrect(net, there, feedback) {
  const score = Math.max(0, net / there);
  const status = score === 1 ? "correct" : score > 0 ? "partly" : "wrong";
  return { score, max_score: 1, status, feedback };
}

/** What is said about an option or card that was answered. */
export const piece = (mark, part) => ({
  mark,
  subject: part.text,
  text: part.feedback,
  sources: part.sources,
});

export const ids = (parts) => parts.map((part) => part.id);
export const byId = (parts, id) => parts.find((part) => part.id === id);
export const isDistinct = (response) =>
  Array.isArray(response) && new Set(response).size === response.length;
