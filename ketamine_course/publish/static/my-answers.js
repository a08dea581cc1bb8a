// "My answers" on the privacy page and in "My progress": see how many are kept, export, import and
// erase them.
(() => {
  "use strict";
  const { _, ngettext } = window.KetamineCourseLanguage;
  const store = window.KetamineCourseStore;
  const reading = window.KetamineCourseReading;
  const panel = document.getElementById("kc-my-answers");
  const FILE = "ketamine-course-answers.json";
  if (!panel || !store) return;

  function element(tag, properties, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  }

  const count = element("p", { className: "kc-answers-count" });
  const message = element("p", { className: "kc-answers-message" });
  message.setAttribute("role", "status");
  const chooser = element("input", {
    type: "file",
    id: "kc-import",
    accept: ".json,application/json",
    className: "kc-visually-hidden",
    tabIndex: -1,
  });
  chooser.setAttribute("aria-label", _("Results file to import"));
  const button = (text, action, kind = "") => {
    const node = element("button", {
      type: "button",
      textContent: text,
      className: `kc-answers-button ${kind}`,
    });
    node.addEventListener("click", action);
    return node;
  };
  const eraseButton = button(_("Erase my answers"), askFirst, "kc-danger");
  const question = element("div", { className: "kc-answers-confirm", hidden: true });

  function refresh() {
    const n = store.exported().attempts.length;
    const unread = store.quizzes().filter((quiz) => store.read(quiz).problem === "damaged");
    count.textContent = n
      ? ngettext(
          "This browser keeps %(count)s answer of yours.",
          "This browser keeps %(count)s answers of yours.",
          n,
        )
      : _("This browser keeps no answers of yours.");
    if (unread.length) {
      const damaged = _(
        "What it keeps for %(quizzes)s is damaged and cannot be read; erasing removes it.",
        { quizzes: unread.join(", ") },
      );
      count.textContent += ` ${damaged}`;
    }
    eraseButton.disabled = store.quizzes().length === 0 && Object.keys(reading.read()).length === 0;
  }

  function download() {
    const blob = new Blob(
      [JSON.stringify({ ...store.exported(), read: reading.read() }, null, 1)],
      { type: "application/json" },
    );
    const link = element("a", {
      href: URL.createObjectURL(blob),
      download: FILE,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    message.textContent = _("Your answers were saved as %(file)s.", { file: FILE });
  }

  async function take() {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    try {
      const { attempts, read } = window.KetamineCourseResultsFile.read(
        await file.text(),
        file.name,
      );
      const added = store.addAll(attempts);
      const lessons = reading.add(read);
      const said = [
        added && ngettext("%(count)s answer imported.", "%(count)s answers imported.", added),
        lessons &&
          ngettext(
            "%(count)s lesson marked as read.",
            "%(count)s lessons marked as read.",
            lessons,
          ),
      ];
      message.textContent =
        said.filter(Boolean).join(" ") ||
        _("Nothing new: every answer in this file was here already.");
    } catch (error) {
      message.textContent = error.message;
    }
    refresh();
  }

  function eraseAll() {
    store.erase();
    reading.erase();
    try {
      for (const key of Object.keys(localStorage))
        if (key.startsWith("ketamine-course:")) localStorage.removeItem(key);
    } catch {
      // Blocked: there was nothing to remove.
    }
  }

  function askFirst() {
    question.hidden = false;
    question.querySelector("button").focus();
  }

  function close() {
    question.hidden = true;
    eraseButton.focus();
  }

  question.append(
    element("p", {
      textContent: _(
        "Erase every answer and everything else that this course keeps in this browser?" +
          " This cannot be undone.",
      ),
    }),
    button(
      _("Yes, erase"),
      () => {
        eraseAll();
        question.hidden = true;
        message.textContent = _("Your answers were erased.");
        refresh();
      },
      "kc-danger",
    ),
    button(_("No, keep them"), close),
  );
  question.addEventListener("keydown", (event) => event.key === "Escape" && close());
  chooser.addEventListener("change", take);
  store.onChange(refresh);
  reading.onChange(refresh);
  panel.replaceChildren(
    count,
    element(
      "div",
      { className: "kc-answers-buttons" },
      button(_("Export my answers"), download),
      button(_("Import a results file"), () => chooser.click()),
      eraseButton,
    ),
    chooser,
    question,
    message,
  );
  refresh();
})();
