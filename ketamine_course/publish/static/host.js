// Mounts the page's quizzes: gives each the model object that a notebook's widget would give it,
// kept in this browser.
(() => {
  "use strict";
  const { _ } = window.KetamineCourseLanguage;
  const store = window.KetamineCourseStore;
  const PROBLEMS = {
    blocked: _(
      "This browser keeps nothing for this page, so your answers last only until you leave it.",
    ),
    full: _("This browser has no room left, so your answers last only until you leave this page."),
    damaged: _(
      "The answers this browser kept for this quiz cannot be read. They are left as they are, and" +
        " your new answers last only until you leave this page.",
    ),
  };

  const AS_PRINTED = _(
    "This quiz cannot be answered here, because a part of the page did not load. Load the page" +
      " again, or read on: the answers are at the end of the page.",
  );

  // A stand-in for an anywidget model: get, set, save_changes, on, off, send.
  function createModel(state, save) {
    const handlers = new Map();
    const changed = new Set();
    const emit = (event, ...args) => {
      for (const handler of [...(handlers.get(event) || [])]) handler(...args);
    };
    const model = {
      get: (name) => state[name],
      set(name, value) {
        const values = typeof name === "object" ? name : { [name]: value };
        for (const [key, next] of Object.entries(values)) {
          if (state[key] === next) continue;
          state[key] = next;
          changed.add(key);
          emit(`change:${key}`, model, next);
          emit("change", model);
        }
      },
      save_changes() {
        const keys = [...changed];
        changed.clear();
        if (keys.includes("attempts")) save(state.attempts);
      },
      on(event, handler) {
        for (const name of event.split(" "))
          handlers.set(name, [...(handlers.get(name) || []), handler]);
      },
      off(event, handler) {
        for (const name of event ? event.split(" ") : [...handlers.keys()]) {
          handlers.set(
            name,
            handler ? (handlers.get(name) || []).filter((known) => known !== handler) : [],
          );
        }
      },
      send() {},
    };
    return model;
  }

  function mount(place) {
    const definition = JSON.parse(place.querySelector(".kc-quiz-definition").textContent);
    // A comparison reads the answers to two tests and gives none of its own.
    const quizzes = definition.tests ? definition.tests.map((test) => test.id) : [definition.id];
    const readAll = () => quizzes.map((quiz) => store.read(quiz));
    const answers = () => readAll().flatMap(({ attempts }) => attempts);
    const model = createModel(
      {
        definition,
        attempts: answers(),
        learner: definition.tests ? "" : store.learner(), // made only where an answer can be given
        host: "static",
        notice:
          PROBLEMS[
            readAll()
              .map(({ problem }) => problem)
              .find(Boolean)
          ] || "",
      },
      (attempts) => {
        const { problem } = store.add(definition.id, attempts);
        model.set("notice", PROBLEMS[problem] || "");
      },
    );
    // Another tab, another view of the same quiz on this page, an import or an erasure: show what
    // is kept now.
    store.onChange((quiz) => {
      if (!quizzes.includes(quiz)) return;
      const attempts = answers();
      const ids = (list) => list.map((attempt) => attempt.attempt_id).join();
      if (ids(attempts) !== ids(model.get("attempts"))) model.set("attempts", attempts);
    });
    window.KetamineCourse.render({ model, el: place.querySelector(".kc-mount-static") });
  }

  let live = true;
  for (const place of document.querySelectorAll(".kc-mount")) {
    try {
      mount(place);
    } catch (error) {
      live = false;
      place.dataset.status = "failed"; // the questions stay readable
      const notice = place.querySelector(".kc-notice");
      if (notice) notice.textContent = AS_PRINTED;
      console.error(`Quiz ${place.dataset.quiz}: ${error.message}`);
    }
  }
  // The key to the answers is hidden then.
  if (live) document.documentElement.classList.add("kc-quizzes-live");
})();
