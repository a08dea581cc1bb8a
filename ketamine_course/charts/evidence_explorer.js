// The evidence explorer: one module for a notebook (through anywidget) and for a page without a
// kernel. What is looked for is kept in the model ("words", "lesson", "kind", "seen", "show"); the
// evidence itself comes from it as "data".

import { _, _pieces, ngettext } from "../language.js";

const AT_ONCE = 20;
const QUESTION = ["words", "lesson", "kind", "seen", "show"];
const SYMBOLS = {
  supported: "✓",
  "partly supported": "◐",
  overstated: "▲",
  contradicted: "✕",
  unsettled: "?",
  "value judgement": "◇",
};
const PAUSE = 200; // milliseconds without a key before a search begins
let drawn = 0;

/**
 * Draws the explorer of `model` into `el` and keeps both in step. Returns a function that takes it
 * down.
 */
export function render({ model, el }) {
  const parts = build(model);
  const again = () => parts.show();
  for (const name of QUESTION) model.on(`change:${name}`, again);
  parts.show();
  el.replaceChildren(parts.root);
  return () => {
    for (const name of QUESTION) model.off(`change:${name}`, again);
  };
}

/**
 * Text in small letters without accents, with spaces for hyphens and quotation marks and one kind
 * of apostrophe.
 */
export function normalised(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[-‐‑‒–—−"“”„«»]/g, " ");
}

/**
 * The words of a search, normalised; what has no letter, digit or sign of a unit, such as a lone dash,
 * is none.
 */
function wordsOf(text) {
  return normalised(text)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}%$£€]/u.test(word));
}

/** Findings that answer a question `{words, lesson, kind, seen}`, in the order of the data. */
export function findings(data, question) {
  const wanted = wordsOf(question.words);
  return data.findings.filter(
    (row) =>
      behindLesson(data, row, question.lesson) &&
      (!question.kind || data.sources[row.source].kind === question.kind) &&
      (!question.seen || row.seen === question.seen) &&
      every(wanted, textOf(data, row)),
  );
}

/**
 * Keys of the sources that answer the same question: their own words, and what their findings are.
 */
export function sources(data, question) {
  const wanted = wordsOf(question.words);
  const byFindings = question.seen || question.lesson;
  const fitting = new Set(
    byFindings ? findings(data, { ...question, words: "" }).map((row) => row.source) : [],
  );
  return Object.keys(data.sources).filter((key) => {
    const source = data.sources[key];
    return (
      (!byFindings || fitting.has(key)) &&
      (!question.kind || source.kind === question.kind) &&
      every(wanted, normalised([key, source.label, source.reference, source.one].join(" ")))
    );
  });
}

function behindLesson(data, row, lesson) {
  if (!lesson) return true;
  if (lesson === "none") return row.claims.length === 0;
  return row.claims.some((id) => data.claims[id].lesson === lesson);
}

function every(wanted, text) {
  return wanted.every((word) => text.includes(word));
}

const texts = new WeakMap();
function textOf(data, row) {
  if (!texts.has(row)) {
    const source = data.sources[row.source];
    const own = [
      row.id,
      row.statement,
      row.figure,
      row.who,
      row.given,
      row.against,
      row.what,
      row.when,
    ];
    texts.set(
      row,
      normalised([...own, source.label, source.reference, source.one, ...row.claims].join(" ")),
    );
  }
  return texts.get(row);
}

