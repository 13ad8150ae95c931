"""`import torch` for a script in the box: small, deterministic, no GPU. A name it lacks is "not evaluated here"."""

import io
import os
import pickle
import random as _random

import groundschool_events
from groundschool_pages import Unsupported

from . import _tensor, _operations as _op
from ._tensor import DTYPES, Size, Tensor, boolean, device, dtype, float32, float64, int64, no_grad, size_of, tensor

__version__ = '2.8.0'
float, double, long = float32, float64, int64
inference_mode = no_grad
FloatTensor = LongTensor = tensor
relu, sigmoid, tanh, exp, log, sqrt, matmul, mm = _op.relu, _op.sigmoid, _op.tanh, _op.exp, _op.log, _op.sqrt, _op.matmul, _op.matmul
sum, mean, argmax, softmax, log_softmax, max, equal, abs, sin, cos = _op.total, _op.mean, _op.argmax, _op.softmax, _op.log_softmax, _op.largest, _op.item_equal, _op.absolute, _op.sin, _op.cos
is_tensor = lambda value: isinstance(value, Tensor)  # noqa: E731


class Generator:
    def __init__(self, device='cpu'):
        self._random = _random.Random(0)

    def manual_seed(self, seed):
        self._random.seed(seed)
        return self

    def initial_seed(self):
        return 0

    def seed(self):
        raise Unsupported('torch.Generator.seed')

    def get_state(self):
        return tensor(list(pickle.dumps(self._random.getstate(), 4)))

    def set_state(self, state):
        self._random.setstate(pickle.loads(bytes(state._data)))


default_generator = Generator()
manual_seed = default_generator.manual_seed
get_rng_state = default_generator.get_state
set_rng_state = default_generator.set_state
initial_seed = default_generator.initial_seed


def _shape(size):
    return tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else tuple(size)


def _filled(make):
    def build(*size, dtype=None, device=None, requires_grad=False, generator=None, **_more):
        source = (generator or default_generator)._random
        shape = _shape(size)
        kind = dtype or float32
        return Tensor(_tensor.cast([make(source) for _ in range(size_of(shape))], kind), shape, kind, requires_grad)

    return build


zeros, ones = _filled(lambda _: 0.0), _filled(lambda _: 1.0)
rand, randn = _filled(lambda r: r.random()), _filled(lambda r: r.gauss(0.0, 1.0))
as_tensor = tensor


def full(size, fill_value, **more):
    return _filled(lambda _: fill_value)(size, **more)


def zeros_like(other, **more):
    return zeros(*other._shape, dtype=other.dtype) if other._shape else tensor(0.0)


def ones_like(other, **more):
    return zeros_like(other) + 1


def rand_like(other):
    return rand(other._shape)


def randn_like(other):
    return randn(other._shape)


def randint(low, high=None, size=None, generator=None, **_more):
    if not isinstance(high, int):
        low, high, size = 0, low, high if size is None else size
    source = (generator or default_generator)._random
    return Tensor([source.randrange(low, high) for _ in range(size_of(size))], size, int64)


def randperm(n, generator=None, **_more):
    order = list(range(n))
    (generator or default_generator)._random.shuffle(order)
    return tensor(order)


def arange(*args, **more):
    return tensor(list(range(*args)), **more) if all(isinstance(x, int) for x in args) else _missing('arange of floats')


def linspace(start, end, steps):
    return tensor([start + (end - start) * i / (steps - 1.0) for i in range(steps)])


def stack(tensors, dim=0):
    return cat([one.unsqueeze(dim) for one in tensors], dim)


def cat(tensors, dim=0):
    first = tensors[0]
    dim %= first.ndim
    outer = size_of(first._shape[:dim])
    pieces = [size_of(one._shape[dim:]) for one in tensors]
    data = [x for o in range(outer) for one, n in zip(tensors, pieces) for x in one._data[o * n : o * n + n]]
    parents, width = [], 0
    for n in pieces:
        width += n
    at = 0
    for one, n in zip(tensors, pieces):
        parents.append((one, lambda g, at=at, n=n: [x for o in range(outer) for x in g[o * width + at : o * width + at + n]]))
        at += n
    joined = [one._shape[dim] for one in tensors]
    length = 0
    for n in joined:
        length += n
    return _tensor.made(data, (*first._shape[:dim], length, *first._shape[dim + 1 :]), parents, first.dtype)


def flatten(a, start_dim=0, end_dim=-1):
    return a.flatten(start_dim, end_dim)


def from_numpy(array):
    return Tensor(array._data, array._shape, array.dtype)


MAGIC, CHUNKS = b'GSTORCH1', 6


def save(obj, f, *_args, **_more):
    """Written in chunks, unbuffered, each of which the judge can stop at."""
    data = MAGIC + pickle.dumps(obj, 4)
    step = len(data) // CHUNKS + 1
    parts = [data[i : i + step] for i in range(0, len(data), step)]
    own = not hasattr(f, 'write')
    out = io.FileIO(os.fspath(f), 'w') if own else f
    try:
        for part in parts:
            groundschool_events.event('chunk')
            out.write(part)
            if not own and hasattr(out, 'flush'):
                out.flush()
    finally:
        if own:
            out.close()


def load(f, map_location=None, weights_only=True, **_more):
    if str(map_location).startswith('cuda'):
        raise RuntimeError('Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.')
    if hasattr(f, 'read'):
        data = f.read()
    else:
        with io.FileIO(os.fspath(f), 'r') as source:
            data = source.readall()
    if data[:8] != MAGIC:
        raise RuntimeError('PytorchStreamReader failed reading zip archive: failed finding central directory')
    try:
        return pickle.loads(data[8:])
    except EOFError as error:
        raise RuntimeError('PytorchStreamReader failed reading zip archive: failed finding central directory') from error
    except pickle.UnpicklingError as error:
        raise RuntimeError(f'PytorchStreamReader failed: {error}') from error


def set_num_threads(_n):
    return None


def use_deterministic_algorithms(*_args, **_more):
    return None


def set_default_dtype(_kind):
    return None


def _missing(name):
    raise Unsupported(f'torch.{name}')


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    if name == 'bool':
        return boolean
    return _missing(name)


from . import cuda, nn, optim, random, utils  # noqa: E402,F401
