"""One scenario built on another: what merges, what replaces, and which files may be named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.files import resolve_file

Write = Callable[..., Path]


@pytest.fixture
def variant(write: Write) -> Callable[[str], Path]:
    """A file that extends the town."""

    def written(text: str) -> Path:
        write()
        return write(f"extends: town.yaml\n{text}", "variant.yaml")

    return written


def test_mappings_merge_lists_and_values_replace_and_null_removes(variant: Callable[[str], Path]) -> None:
    """An override says only what differs."""
    scenario = load_scenario(
        variant("operators: {floor: {wrap_up: {mean: 55 s}, shifts: {day: {staff: 20}}}}\ncallers: {patience: null}\n")
    )
    floor = scenario.operators["floor"]
    assert floor.wrap_up is not None
    assert (floor.wrap_up.mean, floor.shifts["day"].staff) == (55_000_000, 20)  # type: ignore[union-attr]
    assert floor.shifts["night"].staff == 4
    assert scenario.callers.patience is None
    assert "patience" not in scenario.document["callers"]
    assert "extends" not in scenario.document
    assert scenario.name == "variant"


def test_a_law_named_anew_replaces_the_whole_law(variant: Callable[[str], Path]) -> None:
    """No parameter of the old law lingers in the new one."""
    scenario = load_scenario(variant("operators: {floor: {talk: {law: exponential, mean: 3 min}}}\n"))
    assert scenario.document["operators"]["floor"]["talk"] == {"law": "exponential", "mean": "3 min"}


@pytest.mark.parametrize(
    "volume", ["per_weekday: {mon: 3}", "per_date: {2026-03-02: 3}", "stamps: {file: a.csv}", "per_day: 7"]
)
def test_a_new_volume_replaces_the_old_one(variant: Callable[[str], Path], write: Write, volume: str) -> None:
    """A stream has one volume: an override's takes the place of the base's."""
    write("time\n", "a.csv")
    stream = load_scenario(variant(f"demand: {{calls: {{{volume}}}}}\n")).document["demand"]["calls"]
    volumes = {"per_day", "per_weekday", "per_date", "counts", "stamps"}
    assert set(stream) & volumes == {volume.split(":")[0]}


def test_a_volume_may_be_set_and_replaced_too(write: Write) -> None:
    """The same holds for single values; taking the only volume away is an error."""
    scenario = load_scenario(write(), ["demand.calls.per_weekday.mon=5"])
    assert scenario.document["demand"]["calls"]["per_weekday"] == {"mon": 5}
    assert scenario.replace({"demand.calls.per_day": 9}).demand["calls"].per_weekday is None
    with pytest.raises(ScenarioError, match="exactly one of per_day"):
        load_scenario(write(), ["demand.calls.per_day="])


def test_each_value_remembers_its_file_and_line(variant: Callable[[str], Path], write: Write) -> None:
    """An error is placed in the file that the value was written in."""
    path = variant("\noperators: {floor: {talk: {mean: 90}}}\n")
    with pytest.raises(ScenarioError, match=r"^variant\.yaml:3: operators\.floor\.talk\.mean: 90 has no unit"):
        load_scenario(path)
    write(Path("town.yaml").read_text().replace("mean: 2 min", "mean: 2"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == ["town.yaml:9", "variant.yaml:3"]


def test_origins_go_with_what_they_speak_of(variant: Callable[[str], Path], write: Write) -> None:
    """A number taken away takes its origin with it; a path that never was is an error."""
    origins = "origins: {callers.patience: {kind: assumed}, clock.days: {kind: stated}}\n"
    path = variant("callers: {patience: null}\n")
    write(Path("town.yaml").read_text() + origins)
    assert set(load_scenario(path).origins) == {"clock.days"}
    with pytest.raises(ScenarioError, match=r"origins\.clock\.day: .* - did you mean 'clock\.days'\?"):
        load_scenario(variant("origins: {clock.day: {kind: stated}}\n"))


def test_files_below_the_folder_may_extend_each_other(write: Write) -> None:
    """A base in a folder below names its data from its own folder."""
    write("time,count\n", "base/counts/jan.csv")
    text = write().read_text().replace("per_day: 960", "counts: {file: counts/jan.csv, interval: 1 h}")
    write(text, "base/town.yaml")
    scenario = load_scenario(write("extends: base/town.yaml\n", "variant.yaml"))
    assert scenario.demand["calls"].counts is not None
    assert scenario.demand["calls"].counts.file == "base/counts/jan.csv"
    assert resolve_file(scenario.folder, "base/counts/jan.csv").is_file()


OUTSIDE = (
    "/etc/passwd",
    "../town.yaml",
    "a/../../town.yaml",
    "C:\\town.yaml",
    "..\\town.yaml",
    "\\\\host\\x.yaml",
    "link.yaml",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_files_outside_the_folder_are_refused(
    write: Write, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """Neither a path nor a link leads out of the scenario's folder, for bases and for data alike."""
    write()
    other = tmp_path_factory.mktemp("other") / "secret.yaml"
    other.write_text("secret: 1\n")
    os.symlink(other, "link.yaml")
    with pytest.raises(ScenarioError, match=r"^variant\.yaml:1: extends: .* outside the scenario's folder"):
        load_scenario(write(f"extends: '{name}'\n", "variant.yaml"))
    with pytest.raises(ScenarioError, match=r"demand\.calls\.stamps\.file: .* outside the scenario's folder"):
        load_scenario(write(), [f"demand.calls.stamps={{file: '{name}'}}"])


