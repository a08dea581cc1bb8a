// What a learner's answers add up to: progress/summary.py and progress/spacing.py in the browser's
// language, with ts-fsrs. A test holds both to the same figures and the same days.
(() => {
  "use strict";
  const { FSRS, generatorParameters, Rating } = globalThis.FSRS;
  const plan = new FSRS(
    generatorParameters({ enable_fuzz: false, learning_steps: [], relearning_steps: [] }),
  );
  const DAY = 86400000;
  const dayNumber = (day) => Date.parse(`${day}T00:00:00Z`) / DAY;
  const right = (attempt) => attempt.score >= attempt.max_score;
  // A day of the calendar, and not so far off that a plan would run past its end.
  const isDay = (text) =>
    /^2\d{3}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(dayNumber(text)) &&
    new Date(dayNumber(text) * DAY).toISOString().startsWith(text);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  /**
   * The day on which a question comes back, or null if it never was missed. The first answer of a
   * day counts.
   */
  function due(attempts) {
    const reviews = new Map();
    for (const attempt of attempts) {
      const day = attempt.submitted.slice(0, 10);
      if (!reviews.has(day)) reviews.set(day, right(attempt));
    }
    if ([...reviews.values()].every(Boolean)) return null;
    let memory = null;
    let last = null;
    for (const [day, known] of reviews) {
      memory = plan.next_state(
        memory,
        last === null ? 0 : dayNumber(day) - last,
        known ? Rating.Good : Rating.Again,
      );
      last = dayNumber(day);
    }
    return new Date((last + plan.next_interval(memory.stability, 0)) * DAY)
      .toISOString()
      .slice(0, 10);
  }

  function answersOf(syllabus, attempts) {
    const versions = new Map(syllabus.quizzes.map((quiz) => [quiz.id, quiz.version]));
    const found = new Map(
      syllabus.quizzes.flatMap((quiz) => quiz.items.map((item) => [`${quiz.id}/${item.id}`, []])),
    );
    // By character, as Python does, and not by language.
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const ordered = [...attempts].sort(
      (a, b) => compare(a.submitted, b.submitted) || compare(a.attempt_id, b.attempt_id),
    );
    for (const attempt of ordered) {
      // What lies in a browser's storage may have been changed by anybody.
      if (
        ![attempt.score, attempt.max_score].every(Number.isFinite) ||
        !isDay(attempt.submitted.slice(0, 10))
      )
        continue;
      const list = found.get(`${attempt.quiz}/${attempt.item}`);
      if (list && attempt.bank_version === versions.get(attempt.quiz)) list.push(attempt);
    }
    return (quiz, item) => found.get(`${quiz.id}/${item.id}`);
  }

  function deckOf(syllabus, answers) {
    return syllabus.quizzes
      .filter((quiz) => quiz.mode === "practice")
      .flatMap((quiz) =>
        quiz.items.map((item, index) => {
          const on = item.graded ? due(answers(quiz, item)) : null;
          return (
            on && {
              quiz: quiz.id,
              item: item.id,
              lesson: quiz.lesson,
              number: index + 1,
              prompt: item.prompt,
              on,
            }
          );
        }),
      )
      .filter(Boolean);
  }

  function lessonOf(lesson, syllabus, answers, read, dueNow) {
    const own = syllabus.quizzes
      .filter((quiz) => quiz.lesson === lesson.lesson)
      .flatMap((quiz) => quiz.items.map((item) => [quiz, item]));
    const given = own
      .filter(([quiz, item]) => quiz.mode === "practice" && item.graded)
      .map(([quiz, item]) => answers(quiz, item))
      .filter((list) => list.length);
    // An open test's marks are still secret.
    const open = (quiz) =>
      quiz.mode === "assessment" && !quiz.items.every((item) => answers(quiz, item).length);
    const sure = syllabus.quizzes
      .filter((quiz) => !open(quiz))
      .flatMap((quiz) =>
        quiz.items
          .filter(
            (item) =>
              item.graded &&
              item.objective.startsWith(`${lesson.lesson}.`) &&
              answers(quiz, item).length,
          )
          .map((item) => answers(quiz, item)[0]),
      )
      .filter((attempt) => typeof attempt.confidence === "number");
    return {
      ...lesson,
      read: read[lesson.lesson] ?? null,
      answered: own.filter(([quiz, item]) => answers(quiz, item).length).length,
      of: own.length,
      first: { points: sum(given.map((list) => list[0].score)), questions: given.length },
      latest: { points: sum(given.map((list) => list.at(-1).score)), questions: given.length },
      sure: sure.length
        ? {
            said: sum(sure.map((attempt) => attempt.confidence)) / sure.length,
            earned: sum(sure.map((attempt) => attempt.score)) / sure.length,
            answers: sure.length,
          }
        : null,
      due: dueNow.filter((entry) => entry.lesson === lesson.lesson).length,
    };
  }

  /** See summarise() in progress/summary.py. */
  function summarise(syllabus, attempts, read, today) {
    const answers = answersOf(syllabus, attempts);
    const deck = deckOf(syllabus, answers).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const now = deck.filter((entry) => entry.on <= today);
    const later = deck.filter((entry) => entry.on > today);
    const lessons = syllabus.lessons.map((lesson) =>
      lessonOf(lesson, syllabus, answers, read, now),
    );
    return {
      lessons,
      due: now,
      coming: later.length,
      next: later.length ? later[0].on : null,
      finished: lessons.every((lesson) => lesson.read !== null && lesson.answered === lesson.of),
    };
  }

  window.KetamineCourseSummary = { summarise };
})();
