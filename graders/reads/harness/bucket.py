"""A bucket in memory that answers ListObjectsV2 and ListObjects as S3 does.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
"""

from urllib.parse import quote_plus

PAGE = 1000


class Bucket:
    def __init__(self, name, objects):
        self.name = name
        self.objects = sorted((tuple(one) for one in objects), key=lambda one: one[0].encode())

    def answer(self, operation, parameters):
        """{"page": …} or {"fault": [code, message]}."""
        if parameters['Bucket'] != self.name:
            return {'fault': ['NoSuchBucket', 'The specified bucket does not exist']}
        if operation == 'ListObjectsV2':
            return self.version_2(parameters)
        return self.version_1(parameters)

    def version_2(self, parameters):
        token = parameters.get('ContinuationToken')
        start = parameters.get('StartAfter', '')
        if token is not None:
            try:
                start = bytes.fromhex(token).decode()
            except ValueError:
                return {'fault': ['InvalidArgument', 'The continuation token provided is incorrect']}
        page, following = self.listing(parameters, start)
        page['KeyCount'] = len(page.get('Contents', [])) + len(page.get('CommonPrefixes', []))
        if token is not None:
            page['ContinuationToken'] = token
        if 'StartAfter' in parameters:
            page['StartAfter'] = parameters['StartAfter']
        if following is not None:
            page['NextContinuationToken'] = following.encode().hex()
        return {'page': page}

    def version_1(self, parameters):
        page, following = self.listing(parameters, parameters.get('Marker', ''))
        page['Marker'] = parameters.get('Marker', '')
        if following is not None and 'Delimiter' in parameters:
            page['NextMarker'] = following
        return {'page': page}

    def listing(self, parameters, start):
        prefix = parameters.get('Prefix', '')
        delimiter = parameters.get('Delimiter', '')
        most = min(max(parameters.get('MaxKeys', PAGE), 0), PAGE)
        encode = (lambda text: quote_plus(text, safe='/')) if parameters.get('EncodingType') else (lambda text: text)
        contents, common, last, truncated = [], [], None, False
        for key, size in self.objects:
            if not key.startswith(prefix) or key <= start or (delimiter and start and key.startswith(start) and start.endswith(delimiter)):
                continue
            rest = key[len(prefix):]
            group = prefix + rest[: rest.index(delimiter) + len(delimiter)] if delimiter and delimiter in rest else None
            if group is not None and common and common[-1]['Prefix'] == encode(group):
                continue
            if len(contents) + len(common) >= most:
                truncated = most > 0
                break
            if group is not None:
                common.append({'Prefix': encode(group)})
                last = group
            else:
                contents.append({'Key': encode(key), 'Size': size})
                last = key
        page = {'IsTruncated': truncated, 'Name': self.name, 'Prefix': encode(prefix), 'MaxKeys': most}
        if delimiter:
            page['Delimiter'] = encode(delimiter)
        # S3 leaves these out when they are empty, which is half of this exercise.
        if contents:
            page['Contents'] = contents
        if common:
            page['CommonPrefixes'] = common
        return page, last if truncated else None
