// The words of the quiz that stand in no template, because they depend on an answer.

export const STATUS = {
  correct: ["✓", "Correct"],
  partly: ["◐", "Partly right"],
  wrong: ["✕", "Not yet"],
};

export const MARKS = {
  right: ["✓", "Right"],
  wrong: ["✕", "Not right"],
  earlier: ["↑", "Belongs earlier"],
  later: ["↓", "Belongs later"],
  note: ["", ""],
};

export const CONFIDENCE = [
  [0.25, "Guessing", "25%"],
  [0.5, "Unsure", "50%"],
  [0.75, "Fairly sure", "75%"],
  [1, "Certain", "100%"],
];

/** "3 of 12 answered, 2.5 points"; points only where they are no secret. */
export function progressLine(definition, state) {
  const line = `${state.answered} of ${state.total} answered`;
  const secret =
    definition.mode === "predict" || (definition.mode === "assessment" && !state.complete);
  return secret || state.of === 0 ? line : `${line}, ${count(state.points, "point")}`;
}

/** An objective in words, or by number where the quiz does not spell it out. */
export function objectiveLine(definition, objective, numbers) {
  const [lesson, number] = objective.split(".");
  const place =
    lesson === definition.lesson ? `Objective ${number}` : `Lesson ${lesson}, objective ${number}`;
  const text = definition.objectives?.[objective];
  const named = text ? `${place}: ${text}` : place;
  const questions = numbers.length > 1 ? "questions" : "question";
  return `${named} (${questions} ${listed(numbers.map(String))})`;
}

/** 1 point, 0.5 points, 2.33 points. */
export function count(number, word) {
  const shown = figure(Math.round(number * 100) / 100);
  return `${shown} ${word}${shown === "1" ? "" : "s"}`;
}

/** A number without needless digits. */
export function figure(number) {
  return String(Number(number.toPrecision(10)));
}

/** "2, 5 and 7". */
export function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
