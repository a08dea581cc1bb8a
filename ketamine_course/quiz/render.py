"""A quiz as HTML before, or without, any script: the same boxes that ``js/`` draws, so that nothing
jumps.

Everything from a bank is escaped. A test compares this with what the scripts draw, element by
element.
"""

from __future__ import annotations

from html import escape

from ..typing import JSON
from . import gain

CONFIDENCE = (("Guessing", "25%"), ("Unsure", "50%"), ("Fairly sure", "75%"), ("Certain", "100%"))
NO_GUESS = "You have not made this guess. Make it further up, or just read on."


def static_html(definition: JSON, host: str = "static") -> str:
    """The quiz as inert HTML: questions readable, inputs disabled, room kept for the buttons."""
    if definition["view"] == "gain":
        return gain.static_html(definition)
    review = definition["view"] == "review"
    name = f"{definition['title']}, with the evidence" if review else definition["title"]
    heading = "Your guess beside the evidence" if review else definition["title"]
    total = len(definition["items"])
    progress = (
        "" if review else f'<p class="kc-progress">0 of {total} answered{_points(definition)}</p>'
    )
    return (
        f'<section class="kc-quiz kc-waiting" data-quiz="{definition["id"]}"'
        f' data-host="{escape(host)}" data-mode="{definition["mode"]}"'
        f' data-view="{definition["view"]}" aria-label="{escape(name)}"><div class="kc-head"><p'
        f' class="kc-title">{escape(heading)}</p>{progress}</div><p class="kc-notice"'
        ' role="status"></p>'
        + "".join(_item(definition, number) for number in range(total))
        + ("" if review else '<div class="kc-summary" role="status"></div>')
        + "</section>"
    )


def text(definition: JSON) -> str:
    """The quiz in one line of plain text."""
    if definition["view"] == "gain":
        return gain.text(definition)
    total = len(definition["items"])
    return (
        f"Quiz '{definition['id']}': {definition['title']} ({total}"
        f" question{'' if total == 1 else 's'})"
    )


def answer_key_html(definition: JSON, wrong: bool = False) -> str:
    """Right answers with their reasons and sources, for print and for readers without scripts.

    With ``wrong`` it gives the reasons against the other options too, as a trainer needs them.
    """
    items = "".join(
        '<li class="kc-key-item"><p'
        f' class="kc-key-prompt">{escape(item["prompt"])}</p>{_solution(item)}'
        f"{_against(item) if wrong else ''}{_explanation(item)}</li>"
        for item in definition["items"]
    )
    return (
        f'<section class="kc-key" data-key="{definition["id"]}" aria-label="Answers:'
        f' {escape(definition["title"])}"><p class="kc-key-title">Answers:'
        f" {escape(definition['title'])}</p><ol>{items}</ol></section>"
    )


def _points(definition: JSON) -> str:
    graded = any(item["type"] != "survey" for item in definition["items"])
    return ", 0 points" if graded and definition["mode"] == "practice" else ""


def _item(definition: JSON, index: int) -> str:
    item = definition["items"][index]
    total = len(definition["items"])
    guess = definition["mode"] == "predict"
    number = f"{'Guess' if guess else 'Question'} {index + 1} of {total}"
    if total == 1:
        number = "Your guess" if guess else "Question"
    head = (
        f'<fieldset class="kc-item" data-item="{item["id"]}" data-type="{item["type"]}"'
        ' data-status="open"><legend class="kc-legend"><span'
        f' class="kc-number">{number}</span><span'
        f' class="kc-prompt">{escape(item["prompt"])}</span></legend>'
    )
    if definition["view"] == "review":
        return f'{head}<div class="kc-feedback" role="status">{_review(item)}</div></fieldset>'
    sure = _confidence() if definition["confidence"] and item["type"] != "survey" else ""
    label = "Submit" if definition["mode"] == "assessment" else "Check answer"
    hint = ("", "")
    if item["hint"]:
        hint = (
            '<button type="button" class="kc-hint-button" disabled>Hint</button>',
            f'<p class="kc-hint" hidden>{escape(item["hint"])}</p>',
        )
    return (
        f'{head}<p class="kc-how">{escape(_how(item))}</p>{_BODIES[item["type"]](item)}{sure}<div'
        ' class="kc-actions"><button type="button" class="kc-check"'
        f' disabled>{label}</button><button type="button" class="kc-retry" hidden disabled>Try'
        f' again</button>{hint[0]}</div>{hint[1]}<div class="kc-feedback" role="status"></div><div'
        ' class="kc-say" role="status"></div></fieldset>'
    )


