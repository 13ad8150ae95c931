"""Small tensors in pure Python: flat lists with a shape, real arithmetic, reverse-mode gradients."""

import math

from groundschool_pages import Unsupported


class dtype:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'torch.{self.name}'

    def __reduce__(self):
        return (named, (self.name,))


DTYPES = {name: dtype(name) for name in ('float32', 'float64', 'int64', 'bool')}


def named(name):
    return DTYPES[name]


float32, float64, int64, boolean = DTYPES.values()
grad_enabled = True


class device:
    def __init__(self, kind='cpu', index=None):
        self.type, self.index = str(kind).split(':')[0], index

    def __str__(self):
        return self.type

    __repr__ = __str__

    def __eq__(self, other):
        return str(self) == str(other)

    def __hash__(self):
        return hash(self.type)


class no_grad:
    def __enter__(self):
        global grad_enabled
        self.before, grad_enabled = grad_enabled, False

    def __exit__(self, *_error):
        global grad_enabled
        grad_enabled = self.before

    def __call__(self, function):
        def inner(*args, **kwargs):
            with no_grad():
                return function(*args, **kwargs)

        return inner


def size_of(shape):
    return math.prod(shape)


class Size(tuple):
    def numel(self):
        return size_of(self)


def flatten(value):
    if isinstance(value, Tensor):
        return list(value._data), tuple(value.shape)
    if isinstance(value, (list, tuple, range)):
        parts = [flatten(one) for one in value]
        if any(shape != parts[0][1] for _data, shape in parts):
            raise ValueError('expected sequence of equal length at every dim')
        return [x for data, _ in parts for x in data], (len(parts), *(parts[0][1] if parts else ()))
    return [value], ()


def tensor(value, dtype=None, device=None, requires_grad=False):
    data, shape = flatten(value)
    kind = dtype or (boolean if data and all(isinstance(x, bool) for x in data) else int64 if data and all(isinstance(x, int) for x in data) else float32)
    return Tensor(cast(data, kind), shape, kind, requires_grad)


def cast(data, kind):
    convert = {'int64': int, 'bool': bool}.get(kind.name, float)
    return [convert(x) for x in data]


def broadcast(a, b):
    rank = max(len(a), len(b))
    left, right = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    if any(x != y and 1 not in (x, y) for x, y in zip(left, right)):
        raise RuntimeError(f'The size of tensor a {a} must match the size of tensor b {b}')
    return tuple(y if x == 1 else x for x, y in zip(left, right))


def indices(shape, out):
    """For each element of `out`, the flat index of the element of `shape` that is broadcast there."""
    if shape == out:
        return range(size_of(out))
    result, stride = [0], 1
    padded = (1,) * (len(out) - len(shape)) + shape
    strides = []
    for n in reversed(padded):
        strides.append(0 if n == 1 else stride)
        stride *= n
    for n, step in zip(out, reversed(strides)):
        result = [base + i * step for base in result for i in range(n)]
    return result


