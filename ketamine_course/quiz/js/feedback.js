// What is said after an answer, and when a guess is shown again beside the evidence.

import { h, sourceLine } from "./dom.js";
import { grade } from "./grading.js";
import { KINDS } from "./kinds.js";
import { MARKS, STATUS, count, figure } from "./words.js";

/**
 * Feedback on a graded answer. `final` is true where there is no second try, so the right answer is
 * named.
 */
export function feedback(item, response, final) {
  const result = grade(item, response);
  if (result.status === "recorded") {
    return [
      h("p", { class: "kc-verdict" }, "Thank you. There is no right answer here."),
      ...pieces(item, result),
      ...more(item, result),
    ];
  }
  const kind = KINDS[item.type];
  const right = result.feedback.filter((piece) => piece.mark === "right").length;
  const detail = kind.detail?.(item, result, right);
  const [symbol, word] = STATUS[result.status];
  return [
    h(
      "p",
      { class: "kc-verdict", "data-status": result.status },
      h("span", { class: "kc-symbol", "aria-hidden": "true" }, symbol),
      h("strong", {}, final && result.status === "wrong" ? "Not right" : word),
      h("span", { class: "kc-points" }, points(item, result)),
    ),
    detail ? h("p", { class: "kc-detail" }, detail) : null,
    ...(kind.beside ? besideEvidence(item, response) : []),
    ...pieces(item, result),
    final && result.status !== "correct" && !kind.beside
      ? h("p", { class: "kc-solution" }, h("strong", {}, "Right answer: "), kind.solution(item))
      : null,
    ...more(item, result),
  ].filter(Boolean);
}

/** A guess beside the evidence. */
export function review(item, guess) {
  const result = grade(item, guess);
  const statement = item.evidence?.statement;
  return [
    ...besideEvidence(item, guess),
    statement ? h("p", { class: "kc-statement" }, statement) : null,
    ...pieces(item, result),
    ...more(item, result),
  ].filter(Boolean);
}

// Says how the points came about wherever "2 of 4 right" would let one expect more.
function points(item, result) {
  const earned =
    result.status === "partly"
      ? `${figure(Math.round(result.score * 100) / 100)} of 1 point`
      : count(result.score, "point");
  const some = result.feedback.some((piece) => piece.mark === "right");
  const { rule } = KINDS[item.type];
  return result.status === "correct" || !some || !rule ? earned : `${earned} (${rule})`;
}

function besideEvidence(item, guess) {
  const kind = KINDS[item.type];
  const evidence = kind.solution(item);
  return [
    line("Your guess: ", kind.answer(item, guess)),
    evidence ? line("The evidence: ", evidence) : null,
    kind.beside ? kind.beside(item, guess) : null,
  ];
}

const line = (label, text) => h("p", { class: "kc-compare" }, h("strong", {}, label), text);

function pieces(item, result) {
  const entries = result.feedback.map((piece) => {
    const [symbol, word] =
      result.feedback.length > 1 || KINDS[item.type].named ? MARKS[piece.mark] : ["", ""];
    const subject =
      word && piece.subject
        ? [
            h(
              "span",
              { class: "kc-piece-mark" },
              h("span", { "aria-hidden": "true" }, `${symbol} `),
              `${word}: `,
            ),
            // Without its full stop, for the feedback follows after a dash.
            h("span", { class: "kc-piece-subject" }, piece.subject.replace(/\.$/, "")),
            " ",
          ]
        : [];
    return [
      ...subject,
      h("span", { class: "kc-piece-text" }, piece.text),
      " ",
      sourceLine(piece.sources),
    ];
  });
  if (entries.length === 1) return [h("p", { class: "kc-piece" }, entries[0])];
  return [
    h(
      "ul",
      { class: "kc-pieces" },
      entries.map((entry, index) =>
        h("li", { class: "kc-piece", "data-mark": result.feedback[index].mark }, entry),
      ),
    ),
  ];
}

// The question's explanation, and those of its sources that no piece of feedback has linked
// already.
function more(item, result) {
  const linked = new Set(
    result.feedback.flatMap((piece) => piece.sources.map((source) => source.url)),
  );
  const sources = sourceLine(item.sources.filter((source) => !linked.has(source.url)));
  return [
    item.explanation ? h("p", { class: "kc-explanation" }, item.explanation) : null,
    sources ? h("p", { class: "kc-item-sources" }, sources) : null,
  ].filter(Boolean);
}
