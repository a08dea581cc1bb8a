"""One store for a room: 200 people at once, older databases, and who may see what, on SQLite and on
a real PostgreSQL. It speaks German, as a server may: no error is known by its words.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ketamine_course import cli, progress
from ketamine_course.progress import learner, migrations, store
from ketamine_course.progress.room import NoAnswersError
from ketamine_course.progress.store import Store, StoreError

from ..unit.test_progress_store import attempt
from ..unit.test_room import CHOICES, answer, option
from . import postgres

_numbers = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.serving(postgres.GERMAN) as address:
        yield address


def sql(url: str, *statements: str) -> list[tuple]:
    """Run statements as the address says who; returns the rows of the last one."""
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.pool.NullPool,
    )
    with engine.connect() as connection:
        for statement in statements:
            result = connection.exec_driver_sql(statement)
        return [tuple(row) for row in result] if result.returns_rows else []


NO_RIGHT, CANNOT_DELETE = "42501", "55000"  # PostgreSQL's codes


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        yield
    assert caught.value.orig.sqlstate in codes, caught.value


@pytest.fixture
def database(server: str) -> str:
    name = f"room{next(_numbers)}"
    sql(f"{server}postgres", f"CREATE DATABASE {name}")
    return f"{server}{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("database")
    return f"sqlite:///{(tmp_path / 'room.sqlite3').as_posix()}"


def test_the_server_speaks_german(server: str):
    with pytest.raises(sa.exc.ProgrammingError) as caught:
        sql(f"{server}postgres", "select * from nothing")
    assert "existiert nicht" in str(caught.value), (
        "PostgreSQL has no German here; on Debian it comes with postgresql, unless a file in"
        " /etc/dpkg/dpkg.cfg.d keeps /usr/share/locale out: remove that, and reinstall postgresql"
    )


@pytest.mark.parametrize("response", ["care", ["a", "b"], {"bp": "care"}, 41, 130.5, -2.5])
def test_an_answer_comes_back_exactly_as_it_was(anywhere: str, response: object):
    kept = attempt(response=response, confidence=0.75, score=1 / 3)
    Store(anywhere).add([kept])
    (found,) = Store(anywhere).attempts()
    assert found == kept and type(found.response) is type(response)


def test_adding_twice_changes_nothing_and_the_first_stays(anywhere: str):
    place = Store(anywhere)
    assert place.add([attempt("a"), attempt("a"), attempt("b", learner="two")]) == 2
    assert place.add([attempt("a", score=0), attempt("c")]) == 1
    assert [(found.attempt_id, found.score) for found in place.attempts()] == [
        ("a", 1),
        ("b", 1),
        ("c", 1),
    ]
    assert place.add(attempt(f"n{number}") for number in range(1500)) == 1500
    assert len(place.attempts(learner="one", quiz="six-kinds")) == 1502


PEOPLE, PROGRAMS, EACH = 200, 2, 3
WRITERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from ketamine_course.progress import store
from tests.unit.test_progress_store import attempt
store.BUSY_TIMEOUT = 300  # a slow machine must not decide this test
address, program, people, each = sys.argv[1], *map(int, sys.argv[2:])
together = Barrier(people)
def learner(number):
    together.wait()
    code = f"learner-{program}-{number}"
    for answer in range(each):
        one = attempt(f"{code}-{answer}", learner=code, response=code)
        assert store.Store(address).add([one]) == 1
with ThreadPoolExecutor(people) as pool:
    list(pool.map(learner, range(people)))
"""


