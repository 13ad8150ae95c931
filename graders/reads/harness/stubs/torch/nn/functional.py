from groundschool_pages import Unsupported

import torch
from torch import log_softmax, relu, sigmoid, softmax, tanh  # noqa: F401


def linear(x, weight, bias=None):
    flat = x if x.ndim <= 2 else x.reshape(-1, x.size(-1))
    out = flat @ weight.t()
    out = out if bias is None else out + bias
    return out if x.ndim <= 2 else out.reshape(*x.shape[:-1], out.size(-1))


def reduce(values, reduction):
    return {'mean': values.mean, 'sum': values.sum, 'none': lambda: values}[reduction]()


def nll_loss(logs, target, reduction='mean', **_more):
    classes = logs.size(-1)
    return reduce(logs.reshape(-1)[[i * classes + int(c) for i, c in enumerate(target._data)]] * -1.0, reduction)


def cross_entropy(x, target, reduction='mean', **_more):
    return nll_loss(log_softmax(x, -1), target, reduction)


def mse_loss(x, y, reduction='mean', **_more):
    return reduce((x - y) ** 2, reduction)


def dropout(x, p=0.5, training=True, **_more):
    if not training:
        return x
    return x * torch.tensor([0.0 if v < p else 1 / (1 - p) for v in torch.rand(x.numel())._data]).view(x.shape)


def one_hot(x, num_classes):
    return torch.tensor([[1 if c == v else 0 for c in range(num_classes)] for v in x._data])


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    raise Unsupported(f'torch.nn.functional.{name}')