function build(model) {
  drawn += 1;
  const key = `kc-explorer-${drawn}`;
  const data = () => model.get("data");
  const count = h("p", { class: "kc-explorer-count", role: "status" });
  const list = h("ol", { class: "kc-explorer-results", "aria-label": _("Results") });
  const more = h("button", { type: "button", class: "kc-explorer-more" });
  const words = h("input", {
    type: "search",
    id: `${key}-words`,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${key}-hint`,
  });
  const clear = h("button", { type: "button", class: "kc-explorer-clear" }, _("Clear all"));
  const menus = {
    show: menu("show", _("Look for"), [
      ["figures", _("Figures")],
      ["sources", _("Sources")],
    ]),
    lesson: menu("lesson", _("Behind a verdict of"), [
      ["", _("Any or none")],
      ...data().lessons.map((lesson) => [lesson, _("Lesson %(lesson)s", { lesson })]),
      ["none", _("No verdict")],
    ]),
    kind: menu("kind", _("Kind of source"), [["", _("Any")], ...Object.entries(data().kinds)]),
    seen: menu("seen", _("How we saw it"), [["", _("Any way")], ...Object.entries(data().seen)]),
  };
  const root = h(
    "section",
    { class: "kc-explorer", "data-explorer": "evidence", "aria-label": _("Evidence explorer") },
    h(
      "div",
      { class: "kc-explorer-form", role: "search", "aria-label": _("The course's evidence") },
      h(
        "div",
        { class: "kc-explorer-field kc-explorer-words" },
        h("label", { for: `${key}-words` }, _("Words")),
        words,
        h(
          "p",
          { class: "kc-explorer-hint", id: `${key}-hint` },
          _("Every word has to be there, in any order. Parts of words count."),
        ),
      ),
      Object.values(menus).map(({ field }) => field),
      clear,
    ),
    count,
    list,
    more,
  );
  // In JupyterLab, arrow keys and letters typed here must not move or delete cells.
  root.addEventListener("focusin", (event) =>
    event.target.setAttribute("data-lm-suppress-shortcuts", "true"),
  );

  function menu(name, label, options) {
    const select = h(
      "select",
      { id: `${key}-${name}` },
      options.map(([value, text]) => h("option", { value }, text)),
    );
    select.addEventListener("change", () => ask({ [name]: select.value }));
    return {
      select,
      field: h(
        "div",
        { class: "kc-explorer-field" },
        h("label", { for: `${key}-${name}` }, label),
        select,
      ),
    };
  }
  function ask(changes) {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    show();
  }

  let pause = 0;
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => ask({ words: words.value }), PAUSE);
  });
  clear.addEventListener("click", () => {
    clearTimeout(pause);
    words.value = "";
    ask({ words: "", lesson: "", kind: "", seen: "" });
    words.focus();
  });
  more.addEventListener("click", () => {
    const next = list.children.length;
    add();
    list.children[next]?.focus(); // so that the keyboard goes on where the list went on
  });

  let results = [];
  let asked = "";
  function show() {
    const question = Object.fromEntries(QUESTION.map((name) => [name, model.get(name) ?? ""]));
    if (JSON.stringify(question) === asked) return;
    asked = JSON.stringify(question);
    const bySource = question.show === "sources";
    if (document.activeElement !== words) words.value = question.words;
    for (const [name, { select }] of Object.entries(menus)) select.value = question[name];
    const cards = bySource
      ? sources(data(), question).map((id) => () => sourceCard(data(), id, only))
      : findings(data(), question).map((row) => () => findingCard(data(), row));
    results = cards;
    list.replaceChildren();
    const all = bySource ? Object.keys(data().sources).length : data().findings.length;
    count.textContent = howMany(results.length, all, bySource);
    add();
  }
  function only(source) {
    ask({ show: "figures", words: `${source}.`, lesson: "", kind: "", seen: "" });
    words.value = `${source}.`;
    words.focus();
  }
  function add() {
    const from = list.children.length;
    list.append(...results.slice(from, from + AT_ONCE).map((card) => card()));
    const left = results.length - list.children.length;
    more.hidden = left <= 0;
    const next = Math.min(AT_ONCE, left);
    more.textContent = ngettext("Show %(count)s more", "Show %(count)s more", next);
  }
  return { root, show };
}

function howMany(fitting, all, bySource) {
  if (bySource)
    return fitting
      ? ngettext(
          "%(count)s of %(all)s sources fits.",
          "%(count)s of %(all)s sources fit.",
          fitting,
          { all },
        )
      : _("No source fits. Try fewer words, or set the menus back to “Any”.");
  return fitting
    ? ngettext("%(count)s of %(all)s figures fits.", "%(count)s of %(all)s figures fit.", fitting, {
        all,
      })
    : _("No figure fits. Try fewer words, or set the menus back to “Any”.");
}

function findingCard(data, row) {
  const source = data.sources[row.source];
  const about = [
    [
      _("In whom"),
      row.n && !row.figure.includes(" of ")
        ? _("%(who)s (n = %(n)s)", { who: row.who, n: row.n })
        : row.who,
    ],
    [_("Source"), [link(source), `, ${source.one}`]],
    [_("Where"), row.where],
    [_("How we saw it"), data.seen[row.seen]],
  ];
  const further = [
    [_("Given"), row.given],
    [_("Compared with"), row.against],
    [_("When"), row.when],
    [_("Full reference"), source.reference],
    [_("Id"), h("code", {}, row.id)],
  ];
  return h(
    "li",
    { class: "kc-explorer-card", "data-finding": row.id, tabindex: "-1" },
    h("p", { class: "kc-explorer-statement" }, row.statement),
    row.figure
      ? h("p", { class: "kc-explorer-figure" }, h("strong", {}, row.figure), ` ${row.what}`)
      : null,
    pairs(about),
    row.claims.length
      ? h(
          "ul",
          { class: "kc-explorer-claims", "aria-label": _("Verdicts that rest on it") },
          row.claims.map((id) => verdict(data.claims[id], id)),
        )
      : null,
    h("details", {}, h("summary", {}, _("More about it")), pairs(further)),
  );
}

function verdict({ lesson, claim, verdict: word, certainty }, id) {
  return h(
    "li",
    {},
    h("span", { "aria-hidden": "true" }, `${SYMBOLS[word]} `),
    _pieces(
      "Used for a verdict: %(verdict)s, %(certainty)s certainty. “%(claim)s” (%(id)s," +
        " lesson %(lesson)s)",
      { verdict: h("strong", {}, word), certainty, claim, id, lesson },
    ),
  );
}

function sourceCard(data, id, only) {
  const source = data.sources[id];
  const own = data.findings.filter((row) => row.source === id).length;
  const button = own
    ? h(
        "button",
        { type: "button", class: "kc-explorer-own" },
        ngettext("Show its figure", "Show its %(count)s figures", own),
      )
    : null;
  button?.addEventListener("click", () => only(id));
  return h(
    "li",
    { class: "kc-explorer-card", "data-source": id, tabindex: "-1" },
    h("p", { class: "kc-explorer-statement" }, source.reference),
    pairs([
      [_("Kind"), source.one],
      [_("Read it"), link(source, source.url)],
      [_("Used for"), source.uses.join("; ")],
      [_("Key"), h("code", {}, id)],
    ]),
    button,
  );
}

function pairs(rows) {
  return h(
    "dl",
    {},
    rows
      .filter(([, told]) => told && told.length !== 0)
      .map(([name, told]) => h("div", {}, h("dt", {}, name), h("dd", {}, told))),
  );
}

// A new tab, because in JupyterLab the same tab would leave the notebook. Only http(s) addresses
// become links.
function link({ label, url }, text = label) {
  return /^https?:\/\/\S+$/i.test(url)
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text)
    : h("span", {}, text);
}

// An element. Text goes in as text nodes only, so nothing from a table is ever read as HTML.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== ""),
  );
  return element;
}

export default { render };