def test_two_hundred_people_write_at_once_and_nothing_is_lost(anywhere: str):
    """Into a database that isn't there yet: whoever comes first makes the table, and the server
    takes far fewer at a time.
    """
    own = PEOPLE // PROGRAMS
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", WRITERS, anywhere, str(n), str(own), str(EACH)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(PROGRAMS)
    ]
    said = [program.communicate()[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * PROGRAMS, "".join(said)
    kept = {found.attempt_id: found for found in Store(anywhere).attempts()}
    wanted = {
        f"learner-{p}-{n}-{a}" for p in range(PROGRAMS) for n in range(own) for a in range(EACH)
    }
    assert set(kept) == wanted and len(wanted) == 600
    assert all(
        id.startswith(found.learner) and found.response == found.learner
        for id, found in kept.items()
    )


# Steps from one version to the next


def old_database(url: str) -> None:
    """One from before there were versions, with an answer in it."""
    names = {
        "response": "json",
        "score": "double precision",
        "max_score": "double precision",
        "confidence": "double precision",
        "bank_version": "integer",
    }
    columns = ", ".join(
        f"{name} {names.get(name, 'varchar(200)')}{' primary key' if name == 'attempt_id' else ''}"
        for name in attempt().model_dump()
    )
    row = attempt("old").model_dump() | {"response": json.dumps("supervised-care")}
    values = ", ".join("null" if value is None else f"'{value}'" for value in row.values())
    sql(url, f"create table attempts ({columns})", f"insert into attempts values ({values})")


def test_an_older_database_is_read_as_it_is_and_brought_up_to_date_with_the_next_answer(
    anywhere: str,
):
    old_database(anywhere)
    assert [found.attempt_id for found in Store(anywhere).attempts()] == ["old"]
    assert not has(anywhere, "attempts_version")
    Store(anywhere).add([attempt("new")])
    assert [found.attempt_id for found in Store(anywhere).attempts()] == ["new", "old"]
    assert sql(anywhere, "select version_num from attempts_version") == [(migrations.HEAD,)]


def has(url: str, table: str) -> bool:
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool
    )
    return sa.inspect(engine).has_table(table)


def test_the_longest_answer_that_there_may_be_is_kept_as_it_is(anywhere: str):
    longest = attempt(
        "i" * 200,
        learner="l" * 200,
        quiz="q" * 64,
        item="q" * 64,
        bank_version=2**31 - 1,
        response={"c" * 199 + str(n): "g" * 200 for n in range(10)},
        confidence=0.1,
        mode="assessment",
        started="2026-01-01T09:00:00.123456Z",
        submitted="2026-01-01T09:00:00.123456Z",
    )
    Store(anywhere).add([longest])
    assert Store(anywhere).attempts(learner="l" * 200) == [longest]


def test_the_steps_end_with_the_table_that_the_store_writes(anywhere: str):
    Store(anywhere).prepare()
    Store(anywhere).prepare()
    engine = sa.create_engine(
        anywhere.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool
    )
    for table in (store._TABLE, store._READ):
        columns = sa.inspect(engine).get_columns(table.name)
        made = [
            (column["name"], column["type"]._type_affinity, column["nullable"])
            for column in columns
        ]
        assert made == [
            (column.name, column.type._type_affinity, column.nullable) for column in table.c
        ]
    assert "attempts_by_learner" in {
        index["name"] for index in sa.inspect(engine).get_indexes("attempts")
    }


def at_step(url: str, step: str) -> None:
    """Make a database as the course did when this step was the last, with an answer in it."""
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        connection.execute(sa.insert(store._TABLE), [attempt("old").model_dump()])


READ_BEFORE = (
    "create table lessons_read (learner varchar(200) not null, lesson varchar(2) not null, at"
    " varchar(32) not null, primary key (learner, lesson))"
)


@pytest.mark.parametrize("marked", [False, True], ids=["answers", "and-lessons"])
@pytest.mark.parametrize("era", [None, "0001", "0002", "0003"])
def test_a_database_of_every_era_opens_and_comes_up_to_date(
    anywhere: str, era: str | None, marked: bool
):
    old_database(anywhere) if era is None else at_step(anywhere, era)
    if marked:
        sql(anywhere, READ_BEFORE, "insert into lessons_read values ('one', '05', '2026')")
    before = {"05": "2026"} if marked else {}
    place = Store(anywhere)
    assert [found.attempt_id for found in place.attempts()] == ["old"] and place.read(
        "one"
    ) == before
    assert [row[0] for batch in place.batches() for row in batch] == ["old"]
    place.add_read("one", {"06": "2027"})
    assert place.add([attempt("new")]) == 1
    assert [found.attempt_id for found in place.attempts()] == ["new", "old"] and place.read(
        "one"
    ) == {**before, "06": "2027"}
    assert sql(anywhere, "select version_num from attempts_version") == [(migrations.HEAD,)]


def test_lessons_marked_before_the_first_answer_stay(anywhere: str):
    sql(anywhere, READ_BEFORE, "insert into lessons_read values ('one', '05', '2026')")
    assert Store(anywhere).attempts() == [] and Store(anywhere).read("one") == {"05": "2026"}
    Store(anywhere).add([attempt("new")])
    assert Store(anywhere).read("one") == {"05": "2026"}


def test_writers_who_bring_the_same_in_another_order_do_not_wait_for_each_other(database: str):
    """PostgreSQL lets a writer wait for a row that another one has just added; two who wait for
    each other lose one's answers.
    """
    Store(database).prepare()
    rows = (
        [attempt(id).model_dump() for id in ("a", "b")],
        [{"learner": "one", "lesson": lesson, "at": "2026"} for lesson in ("05", "06")],
    )
    acts = (
        lambda: Store(database).add([attempt("b"), attempt("a")]),
        lambda: Store(database).add_read("one", {"06": "2026", "05": "2026"}),
    )
    engine = sa.create_engine(
        database.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.pool.NullPool
    )
    for table, (first, second), act in zip((store._TABLE, store._READ), rows, acts, strict=True):
        with ThreadPoolExecutor(1) as pool, engine.begin() as other:
            other.execute(sa.insert(table), [first])
            waiting = pool.submit(act)
            while (
                not sql(database, "select 1 from pg_locks where not granted") and not waiting.done()
            ):
                time.sleep(0.01)
            other.execute(sa.insert(table), [second])
            other.commit()
            waiting.result()
    assert len(Store(database).attempts()) == 2 and Store(database).read("one") == {
        "05": "2026",
        "06": "2026",
    }


def test_what_was_read_is_kept_once_with_its_first_moment_whoever_writes_at_once(anywhere: str):
    def read(number: int) -> None:
        Store(anywhere).add_read("one", {"05": f"2026-{number:02}", f"{number:02}": "2026"})

    Store(anywhere).prepare()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, random.Random(7).sample(range(10, 40), 30)))
    assert Store(anywhere).read("one") == {
        "05": "2026-10",
        **{f"{number}": "2026" for number in range(10, 40)},
    }


