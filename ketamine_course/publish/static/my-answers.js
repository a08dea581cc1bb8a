// "My answers" on the privacy page and in "My progress": see how many are kept, export, import and
// erase them.
(() => {
  "use strict";
  const store = window.KetamineCourseStore;
  const reading = window.KetamineCourseReading;
  const panel = document.getElementById("kc-my-answers");
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
  chooser.setAttribute("aria-label", "Results file to import");
  const button = (text, action, kind = "") => {
    const node = element("button", {
      type: "button",
      textContent: text,
      className: `kc-answers-button ${kind}`,
    });
    node.addEventListener("click", action);
    return node;
  };
  const eraseButton = button("Erase my answers", askFirst, "kc-danger");
  const question = element("div", { className: "kc-answers-confirm", hidden: true });
  const words = (n) => (n === 1 ? "1 answer" : `${n} answers`);

  function refresh() {
    const n = store.exported().attempts.length;
    const unread = store.quizzes().filter((quiz) => store.read(quiz).problem === "damaged");
    count.textContent = n
      ? `This browser keeps ${words(n)} of yours.`
      : "This browser keeps no answers of yours.";
    if (unread.length) {
      const names = unread.join(", ");
      count.textContent += ` What it keeps for ${names} is damaged and cannot be read;`;
      count.textContent += " erasing removes it.";
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
      download: "ketamine-course-answers.json",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    message.textContent = "Your answers were saved as ketamine-course-answers.json.";
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
      const marked = lessons
        ? `${lessons === 1 ? "1 lesson" : `${lessons} lessons`} marked as read.`
        : "";
      message.textContent =
        added || lessons
          ? [added ? `${words(added)} imported.` : "", marked].filter(Boolean).join(" ")
          : "Nothing new: every answer in this file was here already.";
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
      textContent:
        "Erase every answer and everything else that this course keeps in this browser?" +
        " This cannot be undone.",
    }),
    button(
      "Yes, erase",
      () => {
        eraseAll();
        question.hidden = true;
        message.textContent = "Your answers were erased.";
        refresh();
      },
      "kc-danger",
    ),
    button("No, keep them", close),
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
      button("Export my answers", download),
      button("Import a results file", () => chooser.click()),
      eraseButton,
    ),
    chooser,
    question,
    message,
  );
  refresh();
})();
