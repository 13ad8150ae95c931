import copy
import math

import groundschool_events
from groundschool_pages import Unsupported

from .._tensor import Tensor

LIVE = groundschool_events.optimizers


class Optimizer:
    def __init__(self, params, defaults):
        groups = list(params)
        if not groups:
            raise ValueError('optimizer got an empty parameter list')
        groups = groups if isinstance(groups[0], dict) else [{'params': groups}]
        self.param_groups = [{**defaults, **one, 'params': list(one['params'])} for one in groups]
        self.defaults, self.state = defaults, {}
        LIVE.append(self)

    def _all(self):
        return [one for group in self.param_groups for one in group['params']]

    def zero_grad(self, set_to_none=True):
        for one in self._all():
            one.grad = None

    def step(self, closure=None):
        loss = closure() if closure else None
        for group in self.param_groups:
            for one in group['params']:
                if one.grad is not None:
                    self._update(one, one.grad._data, group, self.state.setdefault(one, {}))
        groundschool_events.event('step')
        return loss

    def state_dict(self):
        at = {id(one): i for i, one in enumerate(self._all())}
        groups = [{**g, 'params': [at[id(one)] for one in g['params']]} for g in self.param_groups]
        return {'state': {at[id(one)]: copy.deepcopy(held) for one, held in self.state.items()}, 'param_groups': groups}

    def load_state_dict(self, saved):
        if [len(g['params']) for g in saved['param_groups']] != [len(g['params']) for g in self.param_groups]:
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
        every = self._all()
        self.state = {every[i]: copy.deepcopy(held) for i, held in saved['state'].items()}
        for own, other in zip(self.param_groups, saved['param_groups']):
            own.update({k: v for k, v in other.items() if k != 'params'})


class SGD(Optimizer):
    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, **_more):
        super().__init__(params, dict(lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov))

    def _update(self, one, grad, group, held):
        decay, momentum = group['weight_decay'], group['momentum']
        if decay:
            grad = [g + decay * w for g, w in zip(grad, one._data)]
        if momentum:
            old = held.get('momentum_buffer')
            new = list(grad) if old is None else [momentum * b + (1 - group['dampening']) * g for b, g in zip(old._data, grad)]
            held['momentum_buffer'] = Tensor(new, one._shape)
            grad = [g + momentum * b for g, b in zip(grad, new)] if group['nesterov'] else new
        one._data[:] = [w - group['lr'] * g for w, g in zip(one._data, grad)]


class Adam(Optimizer):
    decoupled = False

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=None, **_more):
        decay = (0.01 if self.decoupled else 0) if weight_decay is None else weight_decay
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=decay))

    def _update(self, one, grad, group, held):
        lr, (b1, b2), decay = group['lr'], group['betas'], group['weight_decay']
        if decay and self.decoupled:
            one._data[:] = [w * (1 - lr * decay) for w in one._data]
        elif decay:
            grad = [g + decay * w for g, w in zip(grad, one._data)]
        zero = [0.0] * len(grad)
        step = held['step'] = held.get('step', 0) + 1
        m = [b1 * a + (1 - b1) * g for a, g in zip(held['exp_avg']._data if 'exp_avg' in held else zero, grad)]
        v = [b2 * a + (1 - b2) * g * g for a, g in zip(held['exp_avg_sq']._data if 'exp_avg_sq' in held else zero, grad)]
        held['exp_avg'], held['exp_avg_sq'] = Tensor(m, one._shape), Tensor(v, one._shape)
        c1, c2 = 1 - b1**step, 1 - b2**step
        one._data[:] = [w - lr * (a / c1) / (math.sqrt(b / c2) + group['eps']) for w, a, b in zip(one._data, m, v)]


class AdamW(Adam):
    decoupled = True


from . import lr_scheduler  # noqa: E402,F401


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    raise Unsupported(f'torch.optim.{name}')