def test_head_is_the_last_step():
    steps = sorted(
        path.name[:4] for path in Path(migrations.__file__).parent.glob("versions/0*.py")
    )
    assert (
        steps == [f"{number:04}" for number in range(1, len(steps) + 1)]
        and steps[-1] == migrations.HEAD
    )


def test_a_database_of_a_newer_course_is_refused_and_left_alone(anywhere: str):
    Store(anywhere).add([attempt("a")])
    sql(anywhere, "update attempts_version set version_num = '9999'")
    for act in (
        lambda: Store(anywhere).attempts(),
        lambda: Store(anywhere).add([attempt("b")]),
        lambda: list(Store(anywhere).batches()),
    ):
        with pytest.raises(StoreError, match="newer version of the course"):
            act()
    assert sql(anywhere, "select count(*) from attempts") == [(1,)]


# Who may see what


@pytest.fixture
def roles(database: str, server: str) -> dict[str, str]:
    """Addresses of an owner, learners and trainers of one database."""
    number = next(_numbers)
    names = {"learners": f"learners{number}", "trainers": f"Trainers {number}"}
    sql(f"{server}postgres", *(f'CREATE ROLE "{name}" LOGIN' for name in names.values()))
    Store(database).prepare(**names)
    urls = {
        who: database.replace("postgres@", f"{name.replace(' ', '%20')}@")
        for who, name in names.items()
    }
    return {"owner": database, **urls, "name": names["learners"]}


