"""Operators and reductions, hung on Tensor."""

import math

from ._tensor import Tensor, binary, boolean, int64, made, size_of, tensor, unary

one, zero = lambda x, y: 1.0, lambda x, y: 0.0
add = binary(lambda x, y: x + y, one, one)
sub = binary(lambda x, y: x - y, one, lambda x, y: -1.0)
mul = binary(lambda x, y: x * y, lambda x, y: y, lambda x, y: x)
div = binary(lambda x, y: x / y, lambda x, y: 1 / y, lambda x, y: -x / (y * y))
power = binary(lambda x, y: x**y, lambda x, y: y * x ** (y - 1), lambda x, y: x**y * math.log(x) if x > 0 else 0.0)
relu = unary(lambda x: x if x > 0 else 0.0, lambda x, y: 1.0 if x > 0 else 0.0)
sigmoid = unary(lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0, lambda x, y: y * (1 - y))
tanh = unary(math.tanh, lambda x, y: 1 - y * y)
exp = unary(math.exp, lambda x, y: y)
log = unary(math.log, lambda x, y: 1 / x)
sqrt = unary(math.sqrt, lambda x, y: 0.5 / y)
absolute = unary(abs, lambda x, y: 1.0 if x > 0 else -1.0)
sin = unary(math.sin, lambda x, y: math.cos(x))
cos = unary(math.cos, lambda x, y: -math.sin(x))


def compare(test):
    return binary(test, zero, zero, boolean)


def matmul(a, b):
    if b.ndim == 1:
        return matmul(a, b.unsqueeze(1)).squeeze(-1)
    if a.ndim == 1:
        return matmul(a.unsqueeze(0), b).squeeze(0)
    (n, k), (k2, m) = a._shape, b._shape
    if k != k2:
        raise RuntimeError(f'mat1 and mat2 shapes cannot be multiplied ({n}x{k} and {k2}x{m})')
    x, y = a._data, b._data
    rows = [x[i * k : i * k + k] for i in range(n)]
    columns = [y[j::m] for j in range(m)]
    data = [sum(map(float.__mul__, r, c)) if isinstance(r[0], float) and isinstance(c[0], float) else sum(p * q for p, q in zip(r, c)) for r in rows for c in columns]

    def left(g):
        return [sum(g[i * m + j] * y[t * m + j] for j in range(m)) for i in range(n) for t in range(k)]

    def right(g):
        return [sum(rows[i][t] * g[i * m + j] for i in range(n)) for t in range(k) for j in range(m)]

    return made(data, (n, m), [(a, left), (b, right)])


def groups(shape, dim):
    """For a reduction over `dim`: the flat indices that fall together, and the shape that remains."""
    dim %= len(shape)
    inner, n = size_of(shape[dim + 1 :]), shape[dim]
    outer = size_of(shape[:dim])
    return [[o * n * inner + i * inner + r for i in range(n)] for o in range(outer) for r in range(inner)], dim


def total(a, dim=None, keepdim=False):
    if dim is None:
        return made([math.fsum(a._data) if a.dtype.name[0] == 'f' else sum(a._data)], (), [(a, lambda g: g * len(a._data))], int64 if a.dtype is boolean else a.dtype)
    sets, dim = groups(a._shape, dim)
    shape = (*a._shape[:dim], *((1,) if keepdim else ()), *a._shape[dim + 1 :])

    def back(g):
        full = [0.0] * len(a._data)
        for value, members in zip(g, sets):
            for i in members:
                full[i] = value
        return full

    return made([sum(a._data[i] for i in members) for members in sets], shape, [(a, back)], int64 if a.dtype is boolean else a.dtype)


def mean(a, dim=None, keepdim=False):
    return total(a, dim, keepdim) / float(len(a._data) if dim is None else a._shape[dim])


def argmax(a, dim=None, keepdim=False):
    if dim is None:
        return tensor(max(range(len(a._data)), key=a._data.__getitem__))
    sets, dim = groups(a._shape, dim)
    shape = (*a._shape[:dim], *((1,) if keepdim else ()), *a._shape[dim + 1 :])
    return Tensor([max(range(len(m)), key=lambda i: a._data[m[i]]) for m in sets], shape, int64)


def log_softmax(a, dim=-1, **_more):
    sets, _ = groups(a._shape, dim)
    data = [0.0] * len(a._data)
    for members in sets:
        top = max(a._data[i] for i in members)
        scale = top + math.log(sum(math.exp(a._data[i] - top) for i in members))
        for i in members:
            data[i] = a._data[i] - scale

    def back(g):
        full = [0.0] * len(data)
        for members in sets:
            s = sum(g[i] for i in members)
            for i in members:
                full[i] = g[i] - math.exp(data[i]) * s
        return full

    return made(data, a._shape, [(a, back)])


def softmax(a, dim=-1, **_more):
    return exp(log_softmax(a, dim))


def largest(a, dim=None, keepdim=False):
    at = argmax(a, dim, keepdim)
    if dim is None:
        return a.view(-1)[at.item()]
    sets, _ = groups(a._shape, dim)
    return Tensor([a._data[m[i]] for m, i in zip(sets, at._data)], at._shape, a.dtype), at


def item_equal(a, b):
    return a._shape == b._shape and a._data == b._data


def install():
    names = dict(
        add=add, sub=sub, mul=mul, div=div, pow=power, matmul=matmul, mm=matmul, relu=relu, sigmoid=sigmoid, tanh=tanh,
        exp=exp, log=log, sqrt=sqrt, abs=absolute, sin=sin, cos=cos, sum=total, mean=mean, argmax=argmax, softmax=softmax,
        log_softmax=log_softmax, max=largest, equal=item_equal,
        __add__=add, __radd__=add, __sub__=sub, __mul__=mul, __rmul__=mul, __truediv__=div, __pow__=power,
        __matmul__=matmul, __eq__=compare(lambda x, y: x == y), __ne__=compare(lambda x, y: x != y),
        __lt__=compare(lambda x, y: x < y), __gt__=compare(lambda x, y: x > y), __le__=compare(lambda x, y: x <= y),
        __ge__=compare(lambda x, y: x >= y), __neg__=lambda a: a * -1.0, __rsub__=lambda a, b: a * -1.0 + b,
        __rtruediv__=lambda a, b: b * power(a, -1.0), __hash__=lambda a: id(a), eq=compare(lambda x, y: x == y),
    )  # fmt: skip
    for name, function in names.items():
        setattr(Tensor, name, function)


install()
