// One question: its fieldset, from open to answered and, in practice, back.

import { makeBody } from "./bodies.js";
import { option } from "./controls.js";
import { h } from "./dom.js";
import { feedback, review } from "./feedback.js";
import { grade } from "./grading.js";
import { CONFIDENCE, how, numbering } from "./words.js";

/**
 * A question. `submit({response, confidence, started})` is called with an answer. Returns {node,
 * update}.
 */
export function makeItem(definition, index, name, submit) {
  const item = definition.items[index];
  const status = h("div", { class: "kc-feedback", role: "status" });
  const node = h(
    "fieldset",
    { class: "kc-item", "data-item": item.id, "data-type": item.type, "data-status": "open" },
    h(
      "legend",
      { class: "kc-legend" },
      h("span", { class: "kc-number" }, numbering(definition, index)),
      h("span", { class: "kc-prompt" }, item.prompt),
    ),
  );
  if (definition.view === "review") {
    node.append(status);
    return { node, update: reviewer(item, node, status) };
  }

  const announcer = h("div", { class: "kc-say", role: "status" });
  const body = makeBody(item, name, (text) => {
    announcer.textContent = text;
  });
  const sure = definition.confidence && item.type !== "survey" ? confidence(`${name}-sure`) : null;
  const check = h(
    "button",
    { type: "button", class: "kc-check" },
    definition.mode === "assessment" ? "Submit" : "Check answer",
  );
  const retry = h(
    "button",
    { type: "button", class: "kc-retry", hidden: true },
    item.type === "survey" ? "Change answer" : "Try again",
  );
  const hint = item.hint ? hintParts(item.hint, `${name}-hint`) : null;
  node.append(h("p", { class: "kc-how" }, how(item)), body.node);
  if (sure) node.append(sure.node);
  node.append(h("div", { class: "kc-actions" }, check, retry, hint?.button));
  if (hint) node.append(hint.text);
  node.append(status, announcer);

  let started = new Date().toISOString();
  let answered = false;
  let seen = ""; // the attempt last shown, and whether with its grade
  const hadFocus = () => node.contains(node.ownerDocument.activeElement);

  // A held-down Enter must not check and reopen in turn.
  for (const button of [check, retry]) {
    button.addEventListener("keydown", (event) => {
      if (event.repeat) event.preventDefault();
    });
  }
  check.addEventListener("click", () => {
    const response = body.value();
    const missing =
      response === undefined
        ? body.missing()
        : sure && sure.value() === null
          ? "Say how sure you are first."
          : "";
    if (missing) {
      status.replaceChildren(h("p", { class: "kc-missing" }, missing));
      if (response === undefined) body.focus();
      else sure.focus();
      return;
    }
    submit({ response, confidence: sure ? sure.value() : null, started });
  });
  body.node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "number") return;
    event.preventDefault(); // or the same key press would go on to the button that gets the focus
    if (!event.repeat) check.click();
  });
  retry.addEventListener("click", () => {
    open();
    body.focus();
  });

  // Someone comes back to a question missed some time ago: empty, or the last answer would give it
  // away.
  node.addEventListener("kc-ask-again", () => {
    if (answered && definition.mode === "practice") {
      open();
      body.clear();
      sure?.show(null);
    }
    body.focus();
  });

  function open() {
    answered = false;
    started = new Date().toISOString();
    node.dataset.status = "open";
    status.replaceChildren();
    body.open();
    sure?.lock(false);
    check.hidden = false;
    retry.hidden = true;
  }
  function show(attempt, complete) {
    const result = grade(item, attempt.response);
    const waiting = definition.mode === "assessment" && !complete;
    const secret = waiting || definition.mode === "predict";
    const focused = hadFocus();
    answered = true;
    body.show(attempt.response, secret ? [] : result.feedback);
    sure?.show(attempt.confidence);
    sure?.lock(true);
    node.dataset.status = secret ? "recorded" : result.status;
    check.hidden = true;
    retry.hidden = definition.mode !== "practice";
    if (hint) hint.hide();
    // At the end of an assessment every question changes at once; only the summary should be read
    // out then.
    status.setAttribute(
      "aria-live",
      definition.mode === "assessment" && complete ? "off" : "polite",
    );
    status.replaceChildren(
      ...(secret
        ? [
            h(
              "p",
              { class: "kc-verdict" },
              waiting
                ? "Submitted. Feedback comes when all questions are answered."
                : "Thank you. You will see your guess again beside the evidence.",
            ),
          ]
        : feedback(item, attempt.response, definition.mode === "assessment")),
    );
    if (!focused) return;
    if (!retry.hidden) return retry.focus();
    // Nothing is left to press here, so focus rests on the outcome instead of falling to the top of
    // the page.
    status.tabIndex = -1;
    status.focus();
  }

  function update(attempt, complete) {
    if (!attempt) {
      seen = "";
      if (!answered) return;
      body.clear();
      sure?.show(null);
      return open();
    }
    const key = `${attempt.attempt_id} ${definition.mode === "assessment" && complete}`;
    // An answer already seen stays put, so that "Try again" is not undone by other questions'
    // answers.
    if (key === seen) return;
    seen = key;
    show(attempt, complete);
  }
  return { node, update };
}

function reviewer(item, node, status) {
  let seen = null;
  return (attempt) => {
    const key = attempt ? attempt.attempt_id : "";
    if (key === seen) return;
    seen = key;
    node.dataset.status = attempt ? "recorded" : "open";
    status.replaceChildren(...review(item, attempt?.response));
  };
}

function confidence(name) {
  const labels = CONFIDENCE.map(([value, word, share]) =>
    option("radio", name, value, word, " ", h("small", {}, share)),
  );
  const inputs = labels.map((label) => label.querySelector("input"));
  const labelId = `${name}-label`;
  return {
    node: h(
      "div",
      { class: "kc-confidence", role: "radiogroup", "aria-labelledby": labelId },
      h("p", { id: labelId, class: "kc-confidence-label" }, "How sure are you?"),
      h("div", { class: "kc-groups" }, labels),
    ),
    value() {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? Number(chosen.value) : null;
    },
    show: (value) =>
      inputs.forEach((input) => {
        input.checked = Number(input.value) === value;
      }),
    lock: (locked) =>
      inputs.forEach((input) => {
        input.disabled = locked;
      }),
    focus: () => inputs[0].focus(),
  };
}

function hintParts(words, id) {
  const text = h("p", { class: "kc-hint", id, hidden: true }, words);
  const button = h(
    "button",
    { type: "button", class: "kc-hint-button", "aria-expanded": "false", "aria-controls": id },
    "Hint",
  );
  const toggle = (open) => {
    text.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => toggle(text.hidden));
  return { button, text, hide: () => toggle(false) };
}
