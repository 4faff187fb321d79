"""Exports of tickets: which are open now, and at which stage each stands."""

import pytest

from sim.errors import DataError
from sim.records.open_tickets import read_open_tickets
from sim.shipped import load_scenario

NOW = {"clock.start": "2026-03-05", "clock.days": 1, "clock.begins_at": "12:00", "targets": None, "published": None}
STREET = load_scenario("jingxi_2022").replace(NOW)


def read(folder, text, named=None, scenario=STREET):
    """What a file with this text says."""
    (folder / "open.csv").write_text(text, encoding="utf-8")
    return read_open_tickets(folder / "open.csv", scenario, named or {})


def test_stages_by_their_words(tmp_path):
    """Words of exports in Chinese, labels of types and units; what is closed, or comes later, is not open."""
    found = read(
        tmp_path,
        "工单编号,诉求类型,受理时间,当前环节,环节开始时间,承办单位,紧急程度\n"
        "A1,物资,2026-03-05 08:00,待派单,2026-03-05 09:00,,普通\n"
        "A2,关怀,2026-03-05 08:00,现场处置中,2026-03-05 11:50,网格队,急件\n"
        "A3,咨询,2026-03-05 08:00,已办结,2026-03-05 11:50,处置组,普通\n"
        "A4,inquiry,2026-03-05 08:00,待回访,,,特急\n"
        "A5,其他,2026-03-05 12:01,待派单,,,普通\n",
    )
    assert found.numbers == ("A2", "A1", "A4"), "what a crew has in hand goes first"
    assert [entry["stage"] for entry in found.entries] == ["work", "dispatch", "follow_up"]
    assert [entry["type"] for entry in found.entries] == ["care", "supplies", "inquiry"]
    assert [entry["urgency"] for entry in found.entries] == ["urgent", "normal", "critical"]
    assert found.entries[0]["unit"].startswith("grid_team")
    assert found.entries[0]["in_stage_for"] == "600 s"
    assert "in_stage_for" not in found.entries[2]
    assert all(entry["age"] == "14400 s" for entry in found.entries)
    assert any("received after the start" in note for note in found.notes)


STAMPS = "ticket,type,unit,received,dispatched,accepted,started,worked,handled,closed\n"


def test_stages_by_stamps(tmp_path):
    """The latest stamp that is not after now says the stage, and since when; a closing after now is not known yet."""
    day = "2026-03-05"
    rows = {
        "dispatch": f"1,care,,{day} 10:00,,,,,,",
        "acceptance": f"2,care,grid_team,{day} 10:00,{day} 10:30,{day} 12:30,,,,",
        "handling": f"3,care,grid_team,{day} 10:00,{day} 10:30,{day} 11:00,,,,",
        "work": f"4,care,grid_team,{day} 10:00,{day} 10:30,{day} 11:00,{day} 11:15,,,{day} 13:00",
        "outside": f"5,care,grid_team,{day} 10:00,{day} 10:30,{day} 11:00,{day} 11:15,{day} 11:30,,",
        "review": f"6,care,grid_team,{day} 10:00,{day} 10:30,{day} 11:00,{day} 11:15,{day} 11:30,{day} 11:45,",
        "closed": f"7,care,grid_team,{day} 08:00,{day} 08:30,{day} 09:00,,,{day} 10:45,{day} 11:59",
        "later": f"8,care,,{day} 12:10,,,,,,",
    }
    found = read(tmp_path, STAMPS + "\n".join(rows.values()) + "\n")
    stages = {number: entry["stage"] for number, entry in zip(found.numbers, found.entries, strict=True)}
    assert stages == {"4": "work", "1": "dispatch", "2": "acceptance", "3": "handling", "5": "outside", "6": "review"}
    since = {entry["stage"]: entry.get("in_stage_for") for entry in found.entries}
    assert since == {
        "dispatch": None, "acceptance": "5400 s", "handling": "3600 s", "work": "2700 s", "outside": "1800 s",
        "review": "900 s",
    }  # fmt: skip
    assert found.tells_work


def test_what_comes_after_the_handling(tmp_path):
    """Who is handled stands at the first stage after that which the line has; words name silence, too."""
    silent = STREET.replace(
        {"tickets.closed_at": None, "tickets.silence.time": {"law": "deterministic", "value": "2 d"}}
    )
    handled = STAMPS + "1,care,grid_team,2026-03-05 10:00,,,,,2026-03-05 11:45,\n"
    parts = {"tickets.review": None, "tickets.reopen": None, "tickets.follow_up": None}
    found = read(tmp_path, handled, scenario=silent.replace(parts))
    assert [(entry["stage"], entry["in_stage_for"]) for entry in found.entries] == [("silence", "900 s")]
    assert read(tmp_path, handled, scenario=STREET.replace(parts | {"tickets.closed_at": None})).entries[0][
        "stage"
    ] == ("follow_up")
    told = read(tmp_path, "id,type,received,stage\n1,care,2026-03-05 10:00,静默期\n", scenario=silent)
    assert [entry["stage"] for entry in told.entries] == ["silence"]


def test_stamps_that_say_little(tmp_path):
    """A date alone does not say since when; a state may say that it is closed; a unit has what was never dispatched."""
    found = read(
        tmp_path,
        "ticket,type,unit,received,handled,closed,state\n"
        "1,care,grid_team,2026-03-04 10:00,,,open\n"
        "2,care,grid_team,2026-03-04 10:00,,,closed\n"
        "3,care,,2026-03-04 10:00,,,open\n"
        "4,care,grid_team,2026-03-04 10:00,2026-03-05,,open\n"
        "5,care,grid_team,2026-03-04 10:00,2026-03-05 11:00,,open\n"
        "6,care,grid_team 3,2026-03-04 10:00,,,open\n",
    )
    stages = [(entry["stage"], entry.get("unit"), entry.get("in_stage_for")) for entry in found.entries]
    assert found.numbers == ("1", "3", "4", "5", "6")
    assert stages == [
        ("handling", "grid_team", None), ("dispatch", None, None), ("review", None, None), ("review", None, "3600 s"),
        ("handling", "grid_team 3", None),
    ]  # fmt: skip
    assert not found.tells_work
    named = {"state": "told", "stage_since": "since"}
    text = "ticket,type,received,handled,closed,told,since\n1,care,2026-03-04 10:00,,,closed,\n"
    assert read(tmp_path, text, named).numbers == (), "roles of stamps count, those of stages have nothing to say"


def test_what_cannot_be_used_is_refused(tmp_path):
    """A type or unit that the scenario does not have, a role that there is not, a file that does not say the type."""
    with pytest.raises(DataError, match=r"open.csv: type 'noise' is not one of the scenario \(known: .*supplies"):
        read(tmp_path, STAMPS + "1,noise,,2026-03-05 10:00,,,,,,\n")
    with pytest.raises(DataError, match=r"open.csv: unit 'police' is not one of the scenario \(known: handling_"):
        read(tmp_path, STAMPS + "1,care,police,2026-03-05 10:00,,,,,,\n")
    with pytest.raises(DataError, match="--column colour: there is no such role: choose one of id, type, received"):
        read(tmp_path, STAMPS, {"colour": "x"})
    with pytest.raises(DataError, match="no column is known to hold the types of tickets"):
        read(tmp_path, "ticket,received\n1,2026-03-05 10:00\n")
    with pytest.raises(DataError, match=r"open.csv:2: stage: 'on the moon' is not a stage"):
        read(tmp_path, "ticket,type,received,stage\n1,care,2026-03-05 10:00,on the moon\n")
