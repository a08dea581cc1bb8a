// What is said after an answer, and when a guess is shown again beside the evidence.

import { h, sourceLine } from "./dom.js";
import { grade } from "./grading.js";
import { numberLine } from "./estimate.js";
import { MARKS, STATUS, count, figure, responseText, solutionText } from "./words.js";

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
  const [symbol, word] = STATUS[result.status];
  return [
    h(
      "p",
      { class: "kc-verdict", "data-status": result.status },
      h("span", { class: "kc-symbol", "aria-hidden": "true" }, symbol),
      h("strong", {}, final && result.status === "wrong" ? "Not right" : word),
      h("span", { class: "kc-points" }, points(item, result)),
    ),
    detail(item, result),
    ...(item.type === "estimate" ? besideEvidence(item, response) : []),
    ...pieces(item, result),
    final && result.status !== "correct" && item.type !== "estimate"
      ? h("p", { class: "kc-solution" }, h("strong", {}, "Right answer: "), solutionText(item))
      : null,
    ...more(item, result),
  ].filter(Boolean);
}

/** A guess (undefined if none was made) beside the evidence. */
export function review(item, guess) {
  const result = guess === undefined ? null : grade(item, guess);
  const estimate = item.type === "estimate";
  const none = "You have not made this guess. Make it further up, or just read on.";
  return [
    ...(estimate
      ? besideEvidence(item, guess, none)
      : [
          guess === undefined
            ? h("p", { class: "kc-no-guess" }, none)
            : line("Your guess: ", responseText(item, guess)),
          item.type === "survey" ? null : line("The evidence: ", solutionText(item)),
        ]),
    estimate ? h("p", { class: "kc-statement" }, item.evidence.statement) : null,
    ...(result ? pieces(item, result) : []),
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
  if (result.status === "correct" || !some || !RULES[item.type]) return earned;
  return `${earned} (${RULES[item.type]})`;
}

const RULES = {
  multiple: "right minus wrong",
  classify: "right minus wrong",
  order: "pairs in order minus pairs out of order",
};

function besideEvidence(item, guess, none = "") {
  return [
    guess === undefined
      ? h("p", { class: "kc-no-guess" }, none)
      : line("Your guess: ", responseText(item, guess)),
    line("The evidence: ", item.evidence.text),
    numberLine(item, guess),
  ];
}

const line = (label, text) => h("p", { class: "kc-compare" }, h("strong", {}, label), text);

function detail(item, result) {
  const right = result.feedback.filter((piece) => piece.mark === "right").length;
  if (item.type === "multiple") {
    const there = item.options.filter((option) => option.correct).length;
    const extra = result.feedback.length - right;
    const wrong = extra ? `, ${extra} chosen that ${extra === 1 ? "is" : "are"} not right` : "";
    return h("p", { class: "kc-detail" }, `${right} of ${there} right answers found${wrong}.`);
  }
  if (item.type === "classify")
    return h(
      "p",
      { class: "kc-detail" },
      `${right} of ${item.cards.length} cards in the right group.`,
    );
  if (item.type === "order")
    return h(
      "p",
      { class: "kc-detail" },
      `${right} of ${item.cards.length} cards in their right place.`,
    );
  return null;
}

function pieces(item, result) {
  const entries = result.feedback.map((piece) => {
    const [symbol, word] =
      result.feedback.length > 1 || item.type === "multiple" ? MARKS[piece.mark] : ["", ""];
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
    (result?.feedback || []).flatMap((piece) => piece.sources.map((source) => source.url)),
  );
  const sources = sourceLine(item.sources.filter((source) => !linked.has(source.url)));
  return [
    item.explanation ? h("p", { class: "kc-explanation" }, item.explanation) : null,
    sources ? h("p", { class: "kc-item-sources" }, sources) : null,
  ].filter(Boolean);
}
