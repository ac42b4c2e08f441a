"""The formats of JSON Schema in words."""

#: What each format is, and how it is written.
FORMATS = {
    "date-time": ("date and time", "2020-12-31T23:59:59Z"),
    "date": ("date", "2020-12-31"),
    "time": ("time", "23:59:59Z"),
    "duration": ("duration", "P1DT12H"),
    "email": ("email address", "name@example.com"),
    "idn-email": ("email address", "name@example.com"),
    "hostname": ("host name", "www.example.com"),
    "idn-hostname": ("host name", "www.example.com"),
    "ipv4": ("IPv4 address", "192.0.2.1"),
    "ipv6": ("IPv6 address", "2001:db8::1"),
    "uri": ("absolute address", "https://example.com/path"),
    "iri": ("absolute address", "https://example.com/path"),
    "uri-reference": ("address", "./file.tif"),
    "iri-reference": ("address", "./file.tif"),
    "uri-template": ("address template", "https://example.com/{z}/{x}/{y}.png"),
    "json-pointer": ("JSON pointer", "/properties/datetime"),
    "relative-json-pointer": ("relative JSON pointer", "1/datetime"),
    "regex": ("regular expression", "^[a-z]+$"),
    "uuid": ("UUID", "123e4567-e89b-42d3-a456-426614174000"),
}
