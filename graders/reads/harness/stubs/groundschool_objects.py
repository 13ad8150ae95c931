"""boto3's S3 client for scripts that keep files: objects live with the judge, across runs."""

import base64
import io
import os
from datetime import datetime, timedelta, timezone

import groundschool_s3
from botocore.exceptions import ClientError


class Missing(ClientError):
    pass


groundschool_s3.Exceptions.NoSuchKey = Missing
START = datetime(2026, 5, 1, tzinfo=timezone.utc)


class Client(groundschool_s3.Client):
    def _put(self, bucket, key, data):
        self._send('Put', {'Bucket': bucket, 'Key': str(key), 'Body': base64.b64encode(data).decode()})

    def _get(self, bucket, key, operation, head=False):
        answer = self._send('Get', {'Bucket': bucket, 'Key': key})
        if 'body' not in answer:
            code, kind = ('404', ClientError) if head else ('NoSuchKey', Missing)
            raise kind({'Error': {'Code': code, 'Message': 'Not Found'}, 'ResponseMetadata': {'HTTPStatusCode': 404}}, operation)
        return base64.b64decode(answer['body'])

    def upload_file(self, Filename, Bucket, Key, ExtraArgs=None, Callback=None, Config=None):
        with io.FileIO(os.fspath(Filename)) as source:
            self._put(Bucket, Key, source.readall())

    def upload_fileobj(self, Fileobj, Bucket, Key, ExtraArgs=None, Callback=None, Config=None):
        self._put(Bucket, Key, Fileobj.read())

    def put_object(self, Bucket, Key, Body=b'', **_more):
        data = Body.read() if hasattr(Body, 'read') else Body.encode() if isinstance(Body, str) else Body
        self._put(Bucket, Key, bytes(data))
        return {'ETag': '"0"', 'ResponseMetadata': {'HTTPStatusCode': 200}}

    def download_file(self, Bucket, Key, Filename, ExtraArgs=None, Callback=None, Config=None):
        data = self._get(Bucket, Key, 'HeadObject', head=True)
        with io.FileIO(os.fspath(Filename), 'w') as target:
            target.write(data)

    def download_fileobj(self, Bucket, Key, Fileobj, ExtraArgs=None, Callback=None, Config=None):
        Fileobj.write(self._get(Bucket, Key, 'HeadObject', head=True))

    def get_object(self, Bucket, Key, **_more):
        data = self._get(Bucket, Key, 'GetObject')
        return {'Body': io.BytesIO(data), 'ContentLength': len(data), 'ResponseMetadata': {'HTTPStatusCode': 200}}

    def head_object(self, Bucket, Key, **_more):
        return {'ContentLength': len(self._get(Bucket, Key, 'HeadObject', head=True)), 'LastModified': START}

    def delete_object(self, Bucket, Key, **_more):
        self._send('Delete', {'Bucket': Bucket, 'Key': Key})
        return {}

    def _call(self, method, args, kwargs):
        page = super()._call(method, args, kwargs)
        order = self._send('Order', {'Bucket': kwargs['Bucket']})
        for one in page.get('Contents', []):
            one['LastModified'] = START + timedelta(seconds=order.get(one['Key'], 0))
        return page
