"""boto3's paginators over the stub client: pages, `search` for simple expressions, `build_full_result`."""

import re

PAGINATED = {
    'list_buckets',
    'list_directory_buckets',
    'list_multipart_uploads',
    'list_object_versions',
    'list_objects',
    'list_objects_v2',
    'list_parts',
}
TOKENS = {'list_objects_v2': ('ContinuationToken', 'NextContinuationToken'), 'list_objects': ('Marker', 'NextMarker')}
RESULTS = ('Contents', 'CommonPrefixes')


# Packages of the PyTorch training image and the Deep Learning AMI that have no stand-in here, or a small one: a script that
# imports them is right, and cannot be judged. https://github.com/aws/deep-learning-containers (pytorch/training)
CONTAINER = set(
    'torch torchvision torchaudio torchtext torchdata boto3 botocore s3transfer awscli numpy pandas scipy sklearn joblib PIL cv2 '
    'matplotlib seaborn plotly sagemaker sagemaker_training sagemaker_inference requests urllib3 yaml tqdm psutil s3fs s3torchconnector '
    'fsspec pyarrow h5py accelerate transformers datasets tokenizers safetensors tensorboard tensorboardX smdebug smclarify packaging '
    'cloudpickle fastai spacy numba triton apex deepspeed'.split()
)


class Unsupported(BaseException):
    """boto3 has it and this stub does not: the task is blocked, not failed. Not an Exception, so that none hides it."""


class Paginator:
    def __init__(self, method, name):
        self._method = method
        self._name = name

    def paginate(self, **kwargs):
        return PageIterator(self._method, self._name, kwargs)


class PageIterator:
    def __init__(self, method, name, kwargs):
        self._method = method
        self._input, self._output = TOKENS[name]
        self._kwargs = dict(kwargs)
        config = self._kwargs.pop('PaginationConfig', None) or {}
        self._most = None if config.get('MaxItems') is None else int(config['MaxItems'])
        if config.get('PageSize') is not None:
            self._kwargs['MaxKeys'] = int(config['PageSize'])
        if config.get('StartingToken') is not None:
            self._kwargs[self._input] = config['StartingToken']
        self.resume_token = None

    def __iter__(self):
        kwargs, left = dict(self._kwargs), self._most
        while True:
            page = self._method(**kwargs)
            token = page.get(self._output)
            if token is None and page['IsTruncated']:
                token = page['Contents'][-1]['Key']
            if left is not None:
                found = page.get('Contents', [])
                if len(found) >= left:
                    if len(found) > left or page['IsTruncated']:
                        page['Contents'] = found[:left]
                        self.resume_token = found[left - 1]['Key'] if left else None
                    yield page
                    return
                left -= len(found)
            yield page
            if not page['IsTruncated']:
                return
            kwargs[self._input] = token

    def search(self, expression):
        find = compile_expression(expression)
        for page in self:
            found = find(page)
            if isinstance(found, list):
                yield from found
            else:
                yield found

    def result_key_iters(self):
        return [(one for page in self for one in page.get(name, [])) for name in RESULTS]

    def build_full_result(self):
        complete = {}
        for page in self:
            for name in RESULTS:
                if page.get(name) is not None:
                    complete.setdefault(name, []).extend(page[name])
            complete.setdefault('RequestCharged', None)
            complete.setdefault('Prefix', page['Prefix'])
        if self.resume_token is not None:
            complete['NextToken'] = self.resume_token
        return complete


FIELD = r'[A-Za-z_][A-Za-z0-9_]*'
MANY = rf'\[\s*{FIELD}(?:\s*,\s*{FIELD})*\s*\]'
PAIR = rf'{FIELD}\s*:\s*{FIELD}'
NAMED = rf'\{{\s*{PAIR}(?:\s*,\s*{PAIR})*\s*\}}'


def compile_expression(expression):
    """JMESPath as far as listings need it: Name, Name[], Name[*], then .Field, .[A, B] or .{a: A}; sum(…), length(…), max(…)."""
    text = expression.strip()
    function = re.fullmatch(r'(sum|length|max|min)\((.*)\)', text)
    if function:
        inner = compile_expression(function[2])
        apply = {'sum': sum, 'length': len, 'max': max, 'min': min}[function[1]]
        return lambda page: apply(expect_list(inner(page), text))
    match = re.fullmatch(rf'({FIELD})(\[\*?\])?(?:\.({FIELD}|{MANY}|{NAMED}))?', text)
    if not match or (match[3] and not match[2]):
        raise Unsupported(f"PageIterator.search('{expression}')")
    name, projected, pick = match[1], match[2], picker(match[3])

    def find(page):
        value = page.get(name)
        if not projected or not isinstance(value, list):
            return None if projected else value
        picked = [pick(one) for one in value]
        return [one for one in picked if one is not None]

    return find


def picker(wanted):
    """What is taken of each entry: all of it, one field, a list of fields, fields by new names."""
    if wanted is None:
        return lambda one: one
    parts = [part.strip() for part in wanted.strip('[]{}').split(',')]
    if wanted.startswith('['):
        return lambda one: [one.get(part) for part in parts]
    if wanted.startswith('{'):
        pairs = [[half.strip() for half in part.split(':')] for part in parts]
        return lambda one: {name: one.get(field) for name, field in pairs}
    return lambda one: one.get(wanted)


def expect_list(value, expression):
    if value is None:
        raise TypeError(f'In function {expression}: invalid type for value: None, expected one of: array')
    return value