def test_a_link_that_stays_inside_is_followed(write: Write) -> None:
    """Only where a link leads counts."""
    write()
    os.symlink("town.yaml", "link.yaml")
    assert load_scenario(write("extends: link.yaml\n", "variant.yaml")).clock.days == 7


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "blank", "long", "nul"])
def test_only_regular_files_may_be_named(write: Write, kind: str) -> None:
    """A pipe or a folder is refused without being opened; a missing file is named."""
    write()
    if kind == "folder":
        Path("folder").mkdir()
    elif kind == "pipe":
        os.mkfifo("pipe")
    name = {"blank": " ", "long": "x" * 5000, "nul": "a\0b"}.get(kind, kind)
    told = "no file|not a regular file|is not the name of a file|cannot be read"
    with pytest.raises(ScenarioError, match=told):
        resolve_file(".", name)
    if kind != "nul":
        with pytest.raises(ScenarioError, match=f"variant.yaml:1: extends: .*({told})"):
            load_scenario(write(f"extends: '{name}'\n", "variant.yaml"))


@pytest.mark.parametrize("kind", ["pipe", "device", "missing"])
def test_every_kind_of_data_file_is_looked_for(write: Write, kind: str) -> None:
    """Counts, stamps, dated volumes, staff files and empirical laws are checked, each at its own key."""
    write()
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "device")
    settings = {
        "demand.calls.counts.file": f"demand.calls.counts={{file: {kind}, interval: 1 h}}",
        "demand.calls.stamps.file": f"demand.calls.stamps={{file: {kind}}}",
        "demand.calls.per_date.file": f"demand.calls.per_date={{file: {kind}}}",
        "operators.floor.staff_file.file": f"operators.floor.staff_file={{file: {kind}, interval: 1 h}}",
        "operators.floor.by_type.help.talk.file": (
            f"operators.floor.by_type.help.talk={{law: empirical, file: {kind}, column: s}}"
        ),
    }
    for path, setting in settings.items():
        with pytest.raises(ScenarioError, match=f"^--set: {path}: "):
            load_scenario(write(), [setting])


def test_circles_are_named(write: Write) -> None:
    """Files that build on one another in a circle are listed."""
    write("extends: b.yaml\n", "a.yaml")
    write("extends: c.yaml\n", "b.yaml")
    write("extends: a.yaml\n", "c.yaml")
    with pytest.raises(ScenarioError, match=r"goes in a circle: a\.yaml -> b\.yaml -> c\.yaml -> a\.yaml"):
        load_scenario("a.yaml")


def test_a_chain_has_at_most_eight_bases(write: Write) -> None:
    """Eight files below one another are read; a chain of 300 ends at once."""
    write(name="f0.yaml")
    for i in range(1, 301):
        write(f"extends: f{i - 1}.yaml\n", f"f{i}.yaml")
    assert load_scenario("f8.yaml").clock.days == 7
    for name in ("f9.yaml", "f300.yaml"):
        with pytest.raises(ScenarioError, match="more than 8 files build on one another"):
            load_scenario(name)


def test_extends_must_be_a_name(write: Write) -> None:
    """A list, a number or nothing after 'extends' is an error at its line."""
    for value in ("[a, b]", "3", ""):
        with pytest.raises(ScenarioError, match=r"^v\.yaml:2: extends: must be the name"):
            load_scenario(write(f"\nextends: {value}\n", "v.yaml"))
