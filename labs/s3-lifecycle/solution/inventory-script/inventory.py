"""Counts what a prefix of a bucket holds, however many pages the listing has."""

import boto3


def inventory(client, bucket, prefix):
    """Returns {"count": objects below the prefix, "bytes": their sizes added up}."""
    count = 0
    total = 0
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for entry in page.get("Contents", []):
            count += 1
            total += entry["Size"]
    return {"count": count, "bytes": total}


if __name__ == "__main__":
    import sys

    print(inventory(boto3.client("s3"), sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
