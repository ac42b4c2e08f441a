"""Validate every feature of a FeatureCollection with pystac, as its users do: dictionary by dictionary."""

import json
import sys
from pathlib import Path

from pystac.validation import validate_dict

for feature in json.loads(Path(sys.argv[1]).read_text())["features"]:
    validate_dict(feature)
