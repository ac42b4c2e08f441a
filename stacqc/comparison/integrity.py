"""What is wrong inside a pgstac database and shows in no document: asked of the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stacqc.comparison.excerpts import shown
from stacqc.comparison.levels import INTEGRITY, infos
from stacqc.comparison.trouble import SideTrouble
from stacqc.comparison.unpaired import Alone
from stacqc.engine.runner import sorted_report
from stacqc.findings import Failure, Finding, Location, Severity
from stacqc.report import Report

if TYPE_CHECKING:
    from stacqc.comparison.plan import Plan
    from stacqc.sources.pgstac.side import PgstacSide

_START = "content->'properties'->>'start_datetime'"
_END = "content->'properties'->>'end_datetime'"
_AT = "content->'properties'->>'datetime'"
_BOTH = f"{_START} IS NOT NULL AND {_END} IS NOT NULL"
_LAST = "CASE WHEN jsonb_array_length(content->'bbox') = 6 THEN 3 ELSE 2 END"
_IS_BOX = (
    "jsonb_typeof(content->'bbox') = 'array' AND jsonb_array_length(content->'bbox') IN (4, 6) "
    """AND NOT jsonb_path_exists(content->'bbox', '$[*] ? (@.type() != "number")')"""
)
# What is far beyond the globe may be beyond floating point too.
_IS_FAR = "jsonb_path_exists(content->'bbox', '$[*] ? (@ > 1000000 || @ < -1000000)')"
_IS_FINITE = " AND ".join(
    f"{edge}(geometry) > '-Infinity' AND {edge}(geometry) < 'Infinity'"
    for edge in ("ST_XMin", "ST_XMax", "ST_YMin", "ST_YMax")
)


class Question(NamedTuple):
    """One check: the name of its rule without the prefix, where those are that break it, and the query of their rows.

    A query gives collection, id and a text that says what was found.
    """

    name: str
    where: str
    query: str


QUESTIONS = (
    Question("id-in-collections", "in several collections", """
        SELECT min(collection), id, 'also in ' || string_agg(DISTINCT collection, ', ' ORDER BY collection)
        FROM pgstac.items GROUP BY id HAVING count(DISTINCT collection) > 1"""),
    Question("duplicate-row", "in more than one row", """
        SELECT collection, id, count(*) || ' rows, of ' || string_agg(datetime::text, ' and ' ORDER BY datetime)
        FROM pgstac.items GROUP BY collection, id HAVING count(*) > 1"""),
    Question("datetime-column", "in rows whose columns have other times", f"""
        SELECT collection, id, 'columns ' || datetime || ' to ' || end_datetime FROM pgstac.items
        WHERE datetime IS DISTINCT FROM CASE WHEN {_BOTH} THEN ({_START})::timestamptz ELSE ({_AT})::timestamptz END
        OR end_datetime IS DISTINCT FROM CASE WHEN {_BOTH} THEN ({_END})::timestamptz ELSE ({_AT})::timestamptz END"""),  # noqa: S608 (constants of this module)
    Question("geometry-valid", "in rows whose geometry is not valid", """
        SELECT collection, id, CASE WHEN ST_SRID(geometry) <> 4326 THEN 'its SRID is ' || ST_SRID(geometry)
        WHEN NOT ST_IsValid(geometry) THEN ST_IsValidReason(geometry) ELSE 'it reaches beyond the globe' END
        FROM pgstac.items WHERE ST_SRID(geometry) <> 4326 OR NOT ST_IsValid(geometry)
        OR ST_XMin(geometry) < -180 OR ST_XMax(geometry) > 180 OR ST_YMin(geometry) < -90 OR ST_YMax(geometry) > 90"""),
    Question("bbox-of-geometry", "in rows whose bbox is not that of the geometry", f"""
        SELECT collection, id, 'bbox ' || left((content->'bbox')::text, 200) || ', geometry ' || Box2D(geometry)::text
        FROM pgstac.items WHERE CASE WHEN NOT ({_IS_BOX}) THEN false WHEN {_IS_FAR} THEN true
        ELSE (content->'bbox'->>0)::float <= (content->'bbox'->>({_LAST}))::float
        AND (abs((content->'bbox'->>0)::float - ST_XMin(geometry)) > 1e-6
        OR abs((content->'bbox'->>1)::float - ST_YMin(geometry)) > 1e-6
        OR abs((content->'bbox'->>({_LAST}))::float - ST_XMax(geometry)) > 1e-6
        OR abs((content->'bbox'->>({_LAST} + 1))::float - ST_YMax(geometry)) > 1e-6) END"""),  # noqa: S608 (constants of this module)
    Question("extent-covers", "of a smaller extent than their items", f"""
        SELECT '', c.id, 'the items reach ' || Box2D(found.box)::text FROM pgstac.collections c, LATERAL
        (SELECT ST_SetSRID(ST_Extent(geometry)::geometry, 4326) AS box FROM pgstac.items i
        WHERE i.collection = c.id AND {_IS_FINITE}) found
        WHERE found.box IS NOT NULL AND NOT ST_Covers(ST_Expand(c.geometry, 1e-9), found.box)"""),  # noqa: S608 (constants of this module)
)  # fmt: skip
#: Only where rows carry tags (pgstac 0.10).
TAGS = Question("base-item", "in rows whose base item is lost", """
    SELECT collection, i.id, 'tag ' || (content->>'pgstac:base_item') FROM pgstac.items i
    WHERE content ? 'pgstac:base_item' AND NOT EXISTS (SELECT FROM pgstac.base_items b
    WHERE b.collection = i.collection AND b.id = CASE WHEN i.content->>'pgstac:base_item' ~ '^\\s*[0-9]{1,9}\\s*$'
        THEN (i.content->>'pgstac:base_item')::int END)""")  # fmt: skip


def check_integrity(side: PgstacSide, report: Report, plan: Plan) -> Report:
    """Add to a report what the server says of its own rows."""
    side.settle()
    questions = (*QUESTIONS, TAGS) if side.has_base_items else QUESTIONS
    about = infos(INTEGRITY)
    for question in questions:
        if side.connection.closed:
            report.failures.append(
                Failure(side.name, f"{INTEGRITY}*: not asked, for the connection was lost")
            )
            break
        name = INTEGRITY + question.name
        if name in plan.levels and plan.levels[name] is not Severity.OFF:
            report.rules[name] = about[name]
            _ask(question, side, report, plan)
    return sorted_report(report)


def _ask(question: Question, side: PgstacSide, report: Report, plan: Plan) -> None:
    keeper = plan.keeper(report)
    try:
        for collection, id_, what in side.asked(question.query):
            if plan.choice.wants(collection or id_, id_ if collection else next(iter(plan.choice.ids), "")):
                finding = _finding(INTEGRITY + question.name, side, (collection, id_, what), plan)
                alone = Alone(collection, id_, finding.location, collection != "")
                keeper.keep_of_row(finding, alone, question.where)
    except SideTrouble as trouble:
        report.failures.append(Failure(side.name, f"{INTEGRITY}{question.name}: {trouble.reason}"))
    keeper.tell_together()


def _finding(name: str, side: PgstacSide, found: tuple[str, str, str], plan: Plan) -> Finding:
    collection, id_, what = found
    of = f"{shown(id_)} of {shown(collection)}" if collection else f"collection {shown(id_)}"
    location, help_ = Location(side.address(collection, id_)), infos(name)[name].summary
    return Finding(name, plan.levels[name], f"{of}: {what}", location, help_, value=what, document=id_)
