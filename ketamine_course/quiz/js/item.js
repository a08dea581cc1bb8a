// One question: its fieldset, from open to answered and, in practice, back.

import { checkInputs, lockInputs, nameInputs, radioGroup } from "./controls.js";
import { h } from "./dom.js";
import { feedback, review } from "./feedback.js";
import { grade } from "./grading.js";
import { KINDS } from "./kinds.js";
import { CONFIDENCE } from "./words.js";

/**
 * Brings the question in `node`, a fieldset, to life. `name` is unique in the page;
 * `submit({response, confidence, started})` is called with an answer. Returns update(attempt,
 * complete).
 */
export function makeItem(definition, item, node, name, submit) {
  const kind = KINDS[item.type];
  if (!kind)
    throw new Error(`Question '${item.id}' is of a type this page does not know: '${item.type}'.`);
  const part = (css) => node.querySelector(`:scope > ${css}`);
  const status = part(".kc-feedback");
  if (definition.view === "review") return reviewer(item, node, status);

  const place = part(".kc-answer");
  const announcer = part(".kc-say");
  const body = kind.body(item, place, name, (text) => {
    announcer.textContent = text;
  });
  const sure = part(".kc-confidence") && confidence(part(".kc-confidence"), `${name}-sure`);
  const check = node.querySelector(".kc-check");
  const retry = node.querySelector(".kc-retry");
  const hint = part(".kc-hint") && hintParts(node, part(".kc-hint"), `${name}-hint`);
  if (kind.again) retry.textContent = kind.again;
  lockInputs(node.querySelectorAll("input, button"), false);

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
  place.addEventListener("keydown", (event) => {
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
  return update;
}

// Until a guess is made, the evidence stands there as it came.
function reviewer(item, node, status) {
  const unguessed = [...status.childNodes];
  let seen = "";
  return (attempt) => {
    const key = attempt ? attempt.attempt_id : "";
    if (key === seen) return;
    seen = key;
    node.dataset.status = attempt ? "recorded" : "open";
    status.replaceChildren(...(attempt ? review(item, attempt.response) : unguessed));
  };
}

function confidence(node, name) {
  const inputs = [...node.querySelectorAll("input")];
  radioGroup(node, node.querySelector(".kc-confidence-label"), `${name}-label`);
  nameInputs(
    inputs,
    name,
    CONFIDENCE.map(([value]) => value),
  );
  return {
    value() {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? Number(chosen.value) : null;
    },
    show: (value) => checkInputs(inputs, [String(value)]),
    lock: (locked) => lockInputs(inputs, locked),
    focus: () => inputs[0].focus(),
  };
}

function hintParts(node, text, id) {
  const button = node.querySelector(".kc-hint-button");
  const toggle = (open) => {
    text.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  text.id = id;
  button.setAttribute("aria-controls", id);
  button.addEventListener("click", () => toggle(text.hidden));
  toggle(false);
  return { hide: () => toggle(false) };
}
