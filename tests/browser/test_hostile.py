"""A thousand hostile banks with hostile stored answers, drawn by the real Python and the real
scripts: text stays text.

No policy guards these pages, so whatever got out of a text would run.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from ketamine_course import language
from ketamine_course.publish import assets, quizzes
from ketamine_course.quiz import frontend
from ketamine_course.quiz.definition import define
from ketamine_course.quiz.schema import Bank

T = TypeVar("T")
BANKS, BATCH = 1000, 50
FINDING = "spravato_label.dissociation_drug"
RUN = "window.canary=1"
ATTACKS = [
    f"<img src=x onerror={RUN}>",
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'"><svg onload={RUN}>',
    f"' onfocus={RUN} autofocus x='",
    f"javascript:{RUN}",
    f"<a href=javascript:{RUN}>x</a>",
    f"--><script>{RUN}</script>",
    "</textarea></title></style><iframe srcdoc='<script>parent.canary=1</script>'>",
    "\u202egnp.exe\u2066",
    "a\u0000b",
    "&lt;b&gt; &amp;amp; &#60;i>",
    "x" * 1200,
    "__proto__",
    "constructor",
    "${x}{{x}}{%x%}",
    "a\u2028\u2029b",
    "]]>",
    "<!--",
]
texts = st.sampled_from(ATTACKS) | st.text(
    st.characters(codec="utf-8"), min_size=1, max_size=12
).filter(str.strip)
words = st.sampled_from(
    ["constructor", "length", "concat", "filter", "proto", "name", "id", "0", "then", "map"]
)


def distinct(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=low, max_size=high, unique=True)


@st.composite
def item(draw: st.DrawFn, id: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["choice", "multiple", "classify", "order", "estimate", "survey"]))
    made: dict[str, Any] = {
        "id": id,
        "type": kind,
        "objective": "05.1",
        "claims": ["c16"],
        "findings": [FINDING],
        "prompt": draw(texts),
    }
    made |= {"hint": draw(texts), "explanation": draw(texts)}
    parts = [
        {"id": name, "text": draw(texts), "feedback": draw(texts), "findings": [FINDING]}
        for name in [
            *(name for name in draw(distinct(3, 4)) if name != "constructor"),
            "constructor",
        ]
    ]
    match kind:
        case "choice" | "multiple":
            parts[0]["correct"] = True
            made["options"] = parts
        case "survey":
            made["options"] = parts
        case "order":
            made |= {"cards": parts, "from": draw(texts), "to": draw(texts)}
        case "classify":
            groups = draw(distinct(2, 3))
            made |= {
                "groups": [{"id": name, "text": draw(texts)} for name in groups],
                "cards": [{**part, "group": groups[0]} for part in parts],
            }
        case "estimate":
            ranges = [
                {"to": end, "credit": credit, "feedback": draw(texts)}
                for end, credit in ((40, "none"), (100, "full"))
            ]
            made |= {
                "minimum": 0,
                "maximum": 100,
                "unit": draw(texts),
                "input": draw(st.sampled_from(["slider", "box"])),
                "answer": FINDING,
                "ranges": ranges,
            }
    return made


def fitting(item: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Responses to an item of a definition that its marking takes, among them a part of the
    cards.
    """
    parts = [part["id"] for part in item.get("options", item.get("cards", []))]
    if "groups" in item:
        return st.fixed_dictionaries(
            {parts[0]: st.sampled_from([group["id"] for group in item["groups"]])}
        )
    return st.sampled_from([parts, parts[:1], *parts]) if parts else st.just(50)


