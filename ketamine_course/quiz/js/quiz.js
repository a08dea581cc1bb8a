// The quiz: one module for a notebook (through anywidget) and for a page without a kernel. All that
// it remembers are attempts, which it appends to the model and reads back from it.

import { h } from "./dom.js";
import { buildGain } from "./gain.js";
import { makeItem } from "./item.js";
import { effectiveAttempts, newAttempt, standing, uuid } from "./state.js";
import { count, figure, objectiveLine, progressLine } from "./words.js";

const mounted = new WeakMap();
const LOST =
  "Your answers could not be kept. The quiz goes on, but they will be gone when you leave.";

/**
 * Draws the quiz of `model` into `el` and keeps both in step. Returns a function that takes it
 * down.
 */
export function render({ model, el }) {
  mounted.get(el)?.();
  let parts = null;

  function draw() {
    parts = model.get("definition").view === "gain" ? buildGain(model) : build(model);
    // Filled before it enters the page: answers given earlier are no news to be read out.
    parts.refresh();
    el.replaceChildren(parts.root);
  }
  const onAttempts = () => parts.refresh();
  const onNotice = () => parts.notice();
  model.on("change:definition", draw);
  model.on("change:attempts", onAttempts);
  model.on("change:notice", onNotice);
  draw();

  const cleanup = () => {
    model.off("change:definition", draw);
    model.off("change:attempts", onAttempts);
    model.off("change:notice", onNotice);
    mounted.delete(el);
  };
  mounted.set(el, cleanup);
  return cleanup;
}

function build(model) {
  const definition = model.get("definition");
  const asks = definition.view !== "review";
  const progress = h("p", { class: "kc-progress" });
  const notice = h("p", { class: "kc-notice", role: "status" });
  const summary = h("div", { class: "kc-summary", role: "status" });
  const keptIn = model.get("kept_in"); // only a kernel has a place that can be named
  const kept = h("p", { class: "kc-kept" });
  const root = h("section", {
    class: "kc-quiz",
    "data-quiz": definition.id,
    "data-host": model.get("host") || "static",
    "data-mode": definition.mode,
    "data-view": definition.view,
    "aria-label": asks ? definition.title : `${definition.title}, with the evidence`,
  });
  // In JupyterLab, arrow keys and letters typed here must not move or delete cells. It looks for
  // this on the element that has the focus, before it looks at what surrounds it.
  root.addEventListener("focusin", (event) =>
    event.target.setAttribute("data-lm-suppress-shortcuts", "true"),
  );
  // Radio groups are told apart by name, in the whole page: the same quiz may stand in it twice.
  const name = `kc-${uuid().slice(0, 8)}`;

  function submit(item, answer) {
    const attempt = newAttempt({
      definition,
      item,
      ...answer,
      learner: model.get("learner") || "",
      host: model.get("host") || "static",
    });
    const before = model.get("attempts");
    model.set("attempts", [...(Array.isArray(before) ? before : []), attempt]);
    try {
      model.save_changes();
    } catch {
      notice.textContent = LOST;
    }
    refresh();
  }
  const items = definition.items.map((item, index) =>
    makeItem(definition, index, `${name}-${index}`, (answer) => submit(item, answer)),
  );
  root.append(
    h(
      "div",
      { class: "kc-head" },
      h("p", { class: "kc-title" }, asks ? definition.title : "Your guess beside the evidence"),
      asks ? progress : null,
    ),
    notice,
    ...items.map((item) => item.node),
    ...(asks ? [summary] : []),
    ...(asks && keptIn ? [kept] : []),
  );

  function refresh() {
    const found = effectiveAttempts(definition, model.get("attempts"));
    const state = standing(definition, found);
    for (const [index, item] of items.entries())
      item.update(found.get(definition.items[index].id), state.complete);
    setText(progress, progressLine(definition, state));
    const closing =
      state.complete && definition.mode !== "predict" ? closingLines(definition, state) : [];
    // Left alone when nothing changed, so that it is not read out again.
    if (
      closing.map((line) => line.textContent).join() !==
      [...summary.children].map((line) => line.textContent).join()
    ) {
      summary.replaceChildren(...closing);
    }
  }
  function tell() {
    setText(notice, model.get("notice") || "");
    setText(kept, model.get("notice") ? "" : `Your answers are kept in ${keptIn}`);
  }
  tell();
  return { root, refresh, notice: tell };
}

function closingLines(definition, state) {
  const answered = state.total === 1 ? "Answered" : `All ${state.total} questions answered`;
  if (state.of === 0) return [h("p", { class: "kc-summary-title" }, `${answered}. Thank you.`)];
  const title = h(
    "p",
    { class: "kc-summary-title" },
    `${answered}: ${figure(Math.round(state.points * 100) / 100)} of ${count(state.of, "point")}.`,
  );
  if (state.again.length === 0)
    return [title, h("p", {}, "Every question right. There is nothing you need to read again.")];
  return [
    title,
    h("p", {}, "Worth reading again:"),
    h(
      "ul",
      {},
      state.again.map(([objective, numbers]) =>
        h("li", {}, objectiveLine(definition, objective, numbers)),
      ),
    ),
  ];
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
