"""Why a connection could not be made or did not last, in words of our own and with what to do."""

from __future__ import annotations

import ssl
from http import HTTPStatus

import httpcore

_UNTRUSTED = "where it is to be trusted, let SSL_CERT_FILE name a file of PEM that holds {} as well"
_NO_AUTHORITY = (
    "no authority that is trusted here vouches for its certificate, or the server leaves out those between; "
    + _UNTRUSTED.format("the authority")
)
_OTHER_HOST = "its certificate is one of another host; correct the address, or tell those who run the server"
#: By the codes of OpenSSL (X509_V_ERR), which has the same for all versions.
_CERTIFICATES = {
    9: "its certificate is not valid yet; is the clock of this machine right?",
    10: "its certificate has expired; tell those who run the server, or set the clock of this machine right",
    18: "its certificate is signed by itself; " + _UNTRUSTED.format("it"),
    19: _NO_AUTHORITY,
    20: _NO_AUTHORITY,
    21: _NO_AUTHORITY,
    62: _OTHER_HOST,
    64: _OTHER_HOST,
}
#: By what OpenSSL makes of the first thing that a server sends.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
_CLOSED = "it closes the connection before it has answered"


def words_of(error: Exception) -> str:
    """Return what went wrong, without the words of the library or of the server."""
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        other = f"its certificate is not valid ({cause.verify_message})"
        return _CERTIFICATES.get(cause.verify_code, other)
    if isinstance(cause, ssl.SSLError):
        return _no_tls(cause)
    if isinstance(error, httpcore.ConnectError):
        return "no connection can be made"
    if isinstance(error, httpcore.ProtocolError):
        return _no_http(cause)
    # Whether a server that hangs up is seen to reset or to close is chance.
    if isinstance(error, httpcore.NetworkError):
        return _CLOSED
    return f"the connection fails ({type(error).__name__})"


def _no_tls(cause: ssl.SSLError) -> str:
    reason = cause.reason or ""
    if reason in _NO_TLS:
        return "it speaks no TLS there; is it http:// and not https://?"
    if "PROTOCOL" in reason and "APPLICATION" not in reason:
        return "it speaks no version of TLS that is safe; tell those who run the server"
    return "it agrees on no secure connection (TLS)"


def _no_http(cause: BaseException | None) -> str:
    # Only what was read and not understood has one.
    hint = getattr(cause, "error_status_hint", None)
    if hint is None:
        return _CLOSED
    if hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
        return "the head of its answer is too long"
    return "what it sends is no HTTP"
