// What two parallel tests say about one learner: points before and after, by objective, and how
// well sureness fitted.

import { h } from "./dom.js";
import { CONFIDENCE, STATUS, count, figure } from "./words.js";

/** The parts of a gain view: {root, refresh, notice}, as quiz.js wants them. */
export function buildGain(model) {
  const definition = model.get("definition");
  const notice = h("p", { class: "kc-notice", role: "status" });
  const body = h("div", { class: "kc-gain-body" });
  const root = h(
    "section",
    {
      class: "kc-quiz kc-gain",
      "data-quiz": definition.id,
      "data-view": "gain",
      "data-host": model.get("host") || "static",
      "aria-label": definition.title,
    },
    h("div", { class: "kc-head" }, h("p", { class: "kc-title" }, definition.title)),
    notice,
    body,
  );
  function refresh() {
    const [before, after] = definition.tests.map((test) => outcome(test, model.get("attempts")));
    body.replaceChildren(
      ...[
        h("p", { class: "kc-gain-line", role: "status" }, sentence(before, after)),
        before.complete && after.complete ? bars(before, after) : null,
        before.complete || after.complete ? objectives(definition, before, after) : null,
        ...[
          ["Before", before],
          ["After", after],
        ]
          .filter(([, test]) => test.complete)
          .map(([word, test]) => sureness(word, test)),
        before.complete || after.complete
          ? h(
              "p",
              { class: "kc-gain-note" },
              `${figure(definition.items.length)} questions are few.` +
                " Read this as a hint, not as a measurement.",
            )
          : null,
      ].filter(Boolean),
    );
  }
  return {
    root,
    refresh,
    notice() {
      const text = model.get("notice") || "";
      if (notice.textContent !== text) notice.textContent = text;
    },
  };
}

// One test: the first answer to each question counts, as in the test itself.
function outcome(test, attempts) {
  const answers = new Map();
  for (const attempt of Array.isArray(attempts) ? attempts : []) {
    const fits =
      attempt &&
      attempt.quiz === test.id &&
      attempt.bank_version === test.version &&
      test.items.includes(attempt.item);
    if (fits && !answers.has(attempt.item)) answers.set(attempt.item, attempt);
  }
  const all = [...answers.values()];
  return {
    ...test,
    answers,
    complete: all.length === test.items.length,
    points: sum(all.map((attempt) => attempt.score)),
    of: test.items.length,
  };
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const told = (number) => figure(Math.round(number * 100) / 100);

function sentence(before, after) {
  if (!before.complete && !after.complete)
    return (
      `Nothing to show yet. Answer all questions of ${before.place} and of ${after.place}, and` +
      " your gain stands here."
    );
  const first = `Before: ${told(before.points)} of ${count(before.of, "point")}.`;
  if (!after.complete) return `${first} Answer all questions of ${after.place} to see your gain.`;
  if (!before.complete)
    return (
      `After: ${told(after.points)} of ${count(after.of, "point")}.` +
      ` Without ${before.place} there is nothing to compare it with.`
    );
  const both = `${first} After: ${told(after.points)} of ${after.of}.`;
  if (late(before, after))
    return (
      `${both} But ${before.place} was finished when the other had begun, so the difference is no` +
      " gain."
    );
  const gain = Math.round((after.points - before.points) * 100) / 100;
  const change =
    gain > 0
      ? `${count(gain, "point")} more`
      : gain < 0
        ? `${count(-gain, "point")} fewer`
        : "The same";
  return `${both} ${change}.`;
}

// Whoever takes the first test with the second one's answers in mind has nothing to compare.
function late(before, after) {
  const times = (test) => [...test.answers.values()].map((attempt) => attempt.submitted).sort();
  return times(before).at(-1) > times(after)[0];
}

// Hidden from screen readers, because the sentence above says the same.
function bars(before, after) {
  return h(
    "div",
    { class: "kc-gain-bars", "aria-hidden": "true" },
    [
      ["Before", before],
      ["After", after],
    ].map(([word, test]) => {
      const fill = h("span", { class: "kc-gain-fill" });
      fill.style.setProperty("--share", `${(100 * test.points) / test.of}%`);
      return h(
        "div",
        { class: "kc-gain-row" },
        h("span", {}, word),
        h("span", { class: "kc-gain-track" }, fill),
        h("span", {}, told(test.points)),
      );
    }),
  );
}

function objectives(definition, before, after) {
  const cell = (test, id) => {
    const attempt = test.answers.get(id);
    if (!attempt || !test.complete) return h("td", {}, "not taken");
    const [symbol, word] =
      attempt.score >= attempt.max_score
        ? STATUS.correct
        : attempt.score > 0
          ? STATUS.partly
          : ["✕", "Not right"];
    return h("td", {}, h("span", { "aria-hidden": "true" }, `${symbol} `), word);
  };
  const rows = definition.items.map(({ id, objective }) => {
    const missed = after.complete && after.answers.get(id).score < after.answers.get(id).max_score;
    return h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        definition.objectives[objective] || `Objective ${objective}`,
        missed
          ? h(
              "span",
              { class: "kc-gain-again" },
              ` Worth reading again: lesson ${objective.split(".")[0]}.`,
            )
          : null,
      ),
      cell(before, id),
      cell(after, id),
    );
  });
  return h(
    "table",
    { class: "kc-gain-table" },
    h("caption", {}, "Objective by objective"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["After this course you can", "Before", "After"].map((name) =>
          h("th", { scope: "col" }, name),
        ),
      ),
    ),
    h("tbody", {}, rows),
  );
}

function sureness(name, test) {
  const answers = [...test.answers.values()].filter(
    (attempt) => typeof attempt.confidence === "number",
  ); // a results file may lack it
  const rows = CONFIDENCE.map(([value, word, share]) => {
    const own = answers.filter((attempt) => attempt.confidence === value);
    if (own.length === 0) return null;
    const earned = sum(own.map((attempt) => attempt.score));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, `${word} (${share})`),
      h("td", {}, `${told(earned)} of ${own.length}`),
      h("td", {}, sideBySide(value, earned / own.length)),
    );
  }).filter(Boolean);
  const said = answers.length
    ? sum(answers.map((attempt) => attempt.confidence)) / answers.length
    : 0;
  const earned = answers.length ? sum(answers.map((attempt) => attempt.score)) / answers.length : 0;
  const apart =
    Math.abs(said - earned) <= 0.1
      ? "about as sure as you were right"
      : said > earned
        ? "surer than you were right"
        : "less sure than you could have been";
  return h(
    "div",
    { class: "kc-sureness" },
    h(
      "table",
      { class: "kc-gain-table" },
      h("caption", {}, `${name}: how sure, and how right`),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["How sure you were", "Points", "◆ said, ● earned"].map((name) =>
            h("th", { scope: "col" }, name),
          ),
        ),
      ),
      h("tbody", {}, rows),
    ),
    h(
      "p",
      {},
      `On average you were ${Math.round(100 * said)}% sure` +
        ` and earned ${Math.round(100 * earned)}% of the points: ${apart}.`,
    ),
  );
}

function sideBySide(said, earned) {
  const at = (className, share) => {
    const mark = h("span", { class: className });
    mark.style.setProperty("--at", `${100 * share}%`);
    return mark;
  };
  return h(
    "div",
    { class: "kc-line-track", "aria-hidden": "true" },
    at("kc-line-truth", said),
    at("kc-line-guess", earned),
  );
}
