// "My progress": what was read and answered, what to answer again, and a summary to print. Reads
// what this browser keeps; keeps nothing.
(() => {
  "use strict";
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
  const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const told = (number) => String(Math.round(number * 100) / 100);
  const percent = (share) => `${Math.round(100 * share)}%`;
  const day = (date) =>
    new Date(date).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    });
  const page = (lesson) =>
    `../notebooks/${syllabus.lessons.find((each) => each.lesson === lesson).page}.html`;
  const points = ({ points: earned, questions }) =>
    questions ? `${told(earned)} of ${questions}` : "–";

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
    const pages = `${read} of ${lessons.length} lessons read to the end`;
    return `${pages}, ${answered} of ${all} questions answered.`;
  }

  function lessonRows(lessons) {
    const names = [
      "Lesson",
      "Read to the end",
      "Answered",
      "Points at first",
      "Points now",
      "In the tests",
      "To answer again",
    ];
    return table(
      "What you read and answered",
      names,
      lessons.map((lesson) => [
        element("a", { href: page(lesson.lesson) }, `${lesson.lesson} ${lesson.title}`),
        lesson.read ? day(lesson.read) : "not yet",
        `${lesson.answered} of ${lesson.of}`,
        points(lesson.first),
        points(lesson.latest),
        lesson.sure
          ? `${percent(lesson.sure.said)} sure, ${percent(lesson.sure.earned)} right`
          : "–",
        String(lesson.due),
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
          `Lesson ${entry.lesson}, question ${entry.number}`,
        ),
        `: ${entry.prompt}`,
      ),
    );
    const today = due.length ? "More later:" : "Nothing to answer again today.";
    const later = coming ? `${today} ${count(coming, "question")}, the next on ${day(next)}.` : "";
    const nothing = empty
      ? "Questions that you miss will wait for you here."
      : "Nothing to answer again: you have missed no question.";
    const rest = entries.slice(SHOWN);
    return [
      due.length ? element("ol", {}, ...entries.slice(0, SHOWN)) : "",
      rest.length
        ? element(
            "details",
            {},
            element("summary", {}, `${rest.length} more for today`),
            element("ol", { start: SHOWN + 1 }, ...rest),
          )
        : "",
      later || !due.length ? element("p", {}, later || nothing) : "",
    ].filter(Boolean);
  }

  function sheet(summary, line) {
    const gain = document.querySelector(".kc-gain-line")?.textContent || "";
    const name = part("name").querySelector("input")?.value.trim() || "";
    const done = summary.finished ? "All lessons read and every question answered." : line;
    return [
      element("h2", {}, "Does ketamine therapy get you high? What I did in this course"),
      ...(name ? [element("p", { class: "kc-sheet-name" }, name)] : []),
      element("p", {}, `${day(Date.now())}. ${done}`),
      table(
        "Lesson by lesson",
        ["Lesson", "Read to the end", "Answered", "Points at first", "Points now"],
        summary.lessons.map((lesson) => [
          `${lesson.lesson} ${lesson.title}`,
          lesson.read ? day(lesson.read) : "not yet",
          `${lesson.answered} of ${lesson.of}`,
          points(lesson.first),
          points(lesson.latest),
        ]),
      ),
      ...(/^Before: .*After: /.test(gain) ? [element("p", {}, `The two tests. ${gain}`)] : []),
      element(
        "p",
        {},
        "This is a learner's own record, made by their browser. Nobody checked who answered. It" +
          " is no certificate and carries no accreditation, credit or permission to practise. The" +
          " course is education, not medical advice.",
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
      ? "Nothing answered yet. Open any lesson, take its quiz, and you will find here how it went" +
        " and what to look at again."
      : [
          overview(summary, answered),
          summary.due.length
            ? `${count(summary.due.length, "question")} to answer again today.`
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
      "Print the summary",
    );
    print.addEventListener("click", () => {
      document.documentElement.dataset.print = "sheet";
      window.print();
    });
    name.addEventListener("input", refresh);
    // The menu's "Print" prints the page as it is.
    addEventListener("afterprint", () => delete document.documentElement.dataset.print);
    part("name").replaceChildren(
      element("label", { for: "kc-sheet-name" }, "Your name, if you like (it isn't kept)"),
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
