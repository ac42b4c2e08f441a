"""What differs between stores: the package that reads one, what its keys are called, where its credentials come from."""

from __future__ import annotations

from typing import NamedTuple

from stacqc.schemes import MARK


class StoreKind(NamedTuple):
    """A kind of store, as its user meets it."""

    #: What fsspec needs for it, and how that is installed.
    package: str
    install: str
    #: Where its objects lie.
    bucket: str = "bucket"
    #: Where its credentials are looked for.
    credentials: str = ""


S3 = StoreKind(
    "s3fs",
    "'stacqc[objects]'",
    credentials="for S3: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; AWS_NO_SIGN_REQUEST=YES for a "
    "public bucket",
)
GOOGLE = StoreKind(
    "gcsfs",
    "'stacqc[gcs]'",
    credentials="for Google Cloud Storage: GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login",
)
AZURE = StoreKind(
    "adlfs",
    "'stacqc[azure]'",
    bucket="container",
    credentials="for Azure: AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT_NAME with "
    "AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN; AZURE_STORAGE_ANON=true for a public container",
)
_KINDS = {
    "s3": S3, "s3a": S3, "gs": GOOGLE, "gcs": GOOGLE, "az": AZURE, "abfs": AZURE, "abfss": AZURE,
}  # fmt: skip


def kind_of(path: str) -> StoreKind:
    """Return the kind of store that a path lies in, by its scheme; there are more than are known here."""
    scheme = path.partition(MARK)[0].lower()
    return _KINDS.get(scheme, StoreKind(f"fsspec and a package that reads {scheme}:// through it", ""))
