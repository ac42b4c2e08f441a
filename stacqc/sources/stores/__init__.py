"""Objects in stores, by fsspec: listed, read, and read ahead, with troubles told in words that hide keys."""
