"""A training process of the SageMaker AI judge: as `checkpoint_child.py`, and it tells what the model answers to the probes."""

import gc
import json
import os
import sys

sys.path[:0] = ['/box/harness', '/tmp/.stubs', '/box/harness/stubs']
with open(os.environ.pop('GROUNDSCHOOL_PROBES')) as source:
    probes = json.load(source)

import groundschool_events
import torch
from torch import nn
from torch._tensor import Tensor

losses, scores, last_step, seen = [], [], [-1], [0]
backward, event = Tensor.backward, groundschool_events.event


def watched_backward(self, *args, **kwargs):
    if len(self._data) == 1 and len(losses) < 10_000:
        losses.append(float(self._data[0]))
    return backward(self, *args, **kwargs)


def trained_module():
    """The smallest module that holds every parameter that is optimized."""
    wanted = {id(parameter) for optimizer in groundschool_events.optimizers for parameter in optimizer._all()}
    fitting = []
    for one in gc.get_objects():
        if isinstance(one, nn.Module):
            own = {id(parameter) for parameter in one.parameters()}
            if wanted and wanted <= own:
                fitting.append((len(own), len(list(one.modules())), one))
    # Of equals the outermost: what the script itself calls the model.
    fitting.sort(key=lambda entry: (entry[0], -entry[1]))
    return fitting[0][2] if fitting else None


def answer(model, probe):
    """What the model says of one recording; a model that takes rows of numbers gets it as one."""
    try:
        return model(probe)
    except RuntimeError:
        return model(probe.flatten(1))


def look():
    """What the model answers now, with its modes and random numbers left as they are."""
    if last_step[0] == seen[0]:
        return
    last_step[0] = seen[0]
    model = trained_module()
    if model is None:
        return
    modes = [(one, one.training) for one in model.modules()]
    before, sent, numbers = groundschool_events.send, None, torch.get_rng_state()
    groundschool_events.send = sent
    try:
        model.eval()
        with torch.no_grad():
            scores.append([[float(x) for x in answer(model, torch.tensor(probe))._data] for probe in probes])
    except Exception:
        scores.append(None)
    finally:
        for one, mode in modes:
            object.__setattr__(one, 'training', mode)
        torch.set_rng_state(numbers)
        groundschool_events.send = before


def watched_event(kind):
    if kind == 'step':
        seen[0] += 1
    elif seen[0] > 0:
        look()
    return event(kind)


def more():
    if seen[0] > 0:
        look()
    return {'losses': losses, 'scores': scores[-12:]}


Tensor.backward = watched_backward
groundschool_events.event, groundschool_events.more = watched_event, more
with open('/box/harness/checkpoint_child.py', encoding='utf-8') as source:
    exec(compile(source.read(), '/box/harness/checkpoint_child.py', 'exec'))
