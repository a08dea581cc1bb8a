// Put cards in order with buttons; dragging by the grip is a bonus for pointers.

import { putMark } from "../controls.js";
import { byId, ids, isDistinct, netCorrect, piece } from "../net-correct.js";

export const order = {
  rule: "pairs in order minus pairs out of order",
  expected: (item) => `all of ${ids(item.cards)} in some order`,
  fits: (item, response) =>
    isDistinct(response) &&
    response.length === item.cards.length &&
    response.every((id) => ids(item.cards).includes(id)),
  grade(item, response) {
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
    return netCorrect(right - (pairs - right), pairs, feedback);
  },
  answer: (item, response) => response.map((id) => byId(item.cards, id).text).join(" → "),
  solution: (item) => order.answer(item, ids(item.cards)),
  detail: (item, _result, right) => `${right} of ${item.cards.length} cards in their right place.`,
  body: orderBody,
};

function orderBody(item, node, _name, say) {
  const list = node.querySelector(".kc-order");
  const rows = new Map([...list.children].map((row, index) => [item.start[index], row]));
  for (const [id, row] of rows) {
    const { text } = byId(item.cards, id);
    row.dataset.card = id;
    row.querySelector(".kc-up").setAttribute("aria-label", `Move up: ${text}`);
    row.querySelector(".kc-down").setAttribute("aria-label", `Move down: ${text}`);
  }
  let touched = false;
  let locked = false;

  const places = () => [...list.children].map((row) => row.dataset.card);
  const textOf = (row) => row.querySelector(".kc-card-text").textContent;
  const arrange = (ids) => list.append(...ids.map((id) => rows.get(id)));

  function number() {
    list.toggleAttribute("data-locked", locked);
    [...list.children].forEach((row, index) => {
      row.querySelector(".kc-place").textContent = `${index + 1}.`;
      // Not `disabled`, which would drop the focus of somebody who has just moved the card here.
      row.querySelector(".kc-up").setAttribute("aria-disabled", String(locked || index === 0));
      row
        .querySelector(".kc-down")
        .setAttribute("aria-disabled", String(locked || index === list.children.length - 1));
    });
  }
  function announce(row) {
    say(`${textOf(row)}: now ${places().indexOf(row.dataset.card) + 1} of ${rows.size}.`);
  }
  // The neighbour is moved, never the card itself: the card keeps focus and pointer.
  function shift(row, step) {
    const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return false;
    list.insertBefore(neighbour, step < 0 ? row.nextElementSibling : row);
    touched = true;
    number();
    return true;
  }
  function press(row, step) {
    if (locked) return;
    if (shift(row, step)) announce(row);
    else say(`${textOf(row)} is already ${step < 0 ? "first" : "last"}.`);
  }
  for (const row of rows.values()) {
    row.querySelector(".kc-up").addEventListener("click", () => press(row, -1));
    row.querySelector(".kc-down").addEventListener("click", () => press(row, 1));
    makeDraggable(row, {
      mayDrag: () => !locked,
      shift: (step) => shift(row, step),
      dropped: () => announce(row),
    });
  }
  number();

  return {
    value: () => (touched ? places() : undefined),
    missing: () => "Move the cards into order first.",
    show(response, pieces) {
      locked = true;
      touched = true;
      arrange(response);
      for (const [index, id] of response.entries()) putMark(rows.get(id), pieces[index]?.mark);
      number();
    },
    open() {
      locked = false;
      for (const row of rows.values()) putMark(row, null);
      number();
    },
    clear() {
      touched = false;
      arrange(item.start);
      number();
    },
    focus: () => list.querySelector("button").focus(),
  };
}

function makeDraggable(row, { mayDrag, shift, dropped }) {
  const grip = row.querySelector(".kc-grip");
  let moved = false;
  grip.addEventListener("pointerdown", (event) => {
    if (!mayDrag() || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    moved = false;
    row.classList.add("kc-dragged");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const middle = (neighbour) =>
      neighbour.getBoundingClientRect().top + neighbour.offsetHeight / 2;
    while (
      row.previousElementSibling &&
      event.clientY < middle(row.previousElementSibling) &&
      shift(-1)
    )
      moved = true;
    while (row.nextElementSibling && event.clientY > middle(row.nextElementSibling) && shift(1))
      moved = true;
  });
  const end = () => {
    row.classList.remove("kc-dragged");
    if (moved) dropped();
    moved = false;
  };
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}
