"""What STAC and the standards it uses allow: fields, media types, licences, formats of texts."""
