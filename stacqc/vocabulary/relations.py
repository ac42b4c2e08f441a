"""The relations of links that are known, and which of them a misspelt one means."""

from __future__ import annotations

from functools import lru_cache

from stacqc.vocabulary.members import is_slip

#: Relations of the STAC specification and of STAC API, best-practices.md and link-relations of both among them.
STAC = frozenset(
    {
        "alternate", "aggregate", "aggregations", "canonical", "child", "children", "cite-as", "collection",
        "collections", "conformance", "data", "derived_from", "describedby", "item", "items", "latest-version",
        "license", "next", "parent", "predecessor-version", "prev", "preview", "queryables", "related", "root",
        "search", "self", "service-desc", "service-doc", "sortables", "source", "successor-version", "thumbnail",
        "via",
    }
)  # fmt: skip
#: Relations that are registered: https://www.iana.org/assignments/link-relations, by RFC 8288.
IANA = frozenset(
    {
        "about", "acl", "alternate", "amphtml", "api-catalog", "appendix", "apple-touch-icon",
        "apple-touch-startup-image", "archives", "author", "blocked-by", "bookmark", "c2pa-manifest",
        "canonical", "chapter", "cite-as", "collection", "compression-dictionary", "contents", "convertedfrom",
        "copyright", "create-form", "current", "deprecation", "describedby", "describes", "disclosure",
        "dns-prefetch", "duplicate", "edit", "edit-form", "edit-media", "enclosure", "external", "first",
        "geofeed", "glossary", "help", "hosts", "hub", "ice-server", "icon", "index", "intervalafter",
        "intervalbefore", "intervalcontains", "intervaldisjoint", "intervalduring", "intervalequals",
        "intervalfinishedby", "intervalfinishes", "intervalin", "intervalmeets", "intervalmetby",
        "intervaloverlappedby", "intervaloverlaps", "intervalstartedby", "intervalstarts", "item", "last",
        "latest-version", "license", "linkset", "lrdd", "manifest", "mask-icon", "me", "media-feed", "memento",
        "micropub", "modulepreload", "monitor", "monitor-group", "next", "next-archive", "nofollow", "noopener",
        "noreferrer", "opener", "openid2.local_id", "openid2.provider", "original", "p3pv1", "payment",
        "pingback", "preconnect", "predecessor-version", "prefetch", "preload", "prerender", "prev",
        "prev-archive", "preview", "previous", "privacy-policy", "profile", "publication", "rdap-active",
        "rdap-bottom", "rdap-down", "rdap-top", "rdap-up", "related", "replies", "restconf", "ruleinput",
        "search", "section", "self", "service", "service-desc", "service-doc", "service-meta",
        "sip-trunking-capability", "sponsored", "start", "status", "stylesheet", "subsection",
        "successor-version", "sunset", "tag", "terms-of-service", "timegate", "timemap", "type", "ugc", "up",
        "version-history", "via", "webmention", "working-copy", "working-copy-of",
    }
)  # fmt: skip
KNOWN = STAC | IANA
#: Relations of one's own are allowed: these are words that are one letter away from a known relation.
_OTHER_WORDS = frozenset(
    [
        "charter",
        "chile",
        "described",
        "elf",
        "eternal",
        "foot",
        "licensed",
        "licensee",
        "loot",
        "patent",
        "reload",
        "relates",
        "replied",
        "review",
        "riot",
        "roof",
        "rook",
        "room",
        "rot",
        "rout",
        "sell",
        "shelf",
        "stem",
        "stems",
        "boot",
    ]
)
#: Words for which STAC, or the registry, has another one.
_SYNONYMS = {"alternative": "alternate", "childs": "child"}
#: Short ones are near to many words, so that a slip is seen only in those that a catalog cannot do without.
_SHORT = frozenset({"child", "item", "items", "parent", "root", "self"})
_LONG = 7
_SOUGHT = tuple(
    sorted(_SHORT | {name for name in KNOWN if len(name) >= _LONG}, key=lambda n: (n not in STAC, n))
)


@lru_cache(maxsize=4096)
def relation_meant(rel: str) -> str:
    """Return the known relation that a misspelt one means, empty for one that is known or resembles none.

    An address is a relation of its own (RFC 8288 section 2.1.2), and so is what has a prefix or is numbered.
    """
    word = rel.casefold()
    if rel in KNOWN or word in _OTHER_WORDS or any(map(str.isdigit, rel)):
        return ""
    return _SYNONYMS.get(word) or next((known for known in _SOUGHT if is_slip(rel, known, plural=False)), "")
