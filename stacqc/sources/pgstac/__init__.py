"""A pgstac database: what addresses it, the statements that copy rows out of it, and items made of the rows."""
