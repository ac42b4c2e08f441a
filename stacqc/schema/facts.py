"""What is known of a document before it is looked at, and what that decides in a schema."""

from __future__ import annotations

from typing import Any, NamedTuple

from stacqc.schema.store import Schema


class Facts(NamedTuple):
    """The documents are objects with this `type`, and their `stac_extensions` hold these addresses."""

    type: str
    declared: frozenset[str]

    def decide(self, schema: dict[str, Any]) -> Schema:
        """Return a normal schema for the document itself without what the facts already decide."""
        out = dict(schema)
        if not _is_object(out.pop("type", "object")):
            return False
        known = {"type", "stac_extensions"} if self.declared else {"type"}
        if "required" in out:
            out["required"] = [n for n in out["required"] if n not in known]
        members = out.get("properties", {})
        if known & members.keys():
            members = out["properties"] = dict(members)
            if "type" in members:
                members["type"] = self._type(members["type"])
            if "stac_extensions" in members:
                members["stac_extensions"] = self._extensions(members["stac_extensions"])
            if members.get("type") is False:
                return False
        return out

    def _type(self, said: Schema) -> Schema:
        """What is left to test of the document's `type`: usually nothing."""
        if isinstance(said, bool) or "$ref" in said:
            return said
        if said.get("const", self.type) != self.type or self.type not in said.get("enum", [self.type]):
            return False
        kinds = said.get("type", "string")
        if "string" not in (kinds if isinstance(kinds, list) else [kinds]):
            return False
        return {k: v for k, v in said.items() if k not in ("const", "enum", "type")}

    def _extensions(self, said: Schema) -> Schema:
        """What is left to test of `stac_extensions`: not that a declared address stands there."""
        if isinstance(said, bool):
            return said
        if self._is_declared(said.get("contains")):
            return {k: v for k, v in said.items() if k != "contains"}
        return said

    def _is_declared(self, wanted: Any) -> bool:
        """Whether a schema for an element asks for one of the declared addresses and nothing else."""
        if not isinstance(wanted, dict) or wanted.keys() - {"const", "type"}:
            return False
        address = wanted.get("const")
        return (
            isinstance(address, str) and address in self.declared and wanted.get("type", "string") == "string"
        )


def _is_object(types: Any) -> bool:
    return "object" in (types if isinstance(types, list) else [types])
