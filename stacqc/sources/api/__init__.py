"""A STAC API: requests to a server that nobody vouches for, and the collections and items it sends page by page."""
