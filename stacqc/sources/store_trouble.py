"""What went wrong with a store, in words of our own: those of its libraries may hold keys and tokens."""

from __future__ import annotations

import errno

_CREDENTIALS = (
    "no credentials were found: give those of the store in the environment (for S3: AWS_PROFILE, or "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; AWS_NO_SIGN_REQUEST=YES for a public bucket)"
)
#: What the store answers, and what is said to the user.
_CODES = {
    "InvalidAccessKeyId": "the store does not know these credentials",
    "SignatureDoesNotMatch": "the store refuses these credentials",
    "InvalidToken": "the store refuses these credentials",
    "ExpiredToken": "the credentials have expired",
    "RequestTimeTooSkewed": "the clock of this machine is wrong",
    "PermanentRedirect": "the bucket is in another region: give AWS_REGION",
    "AuthorizationHeaderMalformed": "the bucket is in another region: give AWS_REGION",
    "InvalidObjectState": "it is in an archive, and would have to be restored first",
    "SlowDown": "the store is busy",
    "503": "the store is busy",
    "InvalidBucketName": "the bucket has no valid name",
}
#: Parts of the names of exceptions, and what is said to the user.
_NAMES = (
    ("Credential", _CREDENTIALS),
    ("Token", _CREDENTIALS),
    ("ProfileNotFound", "there is no such profile of credentials"),
    ("Timeout", "no answer in time"),
    ("ParamValidation", "the bucket has no valid name"),
    ("IncompleteRead", "the connection was cut"),
    ("Payload", "the connection was cut"),
    ("ResponseParser", "the connection was cut"),
    ("Connection", "the connection failed"),
    ("Endpoint", "the connection failed"),
    ("ClientError", "the connection failed"),
    ("Connect", "the connection failed"),
)
_OF_NETWORK = ("no answer in time", "the connection was cut", "the connection failed")


class StoreTrouble(OSError):  # noqa: N818 (a state of affairs, not a mistake)
    """Trouble with a store, already in words; `is_lasting` when asking again is of no use for a while."""

    is_lasting = False
    #: The code that the store gave.
    code = ""


def in_words(error: Exception) -> OSError:
    """Return an exception as an OSError with words for the user."""
    if isinstance(error, StoreTrouble):
        return error
    code = _code(error)
    if isinstance(error, FileNotFoundError) or code in ("404", "NoSuchKey", "NoSuchBucket"):
        bucket = code == "NoSuchBucket" or "bucket does not exist" in str(error)
        return FileNotFoundError(errno.ENOENT, "the bucket does not exist" if bucket else "it does not exist")
    if isinstance(error, PermissionError):
        return PermissionError(errno.EACCES, _CODES.get(code, "access is denied"))
    if code in _CODES:
        return StoreTrouble(errno.EIO, _CODES[code])
    return _by_name(error, code)


def _by_name(error: Exception, code: str) -> OSError:
    names = [kind.__name__ for kind in type(error).__mro__]
    for part, said in _NAMES:
        if any(part in name for name in names):
            made = StoreTrouble(errno.EIO, said)
            made.is_lasting = said in _OF_NETWORK
            return made
    what = code if code.isalnum() else ""
    trouble = StoreTrouble(errno.EIO, f"the store fails ({what or type(error).__name__})")
    trouble.code = code
    return trouble


def _code(error: BaseException | None) -> str:
    """Return the code that the store gave for an error, or what caused it."""
    while error is not None:
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
        error = error.__cause__
    return ""
