// "My progress": what was read and answered, what to answer again, and a summary to print. Reads
// what this browser keeps; keeps nothing.
(() => {
  "use strict";
  const { _, ngettext, number, percent, day } = window.KetamineCourseLanguage;
  const store = window.KetamineCourseStore;
  const reading = window.KetamineCourseReading;
  const part = (name) => document.getElementById(`kc-progress-${name}`);
  const data = document.getElementById("kc-syllabus");
  if (!data || !store) return;
  const syllabus = JSON.parse(data.textContent);
  const SHOWN = 8;

  function element(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }
  const page = (lesson) =>
    `../notebooks/${syllabus.lessons.find((each) => each.lesson === lesson).page}.html`;
  const outOf = (part, all) => _("%(part)s of %(all)s", { part, all });
  const points = ({ points: earned, questions }) =>
    questions ? outOf(number(earned, { maximumFractionDigits: 2 }), questions) : "–";
  const named = (lesson) => `${lesson.lesson} ${lesson.title}`;

  // Roles are said again, because rows that are laid out as cards on a phone would lose them.
  function table(caption, names, rows) {
    const cell = (text, index) =>
      element("td", { role: "cell", "data-label": names[index + 1] }, text);
    return element(
      "table",
      { class: "kc-progress-table", role: "table" },
      element("caption", {}, caption),
      element(
        "thead",
        { role: "rowgroup" },
        element(
          "tr",
          { role: "row" },
          ...names.map((name) => element("th", { scope: "col", role: "columnheader" }, name)),
        ),
      ),
      element(
        "tbody",
        { role: "rowgroup" },
        ...rows.map(([head, ...cells]) =>
          element(
            "tr",
            { role: "row" },
            element("th", { scope: "row", role: "rowheader" }, head),
            ...cells.map(cell),
          ),
        ),
      ),
    );
  }

  function overview({ lessons }, answered) {
    const all = lessons.reduce((total, lesson) => total + lesson.of, 0);
    const read = lessons.filter((lesson) => lesson.read).length;
    return _(
      "%(read)s of %(lessons)s lessons read to the end, %(answered)s of %(all)s questions" +
        " answered.",
      { read, lessons: lessons.length, answered, all },
    );
  }

  const COLUMNS = [
    _("Lesson"),
    _("Read to the end"),
    _("Answered"),
    _("Points at first"),
    _("Points now"),
  ];
  const done = (lesson) => [
    lesson.read ? element("time", { datetime: lesson.read }, day(lesson.read)) : _("not yet"),
    outOf(lesson.answered, lesson.of),
    points(lesson.first),
    points(lesson.latest),
  ];

  function lessonRows(lessons) {
    const names = [...COLUMNS, _("In the tests"), _("To answer again")];
    return table(
      _("What you read and answered"),
      names,
      lessons.map((lesson) => [
        element("a", { href: page(lesson.lesson) }, named(lesson)),
        ...done(lesson),
        lesson.sure
          ? _("%(said)s sure, %(earned)s right", {
              said: percent(lesson.sure.said),
              earned: percent(lesson.sure.earned),
            })
          : "–",
        number(lesson.due),
      ]),
    );
  }

  function again({ due, coming, next }, empty) {
    const entries = due.map((entry) =>
      element(
        "li",
        {},
        element(
          "a",
          { href: `${page(entry.lesson)}#review/${entry.quiz}/${entry.item}` },
          _("Lesson %(lesson)s, question %(number)s", {
            lesson: entry.lesson,
            number: entry.number,
          }),
        ),
        ": ",
        element("span", {}, entry.prompt),
      ),
    );
    const rest = entries.slice(SHOWN);
    return [
      due.length ? element("ol", {}, ...entries.slice(0, SHOWN)) : "",
      rest.length
        ? element(
            "details",
            {},
            element(
              "summary",
              {},
              ngettext("%(count)s more for today", "%(count)s more for today", rest.length),
            ),
            element("ol", { start: SHOWN + 1 }, ...rest),
          )
        : "",
      coming || !due.length ? element("p", {}, rhythm(due.length, coming, next, empty)) : "",
    ].filter(Boolean);
  }

  // What to expect besides the questions that are due.
  function rhythm(due, coming, next, empty) {
    const on = next && day(next);
    if (due)
      return ngettext(
        "More later: %(count)s question, the next on %(day)s.",
        "More later: %(count)s questions, the next on %(day)s.",
        coming,
        { day: on },
      );
    if (coming)
      return ngettext(
        "Nothing to answer again today. %(count)s question, the next on %(day)s.",
        "Nothing to answer again today. %(count)s questions, the next on %(day)s.",
        coming,
        { day: on },
      );
    return empty
      ? _("Questions that you miss will wait for you here.")
      : _("Nothing to answer again: you have missed no question.");
  }

  function sheet(summary, line) {
    // It has bars once both tests are complete.
    const gain = document.querySelector(".kc-gain:has(.kc-gain-bars) .kc-gain-line")?.textContent;
    const name = part("name").querySelector("input")?.value.trim() || "";
    const all = summary.finished ? _("All lessons read and every question answered.") : line;
    return [
      element("h2", {}, _("Does ketamine therapy get you high? What I did in this course")),
      ...(name ? [element("p", { class: "kc-sheet-name" }, name)] : []),
      element("p", {}, element("time", {}, day(Date.now())), `. ${all}`),
      table(
        _("Lesson by lesson"),
        COLUMNS,
        summary.lessons.map((lesson) => [named(lesson), ...done(lesson)]),
      ),
      ...(gain ? [element("p", {}, _("The two tests. %(gain)s", { gain }))] : []),
      element(
        "p",
        {},
        _(
          "This is a learner's own record, made by their browser. Nobody checked who answered. It" +
            " is no certificate and carries no accreditation, credit or permission to practise." +
            " The course is education, not medical advice.",
        ),
      ),
    ];
  }

  function refresh() {
    const attempts = store.exported().attempts;
    const summary = window.KetamineCourseSummary.summarise(
      syllabus,
      attempts,
      reading.read(),
      new Date().toISOString().slice(0, 10),
    );
    const answered = summary.lessons.reduce((total, lesson) => total + lesson.answered, 0);
    const empty = !answered && !summary.lessons.some((lesson) => lesson.read);
    const line = empty
      ? _(
          "Nothing answered yet. Open any lesson, take its quiz, and you will find here how it" +
            " went and what to look at again.",
        )
      : [
          overview(summary, answered),
          summary.due.length
            ? ngettext(
                "%(count)s question to answer again today.",
                "%(count)s questions to answer again today.",
                summary.due.length,
              )
            : "",
        ]
          .filter(Boolean)
          .join(" ");
    // Left alone when it says the same, so that it is not read out again.
    if (part("line").textContent !== line) part("line").textContent = line;
    part("start").hidden = !empty;
    part("lessons").replaceChildren(lessonRows(summary.lessons));
    part("again").replaceChildren(...again(summary, empty));
    part("sheet").replaceChildren(...sheet(summary, overview(summary, answered)));
  }

  function nameAndPrint() {
    const name = element("input", {
      type: "text",
      id: "kc-sheet-name",
      autocomplete: "off",
      maxlength: "80",
    });
    const print = element(
      "button",
      { type: "button", class: "kc-answers-button" },
      _("Print the summary"),
    );
    print.addEventListener("click", () => {
      document.documentElement.dataset.print = "sheet";
      window.print();
    });
    name.addEventListener("input", refresh);
    // The menu's "Print" prints the page as it is.
    addEventListener("afterprint", () => delete document.documentElement.dataset.print);
    part("name").replaceChildren(
      element("label", { for: "kc-sheet-name" }, _("Your name, if you like (it isn't kept)")),
      name,
      print,
    );
  }

  nameAndPrint();
  refresh();
  store.onChange(refresh);
  reading.onChange(refresh);
  // A page that the browser took out of its cache, or that stood open over midnight, may be behind.
  addEventListener("pageshow", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
})();