def _how(item: JSON) -> str:
    match item["type"]:
        case "choice":
            return "Choose one."
        case "multiple":
            return "Choose all that apply."
        case "classify":
            return "Choose a group for every card."
        case "order":
            return (
                f"Put the cards in order with the arrow buttons, from {item['from']} to"
                f" {item['to']}."
            )
        case "estimate":
            return (
                "Move the slider to your guess."
                if item["input"] == "slider"
                else "Type your guess."
            )
    return "Choose one. There is no right answer."


def _option(kind: str, label: str) -> str:
    """One inert answer; ``label`` is HTML."""
    return (
        f'<label class="kc-option"><input type="{kind}" disabled><span'
        f' class="kc-option-text">{label}</span></label>'
    )


def _options(item: JSON) -> str:
    kind = "checkbox" if item["type"] == "multiple" else "radio"
    options = "".join(_option(kind, escape(option["text"])) for option in item["options"])
    return f'<div class="kc-answer kc-options">{options}</div>'


def _cards(item: JSON) -> list[JSON]:
    cards = {card["id"]: card for card in item["cards"]}
    return [cards[id] for id in item["start"]]


def _classify(item: JSON) -> str:
    groups = "".join(_option("radio", escape(group["text"])) for group in item["groups"])
    cards = "".join(
        f'<div class="kc-card"><p class="kc-card-text">{escape(card["text"])}</p><div'
        f' class="kc-groups">{groups}</div></div>'
        for card in _cards(item)
    )
    return f'<div class="kc-answer kc-cards">{cards}</div>'


def _order(item: JSON) -> str:
    cards = "".join(
        '<li class="kc-card"><span class="kc-grip" aria-hidden="true">⠿</span>'
        f'<span class="kc-place" aria-hidden="true">{number}.</span>'
        f'<span class="kc-card-text">{escape(card["text"])}</span><span class="kc-moves">'
        '<button type="button" class="kc-up" disabled>↑</button>'
        '<button type="button" class="kc-down" disabled>↓</button></span></li>'
        for number, card in enumerate(_cards(item), start=1)
    )
    return (
        f'<div class="kc-answer"><p class="kc-end">↑ {escape(item["from"])}</p>'
        f'<ol class="kc-order">{cards}</ol><p class="kc-end">↓ {escape(item["to"])}</p></div>'
    )


def _estimate(item: JSON) -> str:
    low, high, unit = f"{item['minimum']:.10g}", f"{item['maximum']:.10g}", escape(item["unit"])
    if item["input"] == "slider":
        field = (
            f'<div class="kc-slider"><span>{low}</span><input type="range" data-untouched'
            f' disabled><span>{high}</span></div><output class="kc-value">no guess yet</output>'
        )
    else:
        field = f'<div class="kc-box"><input type="number" disabled><span>{unit}</span></div>'
    return (
        '<div class="kc-answer kc-estimate"><label class="kc-estimate-label">'
        f"Your guess, from {low} to {high} {unit}</label>{field}</div>"
    )


_BODIES = {
    "choice": _options,
    "multiple": _options,
    "survey": _options,
    "classify": _classify,
    "order": _order,
    "estimate": _estimate,
}


def _confidence() -> str:
    labels = "".join(
        _option("radio", f"{word} <small>{share}</small>") for word, share in CONFIDENCE
    )
    return (
        '<div class="kc-confidence"><p class="kc-confidence-label">How sure are you?</p>'
        f'<div class="kc-groups">{labels}</div></div>'
    )


