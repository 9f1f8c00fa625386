"""Files into a bucket of any service that speaks S3."""

import mimetypes
from dataclasses import dataclass, field
from typing import Any, ClassVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from fieldlog.carriers import plain_words
from fieldlog.carriers.address import HERE, Around, read, written
from fieldlog.carriers.parcel import Parcel
from fieldlog.errors import NotDelivered

LIKE = "s3://key:secret@s3.example.org/bucket/folder?region=us-west-2"
USUAL_REGION = "us-east-1"
# Whether and when it is tried again is not the library's to say; not every service knows its newer sums.
CONFIG = Config(
    signature_version="s3v4",
    connect_timeout=10,
    read_timeout=30,
    retries={"total_max_attempts": 1},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"addressing_style": "path", "payload_signing_enabled": True},
)
SAID = {
    "InvalidAccessKeyId": "the key is not taken",
    "SignatureDoesNotMatch": "the secret is not taken",
    "AccessDenied": "there is no permission to write there",
    "NoSuchBucket": "there is no such bucket",
    "QuotaExceeded": "there is no room left",
    "RequestTimeTooSkewed": "the clock of this server is wrong",
}
OURS = {".csv": "text/csv", ".json": "application/json", ".jsonl": "application/x-ndjson"}


@dataclass(frozen=True)
class Bucket:
    endpoint: str
    bucket: str
    prefix: str
    region: str
    key: str = field(repr=False)
    secret: str = field(repr=False)

    announces: ClassVar[bool] = False

    @property
    def name(self) -> str:
        folder = f"{self.bucket}/{self.prefix}".rstrip("/")
        return f"bucket {folder} at {self.endpoint.partition('://')[2]}"

    def carry(self, parcel: Parcel) -> None:
        """Each with the SHA-256 of its bytes signed, which the service compares with what it got."""
        try:
            client = self._client()
            for piece in parcel.pieces:
                key = f"{self.prefix}{parcel.folder}/{piece.name}"
                client.put_object(
                    Bucket=self.bucket, Key=key, Body=piece.content, ContentType=_type(piece.name)
                )
        except ClientError as refused:
            raise NotDelivered(_words(refused)) from None
        except BotoCoreError as error:
            raise NotDelivered(plain_words.of(error, "it did not take the files")) from None

    def _client(self) -> Any:
        session = boto3.session.Session(self.key, self.secret, region_name=self.region)
        return session.client("s3", endpoint_url=self.endpoint, config=CONFIG)


def of(address: str, _around: Around) -> Bucket:
    found = read(address)
    bucket, _, prefix = found.path.strip("/").partition("/")
    region = found.said.pop("region", USUAL_REGION)
    if not (found.user and found.password and bucket and region) or found.said:
        raise ValueError("no bucket")
    scheme = "http" if found.host in HERE else "https"
    endpoint = f"{scheme}://{written(found.host, found.port)}"
    return Bucket(endpoint, bucket, f"{prefix}/" if prefix else "", region, found.user, found.password)


def _type(name: str) -> str:
    ending = "." + name.rpartition(".")[2]
    return OURS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _words(refused: ClientError) -> str:
    code = str(refused.response.get("Error", {}).get("Code", ""))
    status = refused.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "nothing that was understood")
    return SAID.get(code, f"it answered {status}")
