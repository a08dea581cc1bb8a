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
 * Brings the quiz of `model` to life in `el`, where a page holds its HTML already; a notebook's
 * model brings it. Keeps both in step. Returns a function that takes it down.
 */
export function render({ model, el }) {
  mounted.get(el)?.();
  const printed = [...el.childNodes];
  let parts = null;

  function draw() {
    const gain = model.get("definition").view === "gain";
    parts = gain ? buildGain(model) : enliven(model, sheet(model, el));
    // Filled before it enters the page: answers given earlier are no news to be read out.
    parts.refresh();
    el.replaceChildren(parts.root);
  }
  const onAttempts = () => parts.refresh();
  const onNotice = () => parts.notice();
  draw();
  model.on("change:html", draw);
  model.on("change:attempts", onAttempts);
  model.on("change:notice", onNotice);

  const cleanup = () => {
    model.off("change:html", draw);
    model.off("change:attempts", onAttempts);
    model.off("change:notice", onNotice);
    el.replaceChildren(...printed);
    mounted.delete(el);
  };
  mounted.set(el, cleanup);
  return cleanup;
}

// The quiz as a template has made it, in a copy: what stands in the page stays if anything fails.
// The parser runs no script, and every text in it has been escaped.
function sheet(model, el) {
  const html = model.get("html");
  const place = html ? new DOMParser().parseFromString(html, "text/html") : el;
  return el.ownerDocument.importNode(place.querySelector(".kc-quiz"), true);
}

function enliven(model, root) {
  const definition = model.get("definition");
  const notice = root.querySelector(".kc-notice");
  const progress = root.querySelector(".kc-progress");
  const summary = root.querySelector(".kc-summary");
  const keptIn = model.get("kept_in"); // only a kernel has a place that can be named
  const kept = h("p", { class: "kc-kept" });
  if (summary && keptIn) root.append(kept);
  root.classList.remove("kc-waiting");
  root.dataset.host = model.get("host") || "static";
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
  const nodes = root.querySelectorAll(".kc-item");
  const updates = definition.items.map((item, index) =>
    makeItem(definition, item, nodes[index], `${name}-${index}`, (answer) => submit(item, answer)),
  );

  function refresh() {
    const found = effectiveAttempts(definition, model.get("attempts"));
    const state = standing(definition, found);
    for (const [index, update] of updates.entries())
      update(found.get(definition.items[index].id), state.complete);
    if (!summary) return;
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
