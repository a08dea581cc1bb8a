// Opens one question to be answered again, when "My progress" sent the reader here:
// 05-safety.html#review/lesson-05/a-question.
(() => {
  "use strict";
  const { _ } = window.KetamineCourseLanguage;
  function open() {
    const [, quiz, id] = location.hash.match(/^#review\/([\w-]+)\/([\w-]+)$/) || [];
    const item =
      id &&
      document.querySelector(
        `.kc-quiz[data-quiz="${quiz}"][data-view="ask"] .kc-item[data-item="${id}"]`,
      );
    document.querySelector(".kc-again")?.remove();
    if (!item) return;
    const note = Object.assign(document.createElement("p"), { className: "kc-again" });
    const back = Object.assign(document.createElement("a"), {
      textContent: _("Back to my progress"),
    });
    back.href = new URL(
      "book/my-progress.html#to-answer-again",
      new URL(document.documentElement.dataset.content_root || "./", location.href),
    );
    note.append(
      _("You missed this question before. If you answer it now, it comes back later."),
      " ",
      back,
    );
    item.before(note);
    item.dispatchEvent(new CustomEvent("kc-ask-again"));
    note.scrollIntoView({ block: "start" });
  }
  addEventListener("hashchange", open);
  open();
})();
