// Cards put in order with buttons; dragging by the grip is a bonus for pointers.

import { putMark } from "./controls.js";
import { h } from "./dom.js";

/** The body of an order item. */
export function orderBody(item, say) {
  const rows = new Map(item.cards.map((card) => [card.id, cardRow(card)]));
  const list = h(
    "ol",
    { class: "kc-order" },
    item.start.map((id) => rows.get(id)),
  );
  const node = h(
    "div",
    { class: "kc-answer" },
    h("p", { class: "kc-end" }, `↑ ${item.from}`),
    list,
    h("p", { class: "kc-end" }, `↓ ${item.to}`),
  );
  let touched = false;
  let locked = false;

  const order = () => [...list.children].map((row) => row.dataset.card);
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
    say(`${textOf(row)}: now ${order().indexOf(row.dataset.card) + 1} of ${rows.size}.`);
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
    node,
    value: () => (touched ? order() : undefined),
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

function cardRow(card) {
  return h(
    "li",
    { class: "kc-card", "data-card": card.id },
    h("span", { class: "kc-grip", "aria-hidden": "true" }, "⠿"),
    h("span", { class: "kc-place", "aria-hidden": "true" }, ""),
    h("span", { class: "kc-card-text" }, card.text),
    h(
      "span",
      { class: "kc-moves" },
      h("button", { type: "button", class: "kc-up", "aria-label": `Move up: ${card.text}` }, "↑"),
      h(
        "button",
        { type: "button", class: "kc-down", "aria-label": `Move down: ${card.text}` },
        "↓",
      ),
    ),
  );
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