def _review(item: JSON) -> str:
    none = f'<p class="kc-no-guess">{NO_GUESS}</p>'
    if item["type"] == "survey":
        return none + _explanation(item)
    compare = (
        f'<p class="kc-compare"><strong>The evidence: </strong>{escape(_solution_text(item))}</p>'
    )
    if item["type"] != "estimate":
        return none + compare + _explanation(item)
    statement = f'<p class="kc-statement">{escape(item["evidence"]["statement"])}</p>'
    return none + compare + _number_line(item) + statement + _explanation(item)


def _number_line(item: JSON) -> str:
    low, high, evidence = item["minimum"], item["maximum"], item["evidence"]

    def at(value: float) -> str:
        return f"{100 * (min(max(value, low), high) - low) / (high - low):.10g}%"

    interval = ""
    if evidence["low"] is not None and evidence["high"] is not None:
        ends = f"--from: {at(evidence['low'])}; --to: {at(evidence['high'])}"
        interval = f'<span class="kc-line-interval" style="{ends}"></span>'
    place = f'style="--at: {at(evidence["value"])}"'
    return (
        f'<div class="kc-line" aria-hidden="true"><div class="kc-line-track">{interval}'
        f'<span class="kc-line-truth" {place}></span></div>'
        f'<span class="kc-line-label" {place}>◆ Evidence: {escape(evidence["figure"])}</span>'
        f'<div class="kc-line-ends"><span>{low:.10g}</span><span>{high:.10g}</span></div></div>'
    )


def _solution_text(item: JSON) -> str:
    match item["type"]:
        case "choice" | "multiple":
            return "; ".join(option["text"] for option in item["options"] if option["correct"])
        case "classify":
            groups = {group["id"]: group["text"] for group in item["groups"]}
            return "; ".join(f"{card['text']}: {groups[card['group']]}" for card in item["cards"])
        case "order":
            return " → ".join(card["text"] for card in item["cards"])
        case "estimate":
            return str(item["evidence"]["text"])
    return ""


def _solution(item: JSON) -> str:
    """The right answer with every reason that belongs to it, as HTML."""
    if item["type"] == "survey":
        return "<p>There is no right answer.</p>"
    answer = f'<p class="kc-key-answer"><strong>{escape(_solution_text(item))}</strong></p>'
    match item["type"]:
        case "choice" | "multiple":
            parts = [option for option in item["options"] if option["correct"]]
        case "estimate":
            answer += f"<p>{escape(item['evidence']['statement'])}</p>"
            parts = [part for part in item["ranges"] if part["credit"] == 1][:1]
        case _:
            parts = item["cards"]
    label = len(parts) > 1
    reasons = "".join(
        f"<li>{escape(part['text'] + ': ') if label else ''}{escape(part['feedback'])}"
        f" {_sources(part['sources'])}</li>"
        for part in parts
    )
    return f"{answer}<ul>{reasons}</ul>"


def _against(item: JSON) -> str:
    """Why the other options are wrong; in a survey, what each answer may mean."""
    others = [option for option in item.get("options", []) if not option.get("correct")]
    rows = "".join(
        f"<li>{escape(option['text'])}: {escape(option['feedback'])}</li>" for option in others
    )
    title = "What an answer may mean" if item["type"] == "survey" else "Why not the others"
    return f'<p class="kc-key-others">{title}</p><ul>{rows}</ul>' if rows else ""


def _explanation(item: JSON) -> str:
    words = (
        f'<p class="kc-explanation">{escape(item["explanation"])}</p>'
        if item["explanation"]
        else ""
    )
    sources = _sources(item["sources"])
    return words + (f'<p class="kc-item-sources">{sources}</p>' if sources else "")


def _sources(sources: list[JSON]) -> str:
    if not sources:
        return ""
    links = "; ".join(_link(source) for source in sources)
    return f'<span class="kc-sources">{"Sources" if len(sources) > 1 else "Source"}: {links}</span>'


def _link(source: JSON) -> str:
    label = escape(source["label"])
    if not source["url"].lower().startswith(("https://", "http://")):
        return f"<span>{label}</span>"
    return (
        f'<a href="{escape(source["url"])}" target="_blank" rel="noopener noreferrer">{label}</a>'
    )
