// Keeps a learner's answers in this browser: one list of attempts per quiz, and one random id for
// the learner. Never throws. `problem` says why answers are not being kept: "blocked", "full" or
// "damaged".
(() => {
  "use strict";
  const { _ } = window.KetamineCourseLanguage;
  const PREFIX = "ketamine-course:";
  const ATTEMPTS = `${PREFIX}attempts:`;
  const LEARNER = `${PREFIX}learner`;
  const FORMAT = "ketamine-course-attempts";
  const VERSION = 1;
  const memory = new Map(); // what could not be kept, by quiz
  const given = new Map(); // what this page added, by quiz
  const listeners = new Set();

  function storage() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    // A page from disk may lack randomUUID.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const isText = (value) => typeof value === "string" && value.length > 0 && value.length <= 200;
  const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

  // Why a record is not an attempt, or "" when it is one.
  function fault(attempt) {
    if (attempt === null || typeof attempt !== "object" || Array.isArray(attempt))
      return "is not a record";
    for (const field of ["attempt_id", "quiz", "item", "mode", "submitted"]) {
      if (!isText(attempt[field])) return `has no usable "${field}"`;
    }
    for (const field of ["score", "max_score"]) {
      if (!isNumber(attempt[field]) && attempt[field] !== null) return `has no usable "${field}"`;
    }
    if (!("response" in attempt)) return 'has no "response"';
    return "";
  }

  function merge(...lists) {
    const byId = new Map();
    for (const list of lists)
      for (const attempt of list)
        if (!byId.has(attempt.attempt_id)) byId.set(attempt.attempt_id, attempt);
    // By character, as Python does, and not by language.
    return [...byId.values()].sort((a, b) => {
      const [one, other] = [String(a.submitted), String(b.submitted)];
      return one < other ? -1 : one > other ? 1 : 0;
    });
  }

  function readKept(quiz) {
    const box = storage();
    if (!box) return { attempts: [], problem: "blocked" };
    let text;
    try {
      text = box.getItem(ATTEMPTS + quiz);
    } catch {
      return { attempts: [], problem: "blocked" };
    }
    if (text === null) return { attempts: [], problem: "" };
    try {
      const attempts = JSON.parse(text);
      if (Array.isArray(attempts) && !attempts.some(fault)) return { attempts, problem: "" };
    } catch {
      // Not JSON: damaged, like JSON of another shape.
    }
    return { attempts: [], problem: "damaged" };
  }

  function read(quiz) {
    const kept = readKept(quiz);
    return { attempts: merge(kept.attempts, memory.get(quiz) || []), problem: kept.problem };
  }

  // Adds attempts to what is kept *now*, which another tab may have added to since this page last
  // looked.
  function add(quiz, attempts) {
    given.set(quiz, merge(given.get(quiz) || [], attempts));
    const kept = readKept(quiz);
    const all = merge(kept.attempts, memory.get(quiz) || [], attempts);
    let problem = kept.problem;
    if (!problem) {
      try {
        storage().setItem(ATTEMPTS + quiz, JSON.stringify(all));
        memory.delete(quiz);
      } catch {
        problem = "full";
      }
    }
    if (problem) memory.set(quiz, merge(memory.get(quiz) || [], attempts));
    notify(quiz);
    return { attempts: all, problem };
  }

  function learner() {
    const box = storage();
    try {
      let id = box.getItem(LEARNER);
      if (!/^[A-Za-z0-9_.:-]{1,200}$/.test(id ?? "")) {
        id = newId();
        box.setItem(LEARNER, id);
      }
      return id;
    } catch {
      memory.set(LEARNER, memory.get(LEARNER) || newId());
      return memory.get(LEARNER);
    }
  }

  function quizzes() {
    const names = new Set([...memory.keys()].filter((name) => name !== LEARNER));
    const box = storage();
    try {
      for (let i = 0; i < box.length; i += 1)
        if (box.key(i).startsWith(ATTEMPTS)) names.add(box.key(i).slice(ATTEMPTS.length));
    } catch {
      // Blocked: only what this page remembers.
    }
    return [...names].sort();
  }

  function exported() {
    return {
      format: FORMAT,
      version: VERSION,
      attempts: merge(...quizzes().map((quiz) => read(quiz).attempts)),
    };
  }

  // Adds the attempts of a results file. Either all of it is kept or, with an error that says why,
  // nothing changes.
  function addAll(attempts) {
    const before = new Map();
    const byQuiz = new Map();
    for (const attempt of attempts)
      (byQuiz.get(attempt.quiz) ?? byQuiz.set(attempt.quiz, []).get(attempt.quiz)).push(attempt);
    for (const quiz of byQuiz.keys()) {
      const { problem } = readKept(quiz);
      if (problem === "blocked")
        throw new Error(
          _(
            "The file was not imported and nothing has changed: this browser keeps nothing for" +
              " this page. Allow it to keep site data, or use another browser.",
          ),
        );
      if (problem)
        throw new Error(
          _(
            "The file was not imported and nothing has changed: what this browser kept for" +
              " %(quiz)s is damaged. Erase your answers first, then import the file.",
            { quiz },
          ),
        );
    }
    let added = 0;
    const box = storage();
    try {
      for (const [quiz, some] of byQuiz) {
        before.set(quiz, box.getItem(ATTEMPTS + quiz));
        const kept = readKept(quiz).attempts;
        const all = merge(kept, some);
        added += all.length - kept.length;
        box.setItem(ATTEMPTS + quiz, JSON.stringify(all));
      }
    } catch {
      for (const [quiz, old] of before)
        old === null ? box.removeItem(ATTEMPTS + quiz) : box.setItem(ATTEMPTS + quiz, old);
      throw new Error(
        _(
          "The file was not imported and nothing has changed: this browser has no room left." +
            " Remove data of other sites in its settings, then import the file.",
        ),
      );
    }
    for (const [quiz, some] of byQuiz) {
      given.set(quiz, merge(given.get(quiz) || [], some));
      notify(quiz);
    }
    return added;
  }

  // Two tabs that write at the same moment each write what they saw before, so one can overwrite
  // the other's answer. The tab that finds its own missing adds them again.
  function restore(quiz) {
    const { attempts, problem } = readKept(quiz);
    const ids = new Set(attempts.map((attempt) => attempt.attempt_id));
    const mine = given.get(quiz) || [];
    if (!problem && mine.some((attempt) => !ids.has(attempt.attempt_id))) add(quiz, mine);
  }

  // Removes every answer and the learner's id, damaged ones too.
  function erase() {
    const gone = quizzes();
    memory.clear();
    given.clear();
    const box = storage();
    try {
      for (const quiz of gone) box.removeItem(ATTEMPTS + quiz);
      box.removeItem(LEARNER);
    } catch {
      // Blocked: there was nothing to remove.
    }
    gone.forEach(notify);
  }

  function notify(quiz) {
    for (const listener of listeners) listener(quiz);
  }

  addEventListener("storage", (event) => {
    if (event.key === null) given.clear();
    if (event.key === null) quizzes().forEach(notify);
    if (!event.key?.startsWith(ATTEMPTS)) return;
    const quiz = event.key.slice(ATTEMPTS.length);
    if (event.newValue === null)
      given.delete(quiz); // erased in another tab
    else restore(quiz);
    notify(quiz);
  });

  window.KetamineCourseStore = {
    add,
    addAll,
    erase,
    exported,
    learner,
    newId,
    onChange: (listener) => listeners.add(listener),
    quizzes,
    read,
  };
})();
