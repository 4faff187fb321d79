"""Replications that an earlier run left in the folder of this one: found, checked, and used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim import store
from sim.checks import checked_plan
from sim.commands.console import Say
from sim.report.command_words import OTHER_WORDS
from sim.report.words import counted, phrase, word

if TYPE_CHECKING:
    from sim.logs.run_log import RunLog
    from sim.plans.plan import Plan
    from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Earlier:
    """What the folder of a run holds from before.

    Attributes
    ----------
    folder
        Where the run writes.
    manifest
        Of the run that is about to start; its engine is that of the replications that are there, if it is free.
    plan
        Of both runs.
    records
        Records of the finished replications of the same run, by number; those beyond the number asked for stay there.
    damaged
        Numbers of replications that were finished, but are not what was written.
    writes
        Names of files that the run may write beside its logs.
    """

    folder: store.ResultFolder
    manifest: dict[str, Any]
    plan: Plan
    records: dict[int, dict[str, Any]]
    damaged: list[int]
    writes: tuple[str, ...]

    def log(self, replication: int) -> RunLog | None:
        """The logs of a replication as they were, if it is there."""
        if replication not in self.records or self.folder.before is None:
            return None
        return store.read_run(self.folder.path, replication, self.plan, self.folder.before)

    def files(self, log: RunLog) -> dict[str, bytes] | None:
        """The files of a replication that is not there yet; None if it is."""
        return None if log.replication in self.records else store.finished_files(log, self.manifest["run_key"])

    def start(self) -> None:
        """Make the folder ready for the run, if it is not: only before something new is written to it."""
        if not self.folder.manifest:
            self.folder.start(self.manifest, self.records.values(), self.writes)

    def announce(self, notice: Say, lang: str) -> None:
        """Say what becomes of the results that are there."""
        where, asked = {"folder": self.folder.path}, self.manifest["replications"]
        taken = sum(number < asked for number in self.records)
        if taken:
            notice(word("taken", lang, taken=f"{taken:,}", asked=f"{asked:,}", **where))
        if len(self.records) > taken:
            notice(word("stay", lang, more=counted("replication", len(self.records) - taken, lang), **where))
        if self.damaged:
            notice(word("damaged", lang, numbers=", ".join(map(str, self.damaged)), **where))
        announce_replacing(self.folder, self.manifest, notice, lang)


def announce_replacing(folder: store.ResultFolder, manifest: dict[str, Any], notice: Say, lang: str) -> None:
    """Say that the results in a folder will be replaced, and why, if those of `manifest` are other ones."""
    before = folder.before or manifest
    changed = dict.fromkeys(OTHER_WORDS[key] for key in OTHER_WORDS if before.get(key) != manifest.get(key))
    if changed:
        causes = word("comma", lang).join(phrase(words, lang) for words in changed)
        notice(word("replacing", lang, folder=folder.path, scenario=before["scenario"], causes=causes))


def earlier_runs(
    folder: store.ResultFolder,
    scenario: Scenario,
    seed: int,
    asked: int,
    engine: str,
    is_engine_free: bool,
    writes: tuple[str, ...] = (),
) -> Earlier:
    """Look for finished replications of the same run in its folder.

    Parameters
    ----------
    folder
        Where the run will write.
    scenario, seed, asked
        What will be run.
    engine, is_engine_free
        With which engine, and whether another would do as well.
    writes
        Names of files that the run may write beside its logs.
    """
    plan = checked_plan(scenario)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest, before = store.make_manifest(scenario, seed, asked, engine, created), folder.before
    # The model was chosen for a short run: a much longer one by it would take longer than to begin anew.
    if is_engine_free and before is not None and before["run_key"] == manifest["run_key"]:
        is_short = asked <= max(before["replications"], store.kept(folder.path))
        manifest["engine"] = before["engine"] if is_short or before["engine"] == "kernel" else engine
    return Earlier(folder, manifest, plan, *folder.finished_before(manifest), writes)
