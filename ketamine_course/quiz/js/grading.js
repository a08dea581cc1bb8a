// Grades one answer to one question: the same rules as grading.py, tested by the same fixture file.
// Partial credit is net-correct: right minus wrong, over all there was to get right, never below
// zero.

const ids = (parts) => (parts || []).map((part) => part.id);
const byId = (parts, id) => parts.find((part) => part.id === id);
const isDistinct = (response) =>
  Array.isArray(response) && new Set(response).size === response.length;
const isRecord = (response) =>
  response !== null && typeof response === "object" && !Array.isArray(response);

/** Why `response` cannot be an answer to `item`, or "" if it can. */
export function validateResponse(item, response) {
  const options = ids(item.options);
  const cards = ids(item.cards);
  let fits;
  let expected;
  switch (item.type) {
    case "choice":
    case "survey":
      fits = options.includes(response);
      expected = `one of ${options}`;
      break;
    case "multiple":
      fits =
        isDistinct(response) && response.length > 0 && response.every((id) => options.includes(id));
      expected = `some of ${options}`;
      break;
    case "classify": {
      const groups = ids(item.groups);
      fits =
        isRecord(response) &&
        Object.keys(response).length > 0 &&
        Object.entries(response).every(
          ([card, group]) => cards.includes(card) && groups.includes(group),
        );
      expected = `cards ${cards} each in one of ${groups}`;
      break;
    }
    case "order":
      fits =
        isDistinct(response) &&
        response.length === cards.length &&
        response.every((id) => cards.includes(id));
      expected = `all of ${cards} in some order`;
      break;
    case "estimate":
      fits = Number.isFinite(response) && response >= item.minimum && response <= item.maximum;
      expected = `a number from ${item.minimum} to ${item.maximum}`;
      break;
    default:
      return `item '${item.id}' is of unknown type '${item.type}'`;
  }
  return fits ? "" : `item '${item.id}': expected ${expected}, got ${JSON.stringify(response)}`;
}

/**
 * Score, status and feedback for an answer: {score, max_score, status, feedback: [{mark, subject,
 * text, sources}]}.
 */
export function grade(item, response) {
  const problem = validateResponse(item, response);
  if (problem) throw new Error(problem);
  return GRADERS[item.type](item, response);
}

const piece = (mark, part) => ({
  mark,
  subject: part.text,
  text: part.feedback,
  sources: part.sources,
});

// `net` is right minus wrong, `there` all there was to get right.
function graded(net, there, feedback) {
  const score = Math.max(0, net / there);
  return {
    score,
    max_score: 1,
    status: score === 1 ? "correct" : score > 0 ? "partly" : "wrong",
    feedback,
  };
}

const GRADERS = {
  choice(item, response) {
    const option = byId(item.options, response);
    return graded(Number(option.correct), 1, [piece(option.correct ? "right" : "wrong", option)]);
  },
  multiple(item, response) {
    const chosen = item.options.filter((option) => response.includes(option.id));
    const right = chosen.filter((option) => option.correct).length;
    const there = item.options.filter((option) => option.correct).length;
    const feedback = chosen.map((option) => piece(option.correct ? "right" : "wrong", option));
    return graded(right - (chosen.length - right), there, feedback);
  },
  classify(item, response) {
    const placed = item.cards.filter((card) => Object.hasOwn(response, card.id));
    const isRight = (card) => response[card.id] === card.group;
    const right = placed.filter(isRight).length;
    const feedback = placed.map((card) => piece(isRight(card) ? "right" : "wrong", card));
    return graded(right - (placed.length - right), item.cards.length, feedback);
  },
  order(item, response) {
    const wanted = ids(item.cards);
    let right = 0;
    let pairs = 0;
    for (let first = 0; first < wanted.length; first += 1) {
      for (let second = first + 1; second < wanted.length; second += 1) {
        pairs += 1;
        if (response.indexOf(wanted[first]) < response.indexOf(wanted[second])) right += 1;
      }
    }
    const feedback = response.map((id, number) => {
      const place = wanted.indexOf(id);
      return piece(
        place === number ? "right" : place < number ? "earlier" : "later",
        item.cards[place],
      );
    });
    return graded(right - (pairs - right), pairs, feedback);
  },
  estimate(item, response) {
    const range = item.ranges.find((part) => response <= part.to);
    const mark = range.credit === 1 ? "right" : range.credit === 0 ? "wrong" : "note";
    return graded(range.credit, 1, [
      { mark, subject: "", text: range.feedback, sources: range.sources },
    ]);
  },
  survey(item, response) {
    return {
      score: 0,
      max_score: 0,
      status: "recorded",
      feedback: [piece("note", byId(item.options, response))],
    };
  },
};
