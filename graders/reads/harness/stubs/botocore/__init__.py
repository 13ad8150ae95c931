"""`import botocore` for a script in the box: what code around an S3 client imports."""

from . import client, config, exceptions  # noqa: F401

__version__ = '1.42.0'
UNSIGNED = object()
