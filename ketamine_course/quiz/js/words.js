// The words around the questions. render.py has the ones that stand in a page before any script
// runs.

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

/** What to do, under the question. */
export function how(item) {
  switch (item.type) {
    case "choice":
      return "Choose one.";
    case "multiple":
      return "Choose all that apply.";
    case "classify":
      return "Choose a group for every card.";
    case "order":
      return `Put the cards in order with the arrow buttons, from ${item.from} to ${item.to}.`;
    case "estimate":
      return item.input === "slider" ? "Move the slider to your guess." : "Type your guess.";
    default:
      return "Choose one. There is no right answer.";
  }
}

/** "Question 2 of 12", or "Your guess" where a guess stands alone. */
export function numbering(definition, index) {
  const total = definition.items.length;
  const word = definition.mode === "predict" ? "Guess" : "Question";
  return total > 1
    ? `${word} ${index + 1} of ${total}`
    : definition.mode === "predict"
      ? "Your guess"
      : "Question";
}

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

/** A response in words, as in "Your guess: ...". */
export function responseText(item, response) {
  const named = (parts, id) => parts.find((part) => part.id === id).text;
  switch (item.type) {
    case "multiple":
      return item.options
        .filter((option) => response.includes(option.id))
        .map((option) => option.text)
        .join("; ");
    case "classify":
      return item.cards
        .filter((card) => Object.hasOwn(response, card.id))
        .map((card) => `${card.text}: ${named(item.groups, response[card.id])}`)
        .join("; ");
    case "order":
      return response.map((id) => named(item.cards, id)).join(" → ");
    case "estimate":
      return `${figure(response)} ${item.unit}`;
    default:
      return named(item.options, response);
  }
}

/** The right answer in words; empty for a survey. */
export function solutionText(item) {
  switch (item.type) {
    case "choice":
    case "multiple":
      return responseText(
        { ...item, type: "multiple" },
        item.options.filter((o) => o.correct).map((o) => o.id),
      );
    case "classify":
      return responseText(
        item,
        Object.fromEntries(item.cards.map((card) => [card.id, card.group])),
      );
    case "order":
      return item.cards.map((card) => card.text).join(" → ");
    case "estimate":
      return item.evidence.text;
    default:
      return "";
  }
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
