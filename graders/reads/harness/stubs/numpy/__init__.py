"""The little of numpy that training scripts use around torch: arrays to and from tensors, simple arithmetic, seeds."""

import math

from groundschool_pages import Unsupported
from torch._tensor import DTYPES, Tensor, cast, flatten

float32, float64, int64, bool_ = DTYPES['float32'], DTYPES['float64'], DTYPES['int64'], DTYPES['bool']
float_, double, single, long, int_ = float64, float64, float32, int64, int64
pi, inf, nan, e, newaxis = math.pi, math.inf, math.nan, math.e, None
KINDS = {float: float64, int: int64, bool: bool_, 'float32': float32, 'float64': float64, 'float': float64, 'int64': int64, 'int': int64, 'bool': bool_}


def kind_of(dtype, data):
    if dtype is not None:
        found = dtype if dtype in DTYPES.values() else KINDS.get(dtype)
        if found is None:
            raise Unsupported(f'numpy.dtype({dtype!r})')
        return found
    return bool_ if data and all(isinstance(x, bool) for x in data) else int64 if data and all(isinstance(x, int) for x in data) else float64


class ndarray(Tensor):
    """An array is a tensor without gradients."""

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        raise Unsupported(f'numpy.ndarray.{name}')

    def astype(self, dtype, *_args, **_more):
        kind = kind_of(dtype, self._data)
        return ndarray(cast(self._data, kind), self._shape, kind)

    def copy(self):
        return ndarray(list(self._data), self._shape, self.dtype)

    def ravel(self):
        return wrap(self.view(-1))

    def reshape(self, *shape):
        return wrap(self.view(*shape))

    def transpose(self, *axes):
        if axes or self.ndim > 2:
            raise Unsupported('numpy.ndarray.transpose of axes')
        return wrap(self.t()) if self.ndim == 2 else self

    size = property(lambda self: len(self._data))
    T = property(lambda self: self.transpose())

    def argmax(self, axis=None):
        return argmax(self, axis)

    def mean(self, axis=None):
        return mean(self, axis)

    def sum(self, axis=None):
        return sum(self, axis)

    def max(self, axis=None):
        return max(self, axis)

    def min(self, axis=None):
        return min(self, axis)

    def __getitem__(self, key):
        found = super().__getitem__(key)
        return wrap(found) if found.ndim else found._data[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))


def _through(name):
    below = getattr(Tensor, name)

    def apply(self, *args):
        found = below(self, *(array(one) if isinstance(one, (list, tuple)) else one for one in args))
        return wrap(found) if isinstance(found, Tensor) else found

    setattr(ndarray, name, apply)


for _name in ('add', 'radd', 'sub', 'rsub', 'mul', 'rmul', 'truediv', 'rtruediv', 'pow', 'neg', 'matmul', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'):
    if hasattr(Tensor, f'__{_name}__'):
        _through(f'__{_name}__')


def wrap(tensor):
    return ndarray(tensor._data, tensor._shape, tensor.dtype)


def array(value, dtype=None, **_more):
    data, shape = flatten(value)
    kind = value.dtype if isinstance(value, Tensor) and dtype is None else kind_of(dtype, data)
    return ndarray(cast(data, kind), shape, kind)


def asarray(value, dtype=None):
    return value if isinstance(value, ndarray) and dtype is None else array(value, dtype)


def _filled(value):
    def make(shape, dtype=float64):
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        kind = kind_of(dtype, [])
        return ndarray(cast([value] * math.prod(shape), kind), shape, kind)

    return make


zeros, ones = _filled(0), _filled(1)


def arange(*args):
    if not all(isinstance(x, int) for x in args):
        raise Unsupported('numpy.arange of floats')
    return array(list(range(*args)), int64)


def _along(whole, name):
    """A fold of the whole array, or of the last axis."""

    def apply(value, axis=None):
        one = asarray(value)
        if axis is None:
            return whole(one._data)
        if axis not in (-1, one.ndim - 1):
            raise Unsupported(f'numpy.{name} along axis {axis}')
        width = one._shape[-1]
        rows = [whole(one._data[i : i + width]) for i in range(0, len(one._data), width)]
        return array(rows).reshape(*one._shape[:-1]) if one.ndim > 1 else rows[0]

    return apply


mean = _along(lambda data: math.fsum(data) / len(data), 'mean')
sum = _along(lambda data: math.fsum(data) if any(isinstance(x, float) for x in data) else _sum(data), 'sum')  # noqa: A001
max = _along(lambda data: _max(data), 'max')  # noqa: A001
min = _along(lambda data: _min(data), 'min')  # noqa: A001
argmax = _along(lambda data: _max(range(len(data)), key=data.__getitem__), 'argmax')


def _each(function):
    def apply(value):
        if isinstance(value, (int, float)):
            return function(value)
        one = asarray(value)
        return ndarray([function(x) for x in one._data], one._shape, float64)

    return apply


exp, log, sqrt = _each(math.exp), _each(math.log), _each(math.sqrt)


def __getattr__(name):
    if name.startswith('__') or name == 'random':
        raise AttributeError(name)
    raise Unsupported(f'numpy.{name}')


from builtins import max as _max, min as _min, sum as _sum  # noqa: E402

from . import random  # noqa: E402, F401
