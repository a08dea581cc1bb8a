// Remembers in this browser when each lesson was read to its end: {"05":
// "2026-01-31T09:30:00.000Z"}. "Read" means that the end of its text was on the screen, which is
// all that a page can see. Never throws.
(() => {
  "use strict";
  const KEY = "ketamine-course:read";
  const listeners = new Set();
  const tell = () => {
    for (const listener of listeners) listener();
  };

  /** What is remembered; nothing when storage is blocked or holds something else. */
  function read() {
    try {
      const marks = JSON.parse(localStorage.getItem(KEY));
      const fit = (mark) => /^\d\d$/.test(mark[0]) && typeof mark[1] === "string";
      return marks && typeof marks === "object"
        ? Object.fromEntries(Object.entries(marks).filter(fit))
        : {};
    } catch {
      return {};
    }
  }

  /** Adds marks; of two moments the earlier stays. Returns how many lessons are new. */
  function add(marks) {
    const kept = read();
    const fresh = Object.entries(marks).filter(([lesson, at]) => !(kept[lesson] <= at));
    if (!fresh.length) return 0;
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...kept, ...Object.fromEntries(fresh) }));
    } catch {
      return 0; // blocked or full: reading goes on unmarked
    }
    tell();
    return fresh.filter(([lesson]) => !Object.hasOwn(kept, lesson)).length;
  }

  function erase() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Blocked: there was nothing to remove.
    }
    tell();
  }

  // Where the progress in the header says "read to the end". Whoever came to answer one question
  // has not read the lesson.
  function follow() {
    const lesson = document.querySelector(".kc-reading")?.dataset.lesson;
    const end =
      document.getElementById("sources") || document.querySelector(".bd-article > :last-child");
    if (!lesson || !end || location.hash.startsWith("#review/")) return;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      add({ [lesson]: new Date().toISOString() });
    });
    watcher.observe(end);
  }

  addEventListener("storage", (event) => {
    if (event.key === null || event.key === KEY) tell();
  });
  follow();
  window.KetamineCourseReading = {
    read,
    add,
    erase,
    onChange: (listener) => listeners.add(listener),
  };
})();