def test_a_learner_sees_and_adds_only_own_answers(roles: dict[str, str]):
    mine = Store(roles["learners"])
    assert mine.add([attempt("a", learner="mine"), attempt("b", learner="hers")]) == 2
    assert [found.attempt_id for found in mine.attempts(learner="mine")] == ["a"]
    # Without a code there is nothing, whatever the question put to the database.
    assert mine.attempts() == []
    assert sql(roles["learners"], "select * from attempts") == []
    assert sql(roles["owner"], "select count(*) from attempts") == [(2,)]


@pytest.mark.parametrize(
    "statement",
    [
        "update attempts set score = 1",
        "truncate attempts",
        "drop table attempts",
        "alter table attempts disable row level security",
        "select * from attempts_of_room",
        (
            "insert into attempts select 'x', 'hers', 'q', 1, 'i', '1', 0, 1, null, 'practice',"
            " 's', 's', 'kernel'"
        ),
        "update attempts_version set version_num = '1'",
    ],
)
def test_a_learner_cannot(roles: dict[str, str], statement: str):
    Store(roles["learners"]).add([attempt("a", learner="mine")])
    with refused(NO_RIGHT):
        sql(
            roles["learners"],
            "select set_config('ketamine_course.learner', 'mine', false)",
            statement,
        )
    assert Store(roles["owner"]).attempts() == [attempt("a", learner="mine")]


def test_a_learner_reads_and_erases_only_under_the_own_code(roles: dict[str, str]):
    place = Store(roles["learners"])
    for code in ("mine", "hers"):
        place.add([attempt(code, learner=code)])
        place.add_read(code, {"05": "2026-02"})
    place.add_read("mine", {"05": "2026-01", "06": "2026-01"})
    assert place.read("mine") == {"05": "2026-01", "06": "2026-01"} and place.read("hers") == {
        "05": "2026-02"
    }
    assert sql(roles["learners"], "select * from lessons_read") == []
    with refused(NO_RIGHT):
        sql(
            roles["learners"],
            "select set_config('ketamine_course.learner', 'mine', false)",
            "insert into lessons_read values ('hers', '07', '2026')",
        )
    sql(
        roles["learners"],
        "select set_config('ketamine_course.learner', 'mine', false)",
        "delete from attempts",
        "delete from lessons_read",
    )
    assert [found.learner for found in Store(roles["owner"]).attempts()] == ["hers"] and Store(
        roles["owner"]
    ).read("hers")

    place.add([attempt("again", learner="mine")])
    place.add_read("mine", {"05": "2026"})
    place.erase("mine")
    assert place.attempts(learner="mine") == [] and place.read("mine") == {}
    assert (
        sql(roles["owner"], "select learner from attempts")
        == [("hers",)]
        == sql(roles["owner"], "select learner from lessons_read")
    )


def test_a_room_from_before_lessons_were_marked_keeps_its_roles(database: str, server: str):
    """Whatever brings it up to date: the owner need not name the roles again."""
    learners, trainers = f"Class {next(_numbers)}", f"trainers{next(_numbers)}"
    at_step(database, "0003")
    for name, rights in (
        (learners, "SELECT, INSERT ON attempts"),
        (trainers, "SELECT ON attempts_of_room"),
    ):
        sql(
            database,
            f'CREATE ROLE "{name}" LOGIN',
            f'GRANT {rights} TO "{name}"',
            f'GRANT SELECT ON attempts_version TO "{name}"',
        )
    Store(database).add([attempt("owners", learner="two")])
    place = Store(database.replace("postgres@", f"{learners.replace(' ', '%20')}@"))
    place.add_read("one", {"05": "2026"})
    assert place.read("one") == {"05": "2026"} and place.read("two") == {}
    place.erase("one")
    assert (
        sql(database, "select attempt_id from attempts") == [("owners",)]
        and Store(database).read("one") == {}
    )
    for statement in ("select * from lessons_read", "delete from attempts"):
        with refused(NO_RIGHT):
            sql(database.replace("postgres@", f"{trainers}@"), statement)