@st.composite
def quiz(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A definition, and attempts that a browser could have stored for it."""
    mode = draw(st.sampled_from(["practice", "assessment", "predict"]))
    ids = draw(distinct(1, 2))
    bank = {
        "id": "made",
        "version": 1,
        "title": draw(texts),
        "lesson": "05",
        "mode": mode,
        "objectives": {"05.1": draw(texts)},
    }
    definition = define(
        Bank.model_validate({**bank, "items": [draw(item(id)) for id in ids]}),
        review=mode == "predict" and draw(st.booleans()),
    )
    for each in definition["items"]:
        each["sources"] = [
            {"label": draw(texts), "url": draw(texts)},
            {"label": draw(texts), "url": f"https://example.org/{draw(texts)}"},
        ]
        if "evidence" in each:
            each["evidence"] |= {
                "statement": draw(texts),
                "text": draw(texts),
                "figure": draw(texts),
            }
    response = (
        texts
        | st.floats(0, 100)
        | distinct(1, 4)
        | st.dictionaries(words | st.just("__proto__"), words | texts, max_size=3)
        | st.none()
    )
    attempts = [
        {
            "attempt_id": draw(texts)[:200],
            "learner": draw(texts)[:200],
            "quiz": "made",
            "bank_version": 1,
            "item": each["id"],
            "response": draw(response | fitting(each)),
            "score": 0,
            "max_score": 1,
            "confidence": draw(st.none() | st.floats(0, 1)),
            "mode": mode,
            "started": draw(texts)[:200],
            "submitted": draw(texts)[:200],
            "host": "static",
        }
        for each in definition["items"]
    ]
    return definition, draw(st.sampled_from([[], attempts]))


def drawn(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """The same ``count`` examples in every run."""
    made: list[T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(one: T) -> None:
        made.append(one)

    collect()
    return made


def thousand() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The same hostile quizzes in every run, each with an id of its own."""
    made = drawn(quiz(), BANKS)
    for number, (definition, attempts) in enumerate(made):
        definition["id"] = f"made-{number}"
        for attempt in attempts:
            attempt["quiz"] = definition["id"]
    return made


FAULTS = """() => {
  const KNOWN = ["SECTION DIV P FIELDSET LEGEND SPAN LABEL INPUT BUTTON OL UL LI OUTPUT SMALL",
    "STRONG A SCRIPT NOSCRIPT"].join(" ").split(" ");
  const faults = [];
  if (window.canary) faults.push("a script ran");
  if (Object.keys(Object.prototype).length) faults.push("the prototype was changed");
  for (const element of document.querySelectorAll("body *")) {
    const place = element.closest(".kc-mount")?.dataset.quiz ?? element.outerHTML.slice(0, 200);
    if (!KNOWN.includes(element.tagName)) faults.push(`${place}: a ${element.tagName}`);
    if (element.tagName === "SCRIPT" && element.type !== "application/json" &&
      !element.dataset.test) faults.push(`${place}: a script`);
    for (const { name, value } of element.attributes) {
      if (/^on|^srcdoc$|^formaction$/.test(name)) faults.push(`${place}: ${name}`);
      if (name === "href" && !/^https?:/.test(value)) faults.push(`${place}: a link to ${value}`);
      if (name === "style" &&
        !/^(--[a-z]+: ?[-+e\\d.]+%;? ?)+$/.test(value)) faults.push(`${place}: a style ${value}`);
    }
  }
  return faults;
}"""
# What HTML itself does to a text on its way in, which scripts are spared.
SHOWN = """() => [...document.querySelectorAll(".kc-mount")].map((mount) => ({
  prompts: [...mount.querySelectorAll("fieldset .kc-prompt")].map((e) => e.textContent),
  options: [...mount.querySelectorAll(".kc-options .kc-option-text")].map((e) => e.textContent),
  status: mount.dataset.status ?? "",
}))"""
ANSWER = """() => {
  const unanswered = [];
  for (const item of document.querySelectorAll("fieldset.kc-item[data-status=open]")) {
    if (!item.querySelector(".kc-check")) continue;
    const names = new Set();
    for (const input of item.querySelectorAll("input")) {
      if (["range", "number"].includes(input.type)) { input.value = 50;
        input.dispatchEvent(new Event("input", { bubbles: true })); }
      else if (!names.has(input.name)) { names.add(input.name); input.click(); }
    }
    item.querySelector(".kc-down:not(:disabled)")?.click();
    item.querySelector(".kc-hint-button")?.click();
    item.querySelector(".kc-check").click();
    const { quiz } = item.closest(".kc-quiz").dataset;
    if (item.dataset.status === "open") unanswered.push(`${quiz} ${item.dataset.type}`);
  }
  return unanswered;
}"""


def test_a_thousand_hostile_banks_and_stored_answers_stay_text(browser: Browser, book: str):
    made = thousand()
    assert len(made) == BANKS
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    content = {"body": ""}
    page.route(
        "**/hostile.html",
        lambda route: route.fulfill(body=content["body"], content_type="text/html; charset=utf-8"),
    )
    store, host = (
        (assets.STATIC / name).read_text(encoding="utf-8") for name in ("store.js", "host.js")
    )
    for start in range(0, BANKS, BATCH):
        batch = made[start : start + BATCH]
        quiet = "<!doctype html><html lang=en><head><title>Hostile</title></head><body>" + "".join(
            quizzes.quiz_html(definition) for definition, _ in batch
        )
        content["body"] = quiet
        page.goto(book + "hostile.html")
        assert page.evaluate(FAULTS) == []
        for (definition, _), shown in zip(batch, page.evaluate(SHOWN), strict=True):
            assert (
                shown["prompts"] == [parsed(each["prompt"]) for each in definition["items"]]
                or definition["view"] == "review"
            )
        page.evaluate(
            "(kept) => { localStorage.clear(); for (const [key, text] of kept)"
            " localStorage.setItem(key, text); }",
            [
                [f"ketamine-course:attempts:{definition['id']}", json.dumps(attempts)]
                for definition, attempts in batch
            ],
        )
        content["body"] = quiet + "".join(
            f"<script data-test=1>{script}</script>"
            for script in (frontend.classic(), language.classic_script(), store, host)
        )
        page.goto(book + "hostile.html")
        assert page.evaluate(FAULTS) == []
        for (definition, _), shown in zip(batch, page.evaluate(SHOWN), strict=True):
            assert shown["status"] != "failed", definition
            prompts = [parsed(each["prompt"]) for each in definition["items"]]
            assert shown["prompts"] == prompts, definition
            if definition["view"] == "ask":
                assert shown["options"] == [
                    parsed(option["text"])
                    for each in definition["items"]
                    for option in each.get("options", [])
                ], definition
        assert page.evaluate(ANSWER) == []
        assert page.evaluate(FAULTS) == []
        assert errors == []
    context.close()


def parsed(text: str) -> str:
    """``text`` as HTML reads it: no NUL, and every end of line is the same."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def test_the_check_itself_sees_what_gets_out(browser: Browser):
    page = browser.new_page()
    page.set_content(
        f"<body><p onclick='{RUN}'>x</p><img src=x><a"
        f" href='javascript:{RUN}'>y</a><script>{RUN}</script>"
    )
    faults = " ".join(page.evaluate(FAULTS))
    assert all(
        part in faults
        for part in ("a script ran", "onclick", "a IMG", "a link to javascript", "a script")
    )
    page.close()


# What lies in the browser under the course's names, whoever put it there.
attempt_like = st.fixed_dictionaries(
    {
        "attempt_id": texts,
        "quiz": st.sampled_from(["pre-test", "post-test", "lesson-11"]),
        "item": texts,
        "mode": texts,
        "submitted": texts,
        "response": texts | st.floats(0, 1),
        "score": st.floats(-9, 9) | st.none() | texts,
        "max_score": st.floats(-9, 9),
        "confidence": st.floats(-9, 9) | texts,
        "bank_version": st.integers(0, 3) | texts,
    }
)
kept_texts = (
    texts
    | st.lists(attempt_like | texts | st.none(), max_size=4).map(json.dumps)
    | attempt_like.map(json.dumps)
)
names = st.sampled_from(
    [
        "attempts:pre-test",
        "attempts:post-test",
        "attempts:lesson-11",
        "attempts:__proto__",
        "learner",
        "mode",
    ]
) | texts.map("attempts:{}".format)
states = st.dictionaries(names, kept_texts, min_size=3, max_size=8)


def test_whatever_lies_in_storage_every_page_stands_and_stays_text(browser: Browser, book: str):
    hostile = [
        *drawn(states, 21),
        *(
            {
                f"attempts:{text}" if name == "attempts" else name: text
                for name in ("attempts", "learner", "mode", "attempts:pre-test")
            }
            for text in ATTACKS
        ),
    ]
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for number, state in enumerate(hostile):
        # From a page that runs nothing of the course.
        page.goto(book + "robots.txt")
        page.evaluate(
            "(kept) => { localStorage.clear(); for (const [name, text] of Object.entries(kept))"
            " localStorage.setItem(`ketamine-course:${name}`, text); }",
            state,
        )
        page.goto(book + ("book/privacy.html" if number % 2 else "notebooks/11-conclusion.html"))
        assert page.evaluate("document.documentElement.dataset.theme") in ("light", "dark"), state
        assert page.evaluate("document.querySelector('.theme-switch-button').title").startswith(
            "Colour mode: "
        ), state
        assert page.evaluate("window.canary") is None and errors == [], state
        assert re.fullmatch(
            r"[\w.:-]{1,200}", page.evaluate("KetamineCourseStore.learner()"), re.ASCII
        ), state
        if number % 2:
            assert page.locator("#kc-my-answers .kc-answers-count").count() == 1
            assert page.locator("#kc-my-answers :is(img, script, svg, iframe, a)").count() == 0
        else:
            assert page.locator(".kc-mount[data-status=failed]").count() == 0
            assert page.locator(".kc-mount :is(img, iframe, [onload], [onerror])").count() == 0
    context.close()
