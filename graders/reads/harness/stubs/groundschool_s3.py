"""The part of boto3's S3 client that lists objects, with botocore's own checks and error texts."""

from datetime import datetime, timezone

from botocore.exceptions import ClientError, ParamValidationError
from groundschool_pages import PAGINATED, Paginator, Unsupported

default = None

SHARED = {
    'Bucket': str,
    'Delimiter': str,
    'EncodingType': str,
    'MaxKeys': int,
    'Prefix': str,
    'RequestPayer': str,
    'ExpectedBucketOwner': str,
    'OptionalObjectAttributes': list,
}
PARAMETERS = {
    'ListObjectsV2': {**SHARED, 'ContinuationToken': str, 'FetchOwner': bool, 'StartAfter': str},
    'ListObjects': {**SHARED, 'Marker': str},
}
METHODS = {'list_objects_v2': 'ListObjectsV2', 'list_objects': 'ListObjects'}
LAST_MODIFIED = datetime(2026, 5, 1, 4, 30, tzinfo=timezone.utc)

# What boto3 has besides, so that a call of it is "not evaluated here" and a misspelling is the AttributeError it is.
STEMS = (
    'bucket bucket_accelerate_configuration bucket_acl bucket_analytics_configuration bucket_cors bucket_encryption '
    'bucket_intelligent_tiering_configuration bucket_inventory_configuration bucket_lifecycle '
    'bucket_lifecycle_configuration bucket_location bucket_logging bucket_metrics_configuration '
    'bucket_notification_configuration bucket_ownership_controls bucket_policy bucket_policy_status bucket_replication '
    'bucket_request_payment bucket_tagging bucket_versioning bucket_website object object_acl object_attributes '
    'object_legal_hold object_lock_configuration object_retention object_tagging objects public_access_block'
).split()
OTHERS = (
    'abort_multipart_upload complete_multipart_upload copy copy_object create_bucket create_multipart_upload create_session '
    'download_file download_fileobj generate_presigned_post generate_presigned_url get_waiter head_bucket head_object '
    'list_buckets list_directory_buckets list_multipart_uploads list_object_versions list_parts meta restore_object '
    'select_object_content upload_file upload_fileobj upload_part upload_part_copy waiter_names close'
).split()
KNOWN = {f'{verb}_{stem}' for verb in ('get', 'put', 'delete') for stem in STEMS} | set(OTHERS)


class NoSuchBucket(ClientError):
    pass


class Exceptions:
    ClientError = ClientError
    NoSuchBucket = NoSuchBucket
    NoSuchKey = type('NoSuchKey', (ClientError,), {})


class Client:
    exceptions = Exceptions()

    def __init__(self, send):
        self._send = send

    def list_objects_v2(self, *args, **kwargs):
        return self._call('list_objects_v2', args, kwargs)

    def list_objects(self, *args, **kwargs):
        return self._call('list_objects', args, kwargs)

    def can_paginate(self, name):
        return name in PAGINATED

    def get_paginator(self, name):
        if name in METHODS:
            return Paginator(getattr(self, name), name)
        if name in PAGINATED:
            raise Unsupported(f"client.get_paginator('{name}')")
        if name in KNOWN:
            from botocore.exceptions import OperationNotPageableError

            raise OperationNotPageableError(operation_name=name)
        raise KeyError(name)

    def __getattr__(self, name):
        if name in KNOWN:
            raise Unsupported(f'client.{name}')
        raise AttributeError(f"'S3' object has no attribute '{name}'")

    def _call(self, method, args, kwargs):
        if args:
            raise TypeError(f'{method}() only accepts keyword arguments.')
        operation = METHODS[method]
        validate(operation, kwargs)
        answer = self._send(operation, kwargs)
        if 'fault' in answer:
            code, message = answer['fault']
            kind = NoSuchBucket if code == 'NoSuchBucket' else ClientError
            raise kind({'Error': {'Code': code, 'Message': message}}, operation)
        page = answer['page']
        for one in page.get('Contents', []):
            one.update(LastModified=LAST_MODIFIED, ETag='"9336ebf25087d91c818ee6e9ec29f8c1"', StorageClass='STANDARD')
        return {'ResponseMetadata': {'HTTPStatusCode': 200, 'HTTPHeaders': {}, 'RetryAttempts': 0}, **page}


def validate(operation, kwargs):
    types = PARAMETERS[operation]
    problems = []
    if 'Bucket' not in kwargs:
        problems.append('Missing required parameter in input: "Bucket"')
    for name, value in kwargs.items():
        if name not in types:
            problems.append(f'Unknown parameter in input: "{name}", must be one of: {", ".join(types)}')
        elif not isinstance(value, types[name]) or (types[name] is int and isinstance(value, bool)):
            problems.append(
                f'Invalid type for parameter {name}, value: {value}, type: {type(value)}, valid types: {types[name]}'
            )
    if problems:
        raise ParamValidationError(report='\n'.join(problems))
