"""Rules of the ISDeform profile on runs: what belongs together is there, and says the same."""

from __future__ import annotations

from typing import Any

from stacqc.rule import fold_rule
from stacqc.rules._isdeform import MISNAMED
from stacqc.rules._runs import Runs

_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_OTHER = "1a3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
Json = dict[str, Any]


def _pair(code: str, geometry: str = "geo", second: str = "20210124", **properties: Any) -> Json:
    name = f"{_RUN}_{geometry}_interferogram_20210112_{second}_4rlks_{code}_item"
    return {"type": "Feature", "id": name, "properties": properties}


def _aux(code: str, geometry: str = "geo", run: str = _RUN, **properties: Any) -> Json:
    return {"type": "Feature", "id": f"{run}_{geometry}_aux_{code}_item", "properties": properties}


def _run(run: str = _RUN, **members: Any) -> Json:
    extent = {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2021-01-12T00:00:00Z", None]]}}
    return {"type": "Collection", "id": run, "extent": extent, **members}


def _one_value(name: str, severity: str, what: str, why: str, odd: Json, usual: Json) -> None:
    """Declare a rule that a value is one in a whole run."""
    good, bad = _aux("lut", **usual), _aux("dem", **odd)
    fold_rule(
        name,
        Runs,
        severity=severity,
        rulesets=("isdeform",),
        tags=("isdeform", "runs"),
        kinds=("Item",),
        summary=f"All products of a run have one {what}.",
        why=why,
        fix="Look up the processing of the odd products; they may have come from another run.",
        examples={
            "valid": [[good, _aux("dem", **usual)]],
            "invalid": [[good, _aux("tcoh", **usual), _aux("lut", "radar", **usual), bad]],
        },
    )


_one_value("looks-per-run", "error", "number of looks in range", "Products of other looks do not lie on one grid.",
           {"numberOfLooksRange": 2}, {"numberOfLooksRange": 4})  # fmt: skip
_one_value("track-per-run", "error", "track", "Interferograms of two tracks cannot be inverted to one time series.",
           {"relativeOrbitNumber": 23}, {"relativeOrbitNumber": 22})  # fmt: skip
_one_value("software-per-run", "warning", "version of the processing chain",
           "Differences between its products may come from the chain and not from the ground.",
           {"softwareVersion": f"NSBAS:v2.3.0:{'1a' * 20}"}, {"softwareVersion": f"NSBAS:v3.0.0:{'2b' * 20}"})  # fmt: skip
fold_rule(
    "product-id-form",
    Runs,
    severity="warning",
    rulesets=("isdeform",),
    tags=("isdeform", "runs", "id"),
    kinds=("Item",),
    summary="The product ids of one product have one form in a run.",
    why="Programs that take product ids apart stumble over the odd ones.",
    fix="Make the odd product ids again in the form of the others.",
    examples={
        "valid": [[_pair("coh", second=s, productId=f"Coh_GDMCNRS_20210112_{s}_geo4rlks01AF")
                   for s in ("20210124", "20210205")]],
        "invalid": [[*(_pair("coh", second=s, productId=f"Coh_GDMCNRS_20210112_{s}_geo4rlks01AF")
                       for s in ("20210124", "20210205")),
                     _pair("coh", second="20210217", productId="Coh_GDMCNRS_geo4rlks01AF")]],
    },
)  # fmt: skip
fold_rule(
    "baseline-per-pair",
    Runs,
    severity="warning",
    rulesets=("isdeform",),
    tags=("isdeform", "runs", "physics"),
    kinds=("Item",),
    summary="All products of a pair have one perpendicular baseline.",
    why="The baseline belongs to the two scenes; where it differs the metadata is that of another pair.",
    fix="Compute the baseline of the two scenes and run the ingestion of the odd product again.",
    examples={
        "valid": [[_pair("coh", perpendicularBaseline=12.5), _pair("inw", perpendicularBaseline=12.5)]],
        "invalid": [[_pair("coh", perpendicularBaseline=12.5), _pair("inw", perpendicularBaseline=12.5),
                     _pair("inu", perpendicularBaseline=-40.25)]],
    },
)  # fmt: skip
fold_rule(
    "related-product",
    Runs,
    told_by=("lookup-table-id", "los-vector-id", "null-sentinel"),
    rulesets=("isdeform",),
    tags=("isdeform", "runs", "agreement"),
    kinds=("Item",),
    summary="lookupTableId and mapOfLOSVectorId name products of the run.",
    why="Who looks for the table that belongs to a product does not find it, or takes that of other data.",
    fix="Write the productId of the product that is meant.",
    examples={
        "valid": [[_run(), _aux("lut", productId="LUT_GDMCNRS_geo4rlks01AF"), _aux("dem", lookupTableId="LUT_GDMCNRS_geo4rlks01AF")]],
        "invalid": [[_run(), _aux("lut", productId="LUT_GDMCNRS_geo4rlks01AF"), _aux("dem", lookupTableId="LUT_GDMCNRS_geo4rlks02AF")]],
    },
)  # fmt: skip
fold_rule(
    "ingestion-order",
    Runs,
    rulesets=("isdeform",),
    tags=("isdeform", "runs", "time"),
    summary="A run is ingested after its last product was updated.",
    why="What was updated later is not in the catalog yet, or the clock was wrong.",
    fix="Ingest the run again.",
    examples={
        "valid": [[_run(ingestion_time="2025-01-17T00:00:00Z"), _aux("lut", updated="2025-01-16T00:00:00Z")]],
        "invalid": [
            [_run(ingestion_time="2025-01-15T00:00:00Z"), _aux("lut", updated="2025-01-16T00:00:00Z")]
        ],
    },
)
fold_rule(
    "duplicate-run",
    Runs,
    severity="info",
    rulesets=("isdeform",),
    tags=("isdeform", "runs"),
    kinds=("Collection",),
    summary="No two runs have the same place, time, looks and processing chain.",
    why="One of them is probably a second processing of the same data, and visitors cannot choose.",
    fix="Remove one of the runs, or say in its title what sets it apart.",
    examples={
        "valid": [[_run(), _run(_OTHER), _aux("lut", numberOfLooksRange=4), _aux("lut", run=_OTHER, numberOfLooksRange=2)]],
        "invalid": [[_run(), _run(_OTHER), _aux("lut", numberOfLooksRange=4), _aux("lut", run=_OTHER, numberOfLooksRange=4)]],
    },
)  # fmt: skip
fold_rule(
    "pair-complete",
    Runs,
    told_by=MISNAMED,
    rulesets=("isdeform",),
    tags=("isdeform", "runs"),
    summary="Every pair has coherence, wrapped, filtered and unwrapped interferogram.",
    why="An interferogram without its coherence cannot be judged, nor can the time series made of it.",
    fix="Find the missing product in the archive of the run and ingest it, or process the pair again.",
    examples={
        "valid": [[_pair("coh"), _pair("inw"), _pair("inwf"), _pair("inu")]],
        "invalid": [[_pair("inw"), _pair("inwf"), _pair("inu")]],
    },
)
fold_rule(
    "geometry-twin",
    Runs,
    severity="warning",
    rulesets=("isdeform",),
    tags=("isdeform", "runs"),
    summary="Pairs and products exist in ground and in radar geometry, and promised time series exist.",
    why="Users of one geometry do not see that the other one has more.",
    fix="Ingest the product in the geometry where it is missing, or correct the description.",
    examples={
        "valid": [[_aux("dem"), _aux("dem", "radar")]],
        "invalid": [[_aux("dem"), _aux("lut"), _aux("lut", "radar")]],
    },
)
