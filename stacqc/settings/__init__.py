"""The project's settings: where they are found, how they are read, and what is wrong in them."""
