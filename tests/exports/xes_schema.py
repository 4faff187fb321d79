"""The rules of IEEE 1849 for event logs in XML, written down once more: what is wrong with a file, if anything.

Source
------
IEEE Std 1849-2016 (kept in 1849-2023), section 5 (the XML schema: elements, their order, their attributes and the types
of these), and section 7 (the standard extensions Concept, Lifecycle, Organizational and Time: their names, addresses,
keys, levels and types). W3C "XML Schema Part 2: Datatypes", sections 3.2 and 3.3 (decimal, boolean, double, dateTime,
long, token, Name, NCName, anyURI).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

NAMESPACE = "{http://www.xes-standard.org/}"
PARTS_OF_LOG = ("extension", "global", "classifier", "ATTRIBUTE", "trace", "event")
ATTRIBUTES = ("string", "date", "int", "float", "boolean", "id", "list")
STANDARD_EXTENSIONS = {
    prefix: (name, f"http://www.xes-standard.org/{prefix}.xesext")
    for name, prefix in (
        ("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time"),
    )
}  # fmt: skip
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
    "assign", "ate_abort", "autoskip", "complete", "manualskip", "pi_abort", "reassign", "resume", "schedule", "start",
    "suspend", "unknown", "withdraw",
)  # fmt: skip

_FIRST = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
)
_LATER = _FIRST + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
NC_NAME = re.compile(f"[{_FIRST}][{_LATER}]*")
NAME = re.compile(f"[:{_FIRST}][:{_LATER}]*")
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
LONG = re.compile(r"[+-]?\d+", re.ASCII)
DOUBLE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d+)?", re.ASCII)
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)", re.ASCII)
URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def is_token(text: str) -> bool:
    """No space at either end, none twice, no other blank."""
    return text == " ".join(text.split())


def _is_date(text: str) -> bool:
    # Instants without an offset are allowed by the schema; they would say nothing here.
    if DATE_TIME.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


IS_A: dict[str, Callable[[str], bool]] = {
    "string": lambda text: True,
    "date": _is_date,
    "int": lambda text: LONG.fullmatch(text) is not None and -(1 << 63) <= int(text) < 1 << 63,
    # INF and NaN are doubles by the schema; as a measurement they say nothing.
    "float": lambda text: DOUBLE.fullmatch(text) is not None,
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "id": _is_id,
}
"""Whether a text is a value of a type of attribute."""

XML_ATTRIBUTES: dict[str, dict[str, Callable[[str], object]]] = {
    "log": {"xes.version": DECIMAL.fullmatch, "xes.features": is_token},
    "extension": {"name": NC_NAME.fullmatch, "prefix": NC_NAME.fullmatch, "uri": URI.fullmatch},
    "global": {"scope": NC_NAME.fullmatch},
    "classifier": {"name": NC_NAME.fullmatch, "scope": NC_NAME.fullmatch, "keys": is_token},
    "trace": {},
    "event": {},
    "values": {},
    "list": {"key": NAME.fullmatch},
    **{kind: {"key": NAME.fullmatch, "value": is_one} for kind, is_one in IS_A.items()},
}
"""What stands in the tag of each element, and what it has to be; nothing else may."""
MAY_LACK = {("log", "xes.features"), ("classifier", "scope"), ("global", "scope")}


def faults_of(root: ET.Element) -> list[str]:
    """Everything that is against the rules, in words."""
    if root.tag != f"{NAMESPACE}log":
        return [f"the root is {root.tag}"]
    return [*_faults_of_elements(root), *_faults_of_log(root)]


def _tag(element: ET.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _faults_of_elements(root: ET.Element) -> Iterator[str]:
    """Element by element: is it known, what stands in its tag, and is there text where there may be none."""
    for element in root.iter():
        tag = _tag(element)
        wanted = XML_ATTRIBUTES.get(tag)
        if wanted is None:
            yield f"{tag} is no element of an event log"
            continue
        for name, is_right in wanted.items():
            value = element.get(name)
            if value is None:
                if (tag, name) not in MAY_LACK:
                    yield f"a {tag} has no {name}"
            elif not is_right(value):
                yield f"the {name} of a {tag} is {value!r}, which is no {_type_of(tag, name)}"
        for name in element.keys() - wanted.keys():
            yield f"a {tag} has {name}"
        if (element.text or "").strip() or (element.tail or "").strip():
            yield f"there is text in or behind a {tag}"


def _type_of(tag: str, name: str) -> str:
    if name == "value":
        return tag
    types = {"xes.version": "decimal", "uri": "anyURI", "keys": "token", "xes.features": "token", "key": "Name"}
    return types.get(name, "NCName")


def _faults_of_log(root: ET.Element) -> Iterator[str]:
    """The order of the parts, and what they say of each other."""
    parts = ["ATTRIBUTE" if _tag(part) in ATTRIBUTES else _tag(part) for part in root]
    if not set(parts) <= set(PARTS_OF_LOG) or parts != sorted(parts, key=PARTS_OF_LOG.index):
        yield "the parts of the log are out of order"
    extensions = [dict(extension.attrib) for extension in root.findall(f"{NAMESPACE}extension")]
    prefixes = {str(extension.get("prefix")) for extension in extensions}
    for name in ("prefix", "uri", "name"):
        if len({extension.get(name) for extension in extensions}) != len(extensions):
            yield f"two extensions have one {name}"
    for extension in extensions:
        known = STANDARD_EXTENSIONS.get(extension.get("prefix", ""))
        if known is not None and known != (extension.get("name"), extension.get("uri")):
            yield f"the extension {extension.get('prefix')} is not that of the standard"
    required = {}
    for part in root.findall(f"{NAMESPACE}global"):
        scope = part.get("scope", "event")
        if scope not in ("trace", "event") or scope in required:
            yield f"the scope {scope} of a global part is unknown, or there twice"
        required[scope] = {(_tag(a), str(a.get("key"))) for a in part}
        yield from _faults_of_attributes(part, scope, prefixes)
    yield from _faults_of_classifiers(root, required)
    yield from _faults_of_attributes(root, "log", prefixes)
    for trace in root.findall(f"{NAMESPACE}trace"):
        yield from _faults_of_part(trace, "trace", prefixes, required)
        for event in trace.findall(f"{NAMESPACE}event"):
            yield from _faults_of_part(event, "event", prefixes, required)


def _faults_of_classifiers(root: ET.Element, required: dict[str, set[tuple[str, str]]]) -> Iterator[str]:
    names = set()
    for classifier in root.findall(f"{NAMESPACE}classifier"):
        scope, name = classifier.get("scope", "event"), classifier.get("name")
        if scope not in ("trace", "event") or (scope, name) in names:
            yield f"the scope of the classifier {name} is unknown, or it is there twice"
        names.add((scope, name))
        if not set(classifier.get("keys", "").split()) <= {key for _, key in required.get(scope, ())}:
            yield f"the keys of the classifier {name} are not global"


def _faults_of_part(
    part: ET.Element, level: str, prefixes: set[str], required: dict[str, set[tuple[str, str]]]
) -> Iterator[str]:
    tags = [_tag(child) for child in part]
    allowed = (*ATTRIBUTES, "event") if level == "trace" else ATTRIBUTES
    if not set(tags) <= set(allowed):
        yield f"a {level} holds {set(tags) - set(allowed)}"
    if "event" in tags and set(tags[tags.index("event") :]) != {"event"}:
        yield "an attribute of a trace stands behind its events"
    missing = required.get(level, set()) - {(_tag(a), str(a.get("key"))) for a in part}
    if missing:
        yield f"a {level} lacks the global {missing}"
    yield from _faults_of_attributes(part, level, prefixes)


def _faults_of_attributes(part: ET.Element, level: str, prefixes: set[str]) -> Iterator[str]:
    attributes = [child for child in part if _tag(child) in ATTRIBUTES]
    keys = [attribute.get("key", "") for attribute in attributes]
    if len(set(keys)) != len(keys):
        yield f"a {level} has two attributes of one key: {keys}"
    for attribute, key in zip(attributes, keys, strict=True):
        kind, value = _tag(attribute), attribute.get("value")
        if ":" in key and key.partition(":")[0] not in prefixes:
            yield f"{key}: no extension declares this prefix"
        if ":" in key and STANDARD_KEYS.get((level, key)) != kind:
            yield f"{key}: no {kind} of a {level}"
        if key == "lifecycle:transition" and value not in TRANSITIONS:
            yield f"{value} is no transition"
