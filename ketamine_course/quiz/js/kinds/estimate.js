// Guess a number on a slider or in a box; a number line then sets it beside the evidence.

import { h } from "../dom.js";
import { netCorrect } from "../net-correct.js";
import { figure } from "../words.js";

export const estimate = {
  expected: (item) => `a number from ${item.minimum} to ${item.maximum}`,
  fits: (item, response) =>
    Number.isFinite(response) && response >= item.minimum && response <= item.maximum,
  grade(item, response) {
    const range = item.ranges.find((part) => response <= part.to);
    const mark = range.credit === 1 ? "right" : range.credit === 0 ? "wrong" : "note";
    const said = { mark, subject: "", text: range.feedback, sources: range.sources };
    return netCorrect(range.credit, 1, [said]);
  },
  answer: (item, response) => `${figure(response)} ${item.unit}`,
  solution: (item) => item.evidence.text,
  beside: numberLine,
  body: estimateBody,
};

function estimateBody(item, node, name) {
  const slider = item.input === "slider";
  const middle =
    item.minimum + Math.round((item.maximum - item.minimum) / 2 / item.step) * item.step;
  const input = node.querySelector("input");
  const shown = node.querySelector(".kc-value"); // a slider's only
  const none = shown?.textContent;
  input.id = name;
  node.querySelector("label").htmlFor = name;
  input.min = item.minimum;
  input.max = item.maximum;
  if (slider) {
    input.step = item.step;
    input.value = middle;
    shown.htmlFor = name;
  } else {
    input.step = "any";
    input.inputMode = "decimal";
    input.autocomplete = "off";
  }
  // A slider has a position before anybody has guessed; only touching it makes that position a
  // guess.
  let touched = false;

  function tell() {
    if (!slider) return;
    shown.textContent = touched ? estimate.answer(item, Number(input.value)) : none;
    input.toggleAttribute("data-untouched", !touched);
    input.setAttribute("aria-valuetext", shown.textContent);
  }
  function touch() {
    touched = true;
    tell();
  }
  input.addEventListener("input", touch);
  if (slider) input.addEventListener("click", touch);
  tell();

  return {
    value() {
      if (!touched || input.value === "") return undefined;
      const number = Number(input.value);
      return number >= item.minimum && number <= item.maximum ? number : undefined;
    },
    missing() {
      if (slider) return "Move the slider to your guess first.";
      return `Type a number from ${figure(item.minimum)} to ${figure(item.maximum)} first.`;
    },
    show(response) {
      input.value = String(response);
      input.disabled = true;
      touch();
    },
    open: () => {
      input.disabled = false;
    },
    clear() {
      input.value = slider ? String(middle) : "";
      touched = false;
      tell();
    },
    focus: () => input.focus(),
  };
}

/**
 * Guess and evidence on one line. Hidden from screen readers, because the sentences beside it say
 * the same.
 */
function numberLine(item, guess) {
  const { minimum, maximum, evidence } = item;
  const at = (value) =>
    `${(100 * (Math.min(Math.max(value, minimum), maximum) - minimum)) / (maximum - minimum)}%`;
  const track = h("div", { class: "kc-line-track" });
  if (evidence.low !== null && evidence.high !== null) {
    track.append(
      placed("kc-line-interval", "", { "--from": at(evidence.low), "--to": at(evidence.high) }),
    );
  }
  track.append(placed("kc-line-truth", "", { "--at": at(evidence.value) }));
  if (guess !== undefined) track.append(placed("kc-line-guess", "", { "--at": at(guess) }));
  return h(
    "div",
    { class: "kc-line", "aria-hidden": "true" },
    guess === undefined
      ? null
      : placed("kc-line-label", `● You: ${figure(guess)}`, { "--at": at(guess) }),
    track,
    placed("kc-line-label", `◆ Evidence: ${evidence.figure}`, { "--at": at(evidence.value) }),
    h(
      "div",
      { class: "kc-line-ends" },
      h("span", {}, figure(minimum)),
      h("span", {}, figure(maximum)),
    ),
  );
}

function placed(className, text, properties) {
  const element = h("span", { class: className }, text);
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  return element;
}
