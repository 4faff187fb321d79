"""The rules of IEEE 1849-2016 for event logs in XML, written down once more: what is wrong with a file, if anything.

Source
------
IEEE Std 1849-2016, section 5 (the XML schema: elements, their order and attributes), and section 7 (the standard
extensions Concept, Lifecycle, Organizational and Time: their keys, levels and types).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime

NAMESPACE = "{http://www.xes-standard.org/}"
PARTS_OF_LOG = ("extension", "global", "classifier", "ATTRIBUTE", "trace", "event")
ATTRIBUTES = ("string", "date", "int", "float", "boolean", "id", "list", "container")
STANDARD_KEYS = {
    ("log", "concept:name"): "string",
    ("trace", "concept:name"): "string",
    ("event", "concept:name"): "string",
    ("event", "concept:instance"): "string",
    ("log", "lifecycle:model"): "string",
    ("event", "lifecycle:transition"): "string",
    ("event", "lifecycle:state"): "string",
    ("event", "org:resource"): "string",
    ("event", "org:role"): "string",
    ("event", "org:group"): "string",
    ("event", "time:timestamp"): "date",
}
TRANSITIONS = (
    "schedule", "assign", "reassign", "start", "suspend", "resume", "complete", "manualskip", "autoskip", "withdraw",
    "abort_activity", "abort_case", "pi_abort", "ate_abort", "unknown",
)  # fmt: skip


def faults_of(root: ET.Element) -> list[str]:
    """Everything that is against the rules, in words."""
    return list(_faults(root))


def _tag(element: ET.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _faults(root: ET.Element) -> Iterator[str]:
    if root.tag != f"{NAMESPACE}log":
        yield f"the root is {root.tag}"
        return
    for name in ("xes.version", "xes.features"):
        if root.get(name) is None:
            yield f"the log has no {name}"
    places = [PARTS_OF_LOG.index("ATTRIBUTE" if _tag(part) in ATTRIBUTES else _tag(part)) for part in root]
    if places != sorted(places):
        yield "the parts of the log are out of order"
    prefixes = [extension.get("prefix") for extension in root.findall(f"{NAMESPACE}extension")]
    if len(set(prefixes)) != len(prefixes):
        yield "two extensions have one prefix"
    for extension in root.findall(f"{NAMESPACE}extension"):
        if not all(extension.get(name) for name in ("name", "prefix", "uri")):
            yield "an extension lacks its name, prefix or uri"
    yield from _faults_of_attributes(root, "log", set(prefixes))
    required = {}
    for part in root.findall(f"{NAMESPACE}global"):
        if part.get("scope") not in ("trace", "event"):
            yield f"a global part has the scope {part.get('scope')}"
        required[str(part.get("scope"))] = {(_tag(a), a.get("key")) for a in part}
        yield from _faults_of_attributes(part, str(part.get("scope")), set(prefixes))
    for classifier in root.findall(f"{NAMESPACE}classifier"):
        if not classifier.get("name") or classifier.get("scope", "event") not in ("trace", "event"):
            yield "a classifier lacks its name, or has no such scope"
        known = {key for _, key in required.get(classifier.get("scope", "event"), ())}
        if not set(str(classifier.get("keys")).split()) <= known:
            yield f"the keys of the classifier {classifier.get('name')} are not global"
    for trace in root.findall(f"{NAMESPACE}trace"):
        yield from _faults_of_part(trace, "trace", set(prefixes), required)
        for event in trace.findall(f"{NAMESPACE}event"):
            yield from _faults_of_part(event, "event", set(prefixes), required)


def _faults_of_part(
    part: ET.Element, level: str, prefixes: set[str | None], required: dict[str, set[tuple[str, str | None]]]
) -> Iterator[str]:
    tags = [_tag(child) for child in part]
    allowed = (*ATTRIBUTES, "event") if level == "trace" else ATTRIBUTES
    if not set(tags) <= set(allowed):
        yield f"a {level} holds {set(tags) - set(allowed)}"
    if "event" in tags and set(tags[tags.index("event") :]) != {"event"}:
        yield "an attribute of a trace stands behind its events"
    missing = required.get(level, set()) - {(_tag(a), a.get("key")) for a in part}
    if missing:
        yield f"a {level} lacks the global {missing}"
    yield from _faults_of_attributes(part, level, prefixes)


def _faults_of_attributes(part: ET.Element, level: str, prefixes: set[str | None]) -> Iterator[str]:
    attributes = [child for child in part if _tag(child) in ATTRIBUTES]
    keys = [attribute.get("key") for attribute in attributes]
    if len(set(keys)) != len(keys):
        yield f"a {level} has two attributes of one key: {keys}"
    for attribute, key in zip(attributes, keys, strict=True):
        kind, value = _tag(attribute), attribute.get("value")
        if not key or value is None:
            yield f"a {kind} has no key or no value"
            continue
        if ":" in key and key.partition(":")[0] not in prefixes:
            yield f"{key}: no extension declares this prefix"
        if ":" in key and STANDARD_KEYS.get((level, key)) != kind:
            yield f"{key}: no {kind} of a {level}"
        if key == "lifecycle:transition" and value not in TRANSITIONS:
            yield f"{value} is no transition"
        if not _is_a(kind, value):
            yield f"{key}: {value!r} is no {kind}"


def _is_a(kind: str, value: str) -> bool:
    try:
        if kind == "date":
            moment = datetime.fromisoformat(value)
            return "T" in value and moment.tzinfo is not None
        if kind == "int":
            return str(int(value)) == value
        if kind == "float":
            float(value)
    except ValueError:
        return False
    return value in ("true", "false") if kind == "boolean" else True
