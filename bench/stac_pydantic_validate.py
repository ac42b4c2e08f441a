"""Check every feature of a FeatureCollection with the models of stac-pydantic, `--extensions` by schemas too."""

import json
import sys
from pathlib import Path

from stac_pydantic.extensions import validate_extensions
from stac_pydantic.item import Item

*options, file = sys.argv[1:]
for feature in json.loads(Path(file).read_text())["features"]:
    item = Item.model_validate(feature)
    if options:
        validate_extensions(item, reraise_exception=True)
