"""What is wrong inside a pgstac database and shows in no document: asked of the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacqc.comparison.choice import Choice
from stacqc.comparison.difference import shown
from stacqc.comparison.trouble import SideTrouble
from stacqc.findings import Failure, Finding, Location, Report, Severity
from stacqc.rule import RuleInfo
from stacqc.runner import sorted_report

if TYPE_CHECKING:
    from stacqc.sources.pgstac import PgstacSide

PREFIX = "integrity/"
_START = "content->'properties'->>'start_datetime'"
_END = "content->'properties'->>'end_datetime'"
_AT = "content->'properties'->>'datetime'"
_BOTH = f"{_START} IS NOT NULL AND {_END} IS NOT NULL"
_LAST = "CASE WHEN jsonb_array_length(content->'bbox') = 6 THEN 3 ELSE 2 END"
_IS_BOX = "jsonb_typeof(content->'bbox') = 'array' AND jsonb_array_length(content->'bbox') IN (4, 6)"


class Question(NamedTuple):
    """One check: its name, what holds when it finds nothing, and the query of the rows that break it.

    A query gives collection, id and a text that says what was found.
    """

    name: str
    summary: str
    query: str
    severity: Severity = Severity.ERROR


QUESTIONS = (
    Question("id-in-collections", "No item id stands in several collections.", """
        SELECT min(collection), id, 'also in ' || string_agg(DISTINCT collection, ', ' ORDER BY collection)
        FROM pgstac.items GROUP BY id HAVING count(DISTINCT collection) > 1"""),
    Question("duplicate-row", "Collection and id name one row: partitions by date may hold two.", """
        SELECT collection, id, count(*) || ' rows, of ' || string_agg(datetime::text, ' and ' ORDER BY datetime)
        FROM pgstac.items GROUP BY collection, id HAVING count(*) > 1"""),
    Question("datetime-column", "The columns that searches use hold the times of the document.", f"""
        SELECT collection, id, 'columns ' || datetime || ' to ' || end_datetime FROM pgstac.items
        WHERE datetime IS DISTINCT FROM CASE WHEN {_BOTH} THEN ({_START})::timestamptz ELSE ({_AT})::timestamptz END
        OR end_datetime IS DISTINCT FROM CASE WHEN {_BOTH} THEN ({_END})::timestamptz ELSE ({_AT})::timestamptz END"""),  # noqa: S608 (constants of this module)
    Question("geometry-valid", "Geometries are valid, in degrees, and on the globe.", """
        SELECT collection, id, CASE WHEN ST_SRID(geometry) <> 4326 THEN 'its SRID is ' || ST_SRID(geometry)
        WHEN NOT ST_IsValid(geometry) THEN ST_IsValidReason(geometry) ELSE 'it reaches beyond the globe' END
        FROM pgstac.items WHERE ST_SRID(geometry) <> 4326 OR NOT ST_IsValid(geometry)
        OR ST_XMin(geometry) < -180 OR ST_XMax(geometry) > 180 OR ST_YMin(geometry) < -90 OR ST_YMax(geometry) > 90"""),
    Question("bbox-of-geometry", "The bbox of a document is the box of its geometry.", f"""
        SELECT collection, id, 'bbox ' || (content->'bbox')::text || ', geometry ' || Box2D(geometry)::text
        FROM pgstac.items WHERE CASE WHEN {_IS_BOX} THEN (content->'bbox'->>0)::float <= (content->'bbox'->>({_LAST}))::float
        AND (abs((content->'bbox'->>0)::float - ST_XMin(geometry)) > 1e-6
        OR abs((content->'bbox'->>1)::float - ST_YMin(geometry)) > 1e-6
        OR abs((content->'bbox'->>({_LAST}))::float - ST_XMax(geometry)) > 1e-6
        OR abs((content->'bbox'->>({_LAST} + 1))::float - ST_YMax(geometry)) > 1e-6) END""", Severity.WARNING),  # noqa: S608 (constants of this module)
    Question("extent-covers", "The box of a collection covers its items.", """
        SELECT '', c.id, 'the items reach ' || Box2D(found.box)::text FROM pgstac.collections c, LATERAL
        (SELECT ST_SetSRID(ST_Extent(geometry)::geometry, 4326) AS box FROM pgstac.items i WHERE i.collection = c.id) found
        WHERE found.box IS NOT NULL AND NOT ST_Covers(ST_Expand(c.geometry, 1e-9), found.box)""", Severity.WARNING),
)  # fmt: skip
#: Only where rows carry tags (pgstac 0.10).
TAGS = Question("base-item", "Every tag of a row names a base item.", """
    SELECT collection, i.id, 'tag ' || (content->>'pgstac:base_item') FROM pgstac.items i
    WHERE content ? 'pgstac:base_item' AND NOT EXISTS (SELECT FROM pgstac.base_items b
    WHERE b.collection = i.collection AND b.id = (i.content->>'pgstac:base_item')::int)""")  # fmt: skip


def check_integrity(side: PgstacSide, report: Report, choice: Choice) -> Report:
    """Add to a report what the server says of its own rows."""
    questions = (*QUESTIONS, TAGS) if side.has_base_items else QUESTIONS
    for question in questions:
        try:
            for found in side.asked(question.query):
                _keep(report, side, question, found, choice)
        except SideTrouble as trouble:
            report.failures.append(Failure(side.name, f"{PREFIX}{question.name}: {trouble.reason}"))
        name = PREFIX + question.name
        report.rules[name] = RuleInfo(name, question.summary, severity=question.severity, rulesets=())
    return sorted_report(report)


def _keep(
    report: Report, side: PgstacSide, question: Question, found: tuple[str, str, str], choice: Choice
) -> None:
    collection, id_, what = found
    if not choice.wants(collection or id_, id_ if collection else next(iter(choice.ids), "")):
        return
    name = PREFIX + question.name
    report.counts[name, question.severity] += 1
    of = f"{shown(id_)} of {shown(collection)}" if collection else f"collection {shown(id_)}"
    location = Location(side.address(collection, id_))
    report.findings.append(
        Finding(
            name, question.severity, f"{of}: {what}", location, question.summary, value=what, document=id_
        )
    )
