"""Quality control of STAC metadata."""
