"""What went wrong with a store, in words of our own: those of its libraries may hold keys and tokens."""

from __future__ import annotations

import errno

from stacqc.sources.stores.kinds import StoreKind

_NO_CREDENTIALS = "no credentials were found"
_REFUSED = "the store refuses these credentials"
_DENIED = "access is denied"
_BAD_NAME = "the bucket has no valid name"
_ARCHIVED = "it is in an archive, and would have to be restored first"
#: What the store answers, and what is said to the user; codes of S3, of Azure, and of HTTP.
_CODES = {
    "InvalidAccessKeyId": "the store does not know these credentials",
    "SignatureDoesNotMatch": _REFUSED,
    "InvalidToken": _REFUSED,
    "AuthenticationFailed": _REFUSED,
    "InvalidAuthenticationInfo": _REFUSED,
    "401": _REFUSED,
    "NoAuthenticationInformation": _NO_CREDENTIALS,
    "PublicAccessNotPermitted": _NO_CREDENTIALS,
    "ExpiredToken": "the credentials have expired",
    "RequestTimeTooSkewed": "the clock of this machine is wrong",
    "PermanentRedirect": "the bucket is in another region: give AWS_REGION",
    "AuthorizationHeaderMalformed": "the bucket is in another region: give AWS_REGION",
    "InvalidObjectState": _ARCHIVED,
    "BlobArchived": _ARCHIVED,
    "SlowDown": "the store is busy",
    "ServerBusy": "the store is busy",
    "503": "the store is busy",
    "429": "the store is busy",
    "InvalidBucketName": _BAD_NAME,
    "InvalidResourceName": _BAD_NAME,
    "OutOfRangeInput": _BAD_NAME,
    "AuthorizationFailure": _DENIED,
    "AuthorizationPermissionMismatch": _DENIED,
    "InsufficientAccountPermissions": _DENIED,
    "403": _DENIED,
}
#: Parts of the names of exceptions, and what is said to the user.
_NAMES = (
    ("Credential", _NO_CREDENTIALS),
    ("Token", _NO_CREDENTIALS),
    ("ClientAuthentication", _NO_CREDENTIALS),
    ("ProfileNotFound", "there is no such profile of credentials"),
    ("Timeout", "no answer in time"),
    ("ParamValidation", _BAD_NAME),
    ("IncompleteRead", "the connection was cut"),
    ("Payload", "the connection was cut"),
    ("ResponseParser", "the connection was cut"),
    ("ServiceResponse", "the connection was cut"),
    ("Connection", "the connection failed"),
    ("Endpoint", "the connection failed"),
    ("ClientError", "the connection failed"),
    ("Connect", "the connection failed"),
    ("ServiceRequest", "the connection failed"),
)
#: How gcsfs, and adlfs where it makes its client, begin what they say of errors that have no class of their own.
_BEGINNINGS = (
    ("Forbidden", _DENIED),
    ("Bad Request", "the store does not understand what it is asked; is the name of the bucket right?"),
    ("Bucket is requester pays", "whoever reads this bucket pays for it: see requester_pays in the settings of gcsfs"),
    ("unable to connect to account for Connection string", "the connection string of the account is not valid"),
    ("unable to connect to account", _NO_CREDENTIALS),
)  # fmt: skip
_MISSING = ("404", "NoSuchKey", "NoSuchBucket", "BlobNotFound", "ContainerNotFound")
_OF_NETWORK = ("no answer in time", "the connection was cut", "the connection failed")


class StoreTrouble(OSError):
    """Trouble with a store, already in words; `is_lasting` when asking again is of no use for a while."""

    is_lasting = False
    #: The code that the store gave.
    code = ""


def missing(what: str = "") -> FileNotFoundError:
    """Return the error of an object that does not exist, or of the bucket that would hold it."""
    return FileNotFoundError(errno.ENOENT, f"the {what} does not exist" if what else "it does not exist")


def in_words(error: Exception, kind: StoreKind) -> OSError:
    """Return an exception as an OSError with words for the user."""
    if isinstance(error, StoreTrouble):
        return error
    code = _code(error)
    if isinstance(error, FileNotFoundError) or code in _MISSING:
        gone = code in ("NoSuchBucket", "ContainerNotFound") or "bucket does not exist" in str(error)
        return missing(kind.bucket if gone else "")
    if isinstance(error, PermissionError):
        return PermissionError(errno.EACCES, _CODES.get(code, _DENIED))
    said = _said(error, code)
    if not said:
        said = f"the store fails ({code if code.isalnum() else type(error).__name__})"
    trouble = StoreTrouble(errno.EIO, _with_hint(said, kind))
    trouble.code = code
    trouble.is_lasting = said in _OF_NETWORK
    return trouble


def _said(error: Exception, code: str) -> str:
    """Return what is said of an exception, by the code of the store, else by its class, else by how it begins."""
    if code == "401" and "nonymous" in str(error):
        return _NO_CREDENTIALS
    if code in _CODES:
        return _CODES[code]
    names = [made.__name__ for made in type(error).__mro__]
    for part, said in _NAMES:
        if any(part in name for name in names):
            return said
    text = str(error)
    return next((said for beginning, said in _BEGINNINGS if text.startswith(beginning)), "")


def _with_hint(said: str, kind: StoreKind) -> str:
    if said == _NO_CREDENTIALS and kind.credentials:
        return f"{said}: give those of the store in the environment ({kind.credentials})"
    return said.replace("bucket", kind.bucket)


def _code(error: BaseException | None) -> str:
    """Return the code that the store gave for an error, or what caused it; empty where it gave none."""
    while error is not None:
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
        # Of Azure, one of an enumeration of texts; of Google, the status.
        code = getattr(error, "error_code", None) or getattr(error, "code", None)
        code = getattr(code, "value", code)
        if isinstance(code, (str, int)) and code:
            return str(code)
        error = error.__cause__
    return ""
