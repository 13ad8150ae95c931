import math

from groundschool_pages import Unsupported

import torch

from .._tensor import Tensor
from . import functional


class Parameter(Tensor):
    def __init__(self, data=None, requires_grad=True, *rest):
        if rest or not isinstance(data, Tensor):
            super().__init__(data, requires_grad, *rest)
        else:
            super().__init__(list(data._data), data._shape, data.dtype, requires_grad)


class Module:
    def __init__(self):
        self.__dict__.update(_parameters={}, _modules={}, _buffers={}, training=True)

    def __setattr__(self, name, value):
        if isinstance(value, Parameter):
            self._parameters[name] = value
        elif isinstance(value, Module):
            self._modules[name] = value
        elif name in self._buffers:
            self._buffers[name] = value
        object.__setattr__(self, name, value)

    def register_buffer(self, name, value):
        self._buffers[name] = value
        object.__setattr__(self, name, value)

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def named_parameters(self, prefix=''):
        for name, one in self._parameters.items():
            yield prefix + name, one
        for name, child in self._modules.items():
            yield from child.named_parameters(f'{prefix}{name}.')

    def parameters(self):
        return (one for _name, one in self.named_parameters())

    def children(self):
        return iter(self._modules.values())

    def modules(self):
        yield self
        for child in self._modules.values():
            yield from child.modules()

    def _entries(self, prefix=''):
        for name, one in (*self._parameters.items(), *self._buffers.items()):
            yield prefix + name, one
        for name, child in self._modules.items():
            yield from child._entries(f'{prefix}{name}.')

    def state_dict(self):
        return {name: one.detach() for name, one in self._entries()}

    def load_state_dict(self, state, strict=True):
        own = dict(self._entries())
        missing, extra = [n for n in own if n not in state], [n for n in state if n not in own]
        if strict and (missing or extra):
            raise RuntimeError(f'Error(s) in loading state_dict: Missing key(s): {missing}, Unexpected key(s): {extra}')
        for name in own:
            if name in state:
                if tuple(state[name].shape) != tuple(own[name].shape):
                    raise RuntimeError(f'size mismatch for {name}')
                own[name].copy_(state[name])

    def train(self, mode=True):
        for one in self.modules():
            object.__setattr__(one, 'training', mode)
        return self

    def eval(self):
        return self.train(False)

    def to(self, *args, **kwargs):
        if any(str(x).startswith('cuda') for x in (*args, *kwargs.values())):
            raise RuntimeError('Found no NVIDIA driver on your system.')
        return self

    def cpu(self):
        return self

    float = double = cpu

    def zero_grad(self, set_to_none=True):
        for one in self.parameters():
            one.grad = None

    def requires_grad_(self, value=True):
        for one in self.parameters():
            one.requires_grad = value
        return self


class Linear(Module):
    def __init__(self, in_features, out_features, bias=True, **_more):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter((torch.rand(out_features, in_features) * 2.0 - 1.0) * bound)
        self.bias = Parameter((torch.rand(out_features) * 2.0 - 1.0) * bound) if bias else None

    def forward(self, x):
        return functional.linear(x, self.weight, self.bias)


def layer(name, function):
    return type(name, (Module,), {'__init__': lambda self, *a, **k: Module.__init__(self), 'forward': lambda self, x: function(x)})


ReLU, Sigmoid, Tanh, Identity = layer('ReLU', torch.relu), layer('Sigmoid', torch.sigmoid), layer('Tanh', torch.tanh), layer('Identity', lambda x: x)


class Flatten(Module):
    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.ends = start_dim, end_dim

    def forward(self, x):
        return x.flatten(*self.ends)


class Softmax(Module):
    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, x):
        return torch.softmax(x, self.dim)


class Dropout(Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        return functional.dropout(x, self.p, self.training)


class Sequential(Module):
    def __init__(self, *layers):
        super().__init__()
        for name, one in layers[0].items() if layers and isinstance(layers[0], dict) else ((str(i), x) for i, x in enumerate(layers)):
            setattr(self, name, one)

    def __getitem__(self, index):
        return list(self._modules.values())[index]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return self.children()

    def forward(self, x):
        for one in self.children():
            x = one(x)
        return x


class CrossEntropyLoss(Module):
    def __init__(self, reduction='mean', **_more):
        super().__init__()
        self.reduction = reduction

    def forward(self, x, y):
        return functional.cross_entropy(x, y, reduction=self.reduction)


class MSELoss(CrossEntropyLoss):
    def forward(self, x, y):
        return functional.mse_loss(x, y, reduction=self.reduction)


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    raise Unsupported(f'torch.nn.{name}')