def test_marking_importing_reporting_and_erasing_as_a_learner_of_a_room(
    roles: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """All that a learner's notebook does, in the role that may make no tables."""
    monkeypatch.setenv(store.VARIABLE, roles["learners"])
    for code in ("hers", "mine"):
        monkeypatch.setenv(learner.VARIABLE, code)
        progress.mark_read("05")
        Store().add([attempt(code, learner=code)])
    progress.export_attempts(tmp_path / "mine.json")
    assert [
        lesson["lesson"] for lesson in progress.report().summary["lessons"] if lesson["read"]
    ] == ["05"]
    assert progress.erase(lambda _: "yes")
    assert not any(lesson["read"] for lesson in progress.report().summary["lessons"])
    assert progress.import_attempts(tmp_path / "mine.json") == 1 and list(Store().read("mine")) == [
        "05"
    ]
    owner = Store(roles["owner"])
    assert [found.learner for found in owner.attempts()] == ["hers", "mine"] and list(
        owner.read("hers")
    ) == ["05"]


def test_a_room_report_takes_databases_and_exports_in_which_lessons_are_marked(
    anywhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    room = [
        answer(f"p{n}", CHOICES[0], option(CHOICES[0], n < 6), attempt_id=f"id{n}")
        for n in range(12)
    ]
    monkeypatch.setenv(store.VARIABLE, anywhere)
    (tmp_path / "answers").mkdir()
    for each in room:
        Store().add(
            [
                attempt(
                    **{
                        "id": each["attempt_id"],
                        **{k: v for k, v in each.items() if k != "attempt_id"},
                    }
                )
            ]
        )
        Store().add_read(each["learner"], {"05": "2026-03-01T10:00:00.000Z"})
        monkeypatch.setenv(learner.VARIABLE, each["learner"])
        progress.export_attempts(tmp_path / "answers" / f"{each['learner']}.json")
    for place in (anywhere, tmp_path / "answers"):
        found = progress.cohort(place)
        assert (found.facts["people"], found.facts["answers"], found.facts["refused"]) == (
            12,
            12,
            [],
        )
    only_read = Store(f"sqlite:///{(tmp_path / 'read.sqlite3').as_posix()}")
    only_read.add_read("p0", {"05": "2026-03-01T10:00:00.000Z"})
    with pytest.raises(NoAnswersError, match="hold no answers"):
        progress.cohort(f"sqlite:///{(tmp_path / 'read.sqlite3').as_posix()}")


def test_a_trainer_reads_nothing_of_who_read_what(roles: dict[str, str]):
    with refused(NO_RIGHT):
        sql(roles["trainers"], "select * from lessons_read")


def test_a_taken_id_gives_nothing_away(roles: dict[str, str]):
    Store(roles["learners"]).add([attempt("a", learner="hers")])
    assert Store(roles["learners"]).add([attempt("a", learner="mine", score=0)]) == 0
    assert Store(roles["learners"]).attempts(learner="mine") == []
    assert [found.learner for found in Store(roles["owner"]).attempts()] == ["hers"]


def test_a_trainer_reads_the_room_without_codes(roles: dict[str, str]):
    item = CHOICES[0]
    room = [
        answer(f"secret-{n}", item, option(item, n < 12), attempt_id=f"id{n}") for n in range(18)
    ]
    for each in room:
        Store(roles["learners"]).add([attempt(**{"id": each.pop("attempt_id"), **each})])
    found = progress.cohort(roles["trainers"])
    row = found.tables["items"].filter(found.tables["items"]["item"] == item["id"]).to_dicts()[0]
    assert (found.facts["people"], row["answered"], row["right_low"]) == (18, 18, 12)
    rows = [row for batch in Store(roles["trainers"]).batches() for row in batch]
    assert {row[1] for row in rows} == {f"person-{n}" for n in range(1, 19)}
    assert "secret" not in str(sql(roles["trainers"], "select * from attempts_of_room"))
    for statement in (
        "select * from attempts",
        "delete from attempts_of_room",
        "insert into attempts (attempt_id) values ('x')",
    ):
        with refused(NO_RIGHT, CANNOT_DELETE):
            sql(roles["trainers"], statement)


def test_a_trainer_who_answers_a_quiz_is_told(roles: dict[str, str]):
    for act in (
        lambda: Store(roles["trainers"]).attempts(),
        lambda: Store(roles["trainers"]).add([attempt("a")]),
    ):
        with pytest.raises(StoreError, match="has no right to that"):
            act()


def test_answers_in_the_database_and_in_files_count_once(roles: dict[str, str], tmp_path: Path):
    room = [
        answer(f"p{n}", CHOICES[0], option(CHOICES[0], n < 6), attempt_id=f"id{n}")
        for n in range(12)
    ]
    Store(roles["learners"]).add(
        [
            attempt(
                **{"id": each["attempt_id"], **{k: v for k, v in each.items() if k != "attempt_id"}}
            )
            for each in room
        ]
    )
    (tmp_path / "all.json").write_text(
        json.dumps({"format": "ketamine-course-attempts", "version": 1, "attempts": room}),
        encoding="utf-8",
    )
    facts = progress.cohort([tmp_path, roles["trainers"]]).facts
    assert (facts["people"], facts["answers"], facts["duplicates"]) == (12, 12, 12)


def test_a_learner_is_told_when_the_database_is_not_up_to_date(roles: dict[str, str]):
    sql(
        roles["owner"],
        "update attempts_version set version_num = '0002'",
        "drop policy see_own on attempts",
    )
    with pytest.raises(StoreError, match="run 'ketamine-course database'"):
        Store(roles["learners"]).add([attempt("a")])


# Told in words


def test_sqlite_says_that_it_cannot_keep_people_apart(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot keep people apart: only PostgreSQL"):
        Store(f"sqlite:///{(tmp_path / 'x.sqlite3').as_posix()}").prepare(learners="class")


def test_a_server_that_is_away_is_told_without_the_password():
    with pytest.raises(StoreError, match="cannot be used: connection failed") as caught:
        Store("postgresql://anna:secret@127.0.0.1:9/course").add([attempt()])
    assert "secret" not in str(caught.value)


def test_a_full_server_is_waited_for(database: str, server: str, monkeypatch: pytest.MonkeyPatch):
    room = database.rpartition("/")[2]
    sql(
        f"{server}postgres",
        f"ALTER DATABASE {room} CONNECTION LIMIT 0",
        "CREATE ROLE someone LOGIN",
    )
    Store(database).prepare(learners="someone")
    place = Store(database.replace("postgres@", "someone@"))
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 0.5)
    with pytest.raises(StoreError, match="cannot be used: connection failed"):
        place.add([attempt("a")])
    monkeypatch.setattr(store, "BUSY_TIMEOUT", 300)  # a slow machine must not decide this test
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(place.add, [attempt("b")])
        time.sleep(0.5)
        assert not waiting.done()
        sql(f"{server}postgres", f"ALTER DATABASE {room} CONNECTION LIMIT -1")
        assert waiting.result() == 1


def test_the_command_prepares_a_database(
    database: str,
    server: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    sql(f"{server}postgres", "CREATE ROLE class7 LOGIN", "CREATE ROLE staff LOGIN")
    assert cli.main(["database", database, "--learners", "class7", "--trainers", "staff"]) == 0
    assert "class7" in capsys.readouterr().out
    monkeypatch.setenv(store.VARIABLE, database.replace("postgres@", "class7@"))
    assert Store().add([attempt(f"a{n}", learner=f"p{n}") for n in range(6)]) == 6
    monkeypatch.setenv(store.VARIABLE, database.replace("postgres@", "staff@"))
    assert cli.main(["cohort", "--report", str(tmp_path / "room.html")]) == 0
    assert cli.main(["database", database, "--learners", "nobody-there"]) == 1
    assert "nobody-there" in capsys.readouterr().err
