// A number guessed on a slider or in a box, and the number line that sets it beside the evidence.

import { h } from "./dom.js";
import { figure } from "./words.js";

/** The body of an estimate item. */
export function estimateBody(item, name) {
  const slider = item.input === "slider";
  const middle =
    item.minimum + Math.round((item.maximum - item.minimum) / 2 / item.step) * item.step;
  const input = h("input", {
    id: name,
    type: slider ? "range" : "number",
    min: item.minimum,
    max: item.maximum,
    step: slider ? item.step : "any",
    value: slider ? middle : null,
    inputmode: slider ? null : "decimal",
    autocomplete: slider ? null : "off",
  });
  const shown = h("output", { class: "kc-value", for: name }, "no guess yet");
  const label = h(
    "label",
    { class: "kc-estimate-label", for: name },
    `Your guess, from ${figure(item.minimum)} to ${figure(item.maximum)} ${item.unit}`,
  );
  const field = slider
    ? h(
        "div",
        { class: "kc-slider" },
        h("span", {}, figure(item.minimum)),
        input,
        h("span", {}, figure(item.maximum)),
      )
    : h("div", { class: "kc-box" }, input, h("span", {}, item.unit));
  const node = h("div", { class: "kc-answer kc-estimate" }, label, field, slider ? shown : null);
  // A slider has a position before anybody has guessed; only touching it makes that position a
  // guess.
  let touched = false;

  function tell() {
    shown.textContent = touched ? `${figure(Number(input.value))} ${item.unit}` : "no guess yet";
    input.toggleAttribute("data-untouched", slider && !touched);
    if (slider) input.setAttribute("aria-valuetext", shown.textContent);
  }
  function touch() {
    touched = true;
    tell();
  }
  input.addEventListener("input", touch);
  if (slider) input.addEventListener("click", touch);
  tell();

  return {
    node,
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
export function numberLine(item, guess) {
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