class Tensor:
    def __init__(self, data, shape, dtype=float32, requires_grad=False):
        self._data, self._shape, self.dtype = data, tuple(shape), dtype
        self.requires_grad, self.grad, self._back = requires_grad, None, None

    def __getstate__(self):
        return {'d': self._data, 's': self._shape, 't': self.dtype, 'r': self.requires_grad}

    def __setstate__(self, s):
        self.__init__(s['d'], s['s'], s['t'], s['r'])

    def __reduce_ex__(self, _protocol):
        return (rebuilt, (type(self), self.__getstate__()))

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        raise Unsupported(f'torch.Tensor.{name}')

    shape = property(lambda self: Size(self._shape))
    ndim = property(lambda self: len(self._shape))
    device = property(lambda self: device('cpu'))
    data = property(lambda self: self.detach(), lambda self, other: self.copy_(other))
    is_cuda = property(lambda self: False)
    T = property(lambda self: self.t())

    def size(self, dim=None):
        return self.shape if dim is None else self._shape[dim]

    def dim(self):
        return len(self._shape)

    def numel(self):
        return len(self._data)

    def __len__(self):
        return self._shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def item(self):
        if len(self._data) != 1:
            raise RuntimeError('a Tensor with more than one element cannot be converted to Scalar')
        return self._data[0]

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __bool__(self):
        return bool(self.item())

    __index__ = __int__

    def __format__(self, spec):
        return format(self.item() if spec else str(self), spec)

    def tolist(self):
        def nest(at, shape):
            if not shape:
                return self._data[at]
            step = size_of(shape[1:])
            return [nest(at + i * step, shape[1:]) for i in range(shape[0])]

        return nest(0, self._shape)

    def __repr__(self):
        return f'tensor({self.tolist()})'

    def numpy(self):
        if self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        import numpy

        return numpy.ndarray(self._data, self._shape, self.dtype)

    def detach(self):
        return Tensor(self._data, self._shape, self.dtype)

    def cpu(self):
        return self

    def contiguous(self):
        return self

    def clone(self):
        return made(list(self._data), self._shape, [(self, lambda g: g)], self.dtype)

    def to(self, *args, **kwargs):
        kind = next((x for x in (*args, *kwargs.values()) if isinstance(x, dtype)), self.dtype)
        if any(str(x).startswith('cuda') for x in (*args, *kwargs.values())):
            raise RuntimeError('Found no NVIDIA driver on your system.')
        return self if kind is self.dtype else made(cast(self._data, kind), self._shape, [(self, lambda g: g)], kind)

    def float(self):
        return self.to(float32)

    def double(self):
        return self.to(float64)

    def long(self):
        return self.to(int64)

    int = long

    def requires_grad_(self, value=True):
        self.requires_grad = value
        return self

    def copy_(self, other):
        data, shape = flatten(other)
        self._data[:] = cast([data[i] for i in indices(shape, self._shape)], self.dtype)
        return self

    def zero_(self):
        return self.copy_(0)

    def fill_(self, value):
        return self.copy_(value)

    def add_(self, other, alpha=1):
        return self.copy_(self.detach() + alpha * other)

    def sub_(self, other, alpha=1):
        return self.copy_(self.detach() - alpha * other)

    def mul_(self, other):
        return self.copy_(self.detach() * other)

    def div_(self, other):
        return self.copy_(self.detach() / other)

    def backward(self, gradient=None):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent, _ in node._back or ())
        grads = {id(self): list(gradient._data) if gradient is not None else [1.0] * len(self._data)}
        for node in reversed(order):
            g = grads.pop(id(node), None)
            if g is None:
                continue
            if node._back is None:
                if node.requires_grad:
                    old = node.grad._data if node.grad is not None else None
                    node.grad = Tensor(g if old is None else [a + b for a, b in zip(old, g)], node._shape)
                continue
            for parent, rule in node._back:
                if parent.requires_grad:
                    more = rule(g)
                    old = grads.get(id(parent))
                    grads[id(parent)] = list(more) if old is None else [a + b for a, b in zip(old, more)]

    def view(self, *shape):
        shape = list(shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape)
        if -1 in shape:
            at = shape.index(-1)
            shape[at] = len(self._data) // max(-size_of(shape), 1)
        if size_of(shape) != len(self._data):
            raise RuntimeError(f"shape '{shape}' is invalid for input of size {len(self._data)}")
        out = made(self._data, shape, [(self, lambda g: g)], self.dtype)
        return out

    reshape = view

    def flatten(self, start_dim=0, end_dim=-1):
        end = end_dim % max(self.ndim, 1)
        return self.view(*self._shape[:start_dim], size_of(self._shape[start_dim : end + 1]), *self._shape[end + 1 :])

    def unsqueeze(self, dim):
        at = dim % (self.ndim + 1)
        return self.view(*self._shape[:at], 1, *self._shape[at:])

    def squeeze(self, dim=None):
        keep = [n for i, n in enumerate(self._shape) if n != 1 or (dim is not None and i != dim % self.ndim)]
        return self.view(*keep) if keep else self.view(())

    def t(self):
        rows, columns = self._shape
        flip = lambda data, r, c: [data[i * c + j] for j in range(c) for i in range(r)]  # noqa: E731
        return made(flip(self._data, rows, columns), (columns, rows), [(self, lambda g: flip(g, columns, rows))], self.dtype)

    def __getitem__(self, key):
        positions, shape = select(self._shape, key)

        def back(g):
            full = [0.0] * len(self._data)
            for at, value in zip(positions, g):
                full[at] += value
            return full

        return made([self._data[i] for i in positions], shape, [(self, back)], self.dtype)

    def __setitem__(self, key, value):
        positions, shape = select(self._shape, key)
        data, other = flatten(value)
        for at, index in zip(positions, indices(other, shape)):
            self._data[at] = data[index]


def select(shape, key):
    keys = key if isinstance(key, tuple) else (key,)
    positions, out, rest = [0], [], list(shape)
    for one in keys:
        n = rest.pop(0)
        step = size_of(rest)
        if isinstance(one, Tensor):
            one = [i for i, x in enumerate(one._data) if x] if one.dtype is boolean else (one.tolist() if one.ndim else int(one))
        if isinstance(one, slice):
            chosen = range(n)[one]
        elif isinstance(one, list):
            chosen = one
        else:
            if not -n <= one < n:
                raise IndexError(f'index {one} is out of bounds for dimension with size {n}')
            positions = [p + (one % n) * step for p in positions]
            continue
        out.append(len(chosen))
        positions = [p + (i % n) * step for p in positions for i in chosen]
    tail = size_of(rest)
    return [p + i for p in positions for i in range(tail)], (*out, *rest)


def rebuilt(kind, state):
    made_one = kind.__new__(kind)
    made_one.__setstate__(state)
    return made_one


def made(data, shape, parents, kind=float32):
    out = Tensor(data, shape, kind)
    if grad_enabled and kind.name.startswith('float'):
        parents = [one for one in parents if one[0].requires_grad]
        if parents:
            out.requires_grad, out._back = True, parents
    return out


def binary(compute, left_rule, right_rule, kind=None):
    def apply(a, b):
        if not isinstance(b, Tensor):
            if not isinstance(b, (int, float)):
                return NotImplemented
            b = Tensor([b], (), float32 if isinstance(b, float) else int64)
        shape = broadcast(a._shape, b._shape)
        ia, ib = indices(a._shape, shape), indices(b._shape, shape)
        x, y = a._data, b._data
        data = [compute(x[i], y[j]) for i, j in zip(ia, ib)]

        def back(rule, own, count):
            def run(g):
                full = [0.0] * count
                for i, j, k, value in zip(ia, ib, own, g):
                    full[k] += value * rule(x[i], y[j])
                return full

            return run

        floats = 'float' in a.dtype.name + b.dtype.name or (data and isinstance(data[0], float))
        out = kind or (float32 if floats else a.dtype)
        return made(data, shape, [(a, back(left_rule, ia, len(x))), (b, back(right_rule, ib, len(y)))], out)

    return apply


def unary(compute, rule):
    def apply(a, *_args):
        data = [compute(x) for x in a._data]
        return made(data, a._shape, [(a, lambda g: [v * rule(x, y) for v, x, y in zip(g, a._data, data)])])

    return apply
