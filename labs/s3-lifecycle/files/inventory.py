"""Counts what a prefix of a bucket holds. The contractor's version: it worked in the demo."""

import boto3


def inventory(client, bucket, prefix):
    """Returns {"count": objects below the prefix, "bytes": their sizes added up}."""
    response = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
    count = 0
    total = 0
    for entry in response["Contents"]:
        count += 1
        total += entry["Size"]
    return {"count": count, "bytes": total}


if __name__ == "__main__":
    import sys

    print(inventory(boto3.client("s3"), sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
