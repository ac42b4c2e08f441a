"""Real differences, planted in the rows of a database, with the class that each must be found in."""

from __future__ import annotations

from typing import NamedTuple


class Planted(NamedTuple):
    """Statements over the rows `{rows}` (ids and collections, picked by number), and what they make."""

    kind: str
    findings: int
    statement: str


def property_set(name: str, value: str) -> str:
    """Set a property of the picked rows."""
    return (
        f"UPDATE items i SET content = jsonb_set(content, '{{properties,{name}}}', '{value}') FROM {{rows}} p "
        "WHERE i.id = p.id AND i.collection = p.collection"
    )


_OTHER = "(SELECT c.id FROM collections c WHERE c.id <> i.collection ORDER BY c.id LIMIT 1)"
# Partitions refuse times outside those of their rows; the columns are not what is compared.
_TIMES = ", ".join(f"(SELECT x.{c} FROM items x WHERE x.collection = {_OTHER} ORDER BY x.id LIMIT 1)"
                   for c in ("datetime", "end_datetime"))  # fmt: skip
_COLUMNS = "id, geometry, collection, datetime, end_datetime, content, private"
_WHERE = "FROM {rows} p WHERE i.id = p.id AND i.collection = p.collection"
PLANTED = {
    "missing": Planted("only-file", 3, f"DELETE FROM items i USING {{rows}} p {_WHERE[14:]}"),
    "kept too long": Planted("only-database", 3,
        "INSERT INTO items (id, geometry, collection, datetime, end_datetime, content, private) "
        "SELECT i.id || '_old', geometry, i.collection, datetime, end_datetime, content, private "
        "FROM items i JOIN {rows} p USING (id, collection)"),
    "value": Planted("value", 3, property_set("sar:center_frequency", "5.4")),
    "type": Planted("type", 3, property_set("sat:relative_orbit", '"6"')),
    "truth for a number": Planted("type", 3, property_set("sar:looks_azimuth", "true")),
    "dropped": Planted("dropped", 3, f"UPDATE items i SET content = content #- '{{{{properties,processing:level}}}}' {_WHERE}"),
    "added": Planted("added", 3, property_set("operator", '"u1"')),
    "wrong collection": Planted("moved", 3,
        "WITH gone AS (DELETE FROM items i USING {rows} p " + _WHERE[14:] + " RETURNING i.*) "
        f"INSERT INTO items ({_COLUMNS}) SELECT i.id, geometry, {_OTHER}, {_TIMES}, content, private FROM gone i"),
    "in a second collection": Planted("only-database", 3,
        f"INSERT INTO items ({_COLUMNS}) SELECT i.id, geometry, {_OTHER}, {_TIMES}, content, private "
        "FROM items i JOIN {rows} p USING (id, collection)"),
    "geometry moved": Planted("geometry", 3, f"UPDATE items i SET geometry = st_translate(geometry, 0.000001, 0) {_WHERE}"),
    "box changed": Planted("geometry", 3, f"UPDATE items i SET content = jsonb_set(content, '{{{{bbox,0}}}}', '12.5') {_WHERE}"),
    "asset href": Planted("asset-href", 3,
        f"UPDATE items i SET content = jsonb_set(content, '{{{{assets,product,href}}}}', '\"s3://old/x.tiff\"') {_WHERE}"),
    "older": Planted("stale", 3, property_set("updated", '"2014-01-01T00:00:00+00:00"')),
    "wrong parent": Planted("wrong-parent", 3, property_set("parent_collection", '"x"')),
    "no address": Planted("wrong-parent", 3, f"UPDATE items i SET content = content #- '{{{{properties,self_href}}}}' {_WHERE}"),
    "legacy key": Planted("legacy-key", 3,
        "UPDATE items i SET content = jsonb_set(content #- '{{properties,processingId}}', '{{properties,processing:id}}', "
        f"content #> '{{{{properties,processingId}}}}') {_WHERE}"),
    "order": Planted("value", 3,
        "UPDATE items i SET content = jsonb_set(content, '{{properties,spatialResolution}}', '[14.0, 4.6]') " + _WHERE),
}  # fmt: skip


def statement(number: int, name: str) -> str:
    """Return the statement that plants one kind in the rows from `10 * number` on, three of them."""
    first = 5 * number + 1
    rows = (
        "(SELECT id, collection FROM (SELECT row_number() OVER (ORDER BY md5(id)) n, id, collection FROM picked) o "
        f"WHERE n BETWEEN {first} AND {first + 2})"
    )
    return PLANTED[name].statement.replace("{{", "{").replace("}}", "}").replace("{rows}", rows)


def script() -> list[str]:
    """Return all statements."""
    picked = "CREATE TEMP TABLE picked AS SELECT id, collection FROM items"
    return [
        "SET search_path TO pgstac, public",
        picked,
        *(statement(n, name) for n, name in enumerate(PLANTED)),
    ]
