"""Files below one folder, found by the links of a catalog or by their names."""
