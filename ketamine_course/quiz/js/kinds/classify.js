// Sort cards into named groups.

import { checkInputs, lockInputs, nameInputs, putMark, radioGroup } from "../controls.js";
import { byId, ids, netCorrect, piece } from "../net-correct.js";

const isRecord = (response) =>
  response !== null && typeof response === "object" && !Array.isArray(response);

export const classify = {
  rule: "right minus wrong",
  expected: (item) => `cards ${ids(item.cards)} each in one of ${ids(item.groups)}`,
  fits: (item, response) =>
    isRecord(response) &&
    Object.keys(response).length > 0 &&
    Object.entries(response).every(
      ([card, group]) => byId(item.cards, card) && ids(item.groups).includes(group),
    ),
  grade(item, response) {
    const placed = item.cards.filter((card) => Object.hasOwn(response, card.id));
    const isRight = (card) => response[card.id] === card.group;
    const right = placed.filter(isRight).length;
    const feedback = placed.map((card) => piece(isRight(card) ? "right" : "wrong", card));
    return netCorrect(right - (placed.length - right), item.cards.length, feedback);
  },
  answer: (item, response) =>
    item.cards
      .filter((card) => Object.hasOwn(response, card.id))
      .map((card) => `${card.text}: ${byId(item.groups, response[card.id]).text}`)
      .join("; "),
  solution: (item) =>
    classify.answer(item, Object.fromEntries(item.cards.map((card) => [card.id, card.group]))),
  detail: (item, _result, right) => `${right} of ${item.cards.length} cards in the right group.`,
  body(item, node, name) {
    const cards = item.start.map((id) => byId(item.cards, id));
    const rows = [...node.children];
    const inputs = [...node.querySelectorAll("input")];
    for (const [number, row] of rows.entries()) {
      const id = `${name}-${number}`;
      radioGroup(row, row.querySelector(".kc-card-text"), id);
      nameInputs([...row.querySelectorAll("input")], id, ids(item.groups));
    }
    const placed = () =>
      Object.fromEntries(
        cards
          .map((card, index) => [card.id, rows[index].querySelector("input:checked")?.value])
          .filter(([, group]) => group !== undefined),
      );
    return {
      value() {
        const answer = placed();
        return Object.keys(answer).length === cards.length ? answer : undefined;
      },
      missing() {
        const left = cards.length - Object.keys(placed()).length;
        return left === cards.length
          ? "Choose a group for every card first."
          : `Sort all cards first: ${left} ${left === 1 ? "is" : "are"} still without a group.`;
      },
      show(response, pieces) {
        const marks = new Map(pieces.map((piece) => [piece.subject, piece.mark]));
        lockInputs(inputs, true);
        cards.forEach((card, index) => {
          checkInputs(rows[index].querySelectorAll("input"), [response[card.id]]);
          putMark(rows[index], marks.get(card.text));
        });
      },
      open() {
        lockInputs(inputs, false);
        for (const row of rows) putMark(row, null);
      },
      clear: () => checkInputs(inputs, []),
      focus() {
        const next = rows.find((row) => !row.querySelector("input:checked")) || rows[0];
        (next.querySelector("input:checked") || next.querySelector("input")).focus();
      },
    };
  },
};
