"""Results on disk: one folder per run, each file whole or not there at all, each with a sum that is checked."""

from sim.plans.csv_cells import harmless
from sim.store.checking import check_results
from sim.store.exports import staged
from sim.store.files import whole_file, write_files
from sim.store.folder import ResultFolder, results_in
from sim.store.kept_answer import kept_answer_files, read_kept_answer, read_kept_finding
from sim.store.kept_comparison import kept_comparison_files, read_kept_comparison
from sim.store.kept_run import KEPT_FILES, kept_files, read_kept_run
from sim.store.kept_sweep import kept_sweep_files, read_kept_sweep
from sim.store.locking import locked
from sim.store.logs import finished_files, read_about, read_log, read_logs, read_run
from sim.store.manifest import STORE_VERSION, file_manifest, make_manifest, read_manifest, scenario_hash, versions
from sim.store.names import MANIFEST, is_kept, kept
from sim.store.sealed import canonical_json, json_bytes
from sim.store.tables import table_bytes, text_bytes
from sim.store.workbook import workbook_bytes

__all__ = [
    "KEPT_FILES",
    "MANIFEST",
    "STORE_VERSION",
    "ResultFolder",
    "canonical_json",
    "check_results",
    "file_manifest",
    "finished_files",
    "harmless",
    "is_kept",
    "json_bytes",
    "kept",
    "kept_answer_files",
    "kept_comparison_files",
    "kept_files",
    "kept_sweep_files",
    "locked",
    "make_manifest",
    "read_about",
    "read_kept_answer",
    "read_kept_comparison",
    "read_kept_finding",
    "read_kept_run",
    "read_kept_sweep",
    "read_log",
    "read_logs",
    "read_manifest",
    "read_run",
    "results_in",
    "scenario_hash",
    "staged",
    "table_bytes",
    "text_bytes",
    "versions",
    "whole_file",
    "workbook_bytes",
    "write_files",
]
