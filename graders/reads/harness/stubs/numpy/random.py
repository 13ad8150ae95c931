import random as _random

from groundschool_pages import Unsupported

_source = _random.Random(0)


def seed(value=None):
    _source.seed(value)


def get_state():
    return _source.getstate()


def set_state(state):
    _source.setstate(state)


def _many(draw, shape):
    import numpy

    if not shape:
        return draw()
    count = 1
    for n in shape:
        count *= n
    return numpy.array([draw() for _ in range(count)]).reshape(*shape)


def rand(*shape):
    return _many(_source.random, shape)


def randn(*shape):
    return _many(lambda: _source.gauss(0.0, 1.0), shape)


def permutation(value):
    import numpy

    items = list(range(value)) if isinstance(value, int) else list(value)
    _source.shuffle(items)
    return numpy.array(items)


def shuffle(items):
    if not isinstance(items, list):
        raise Unsupported('numpy.random.shuffle of an array')
    _source.shuffle(items)


def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    raise Unsupported(f'numpy.random.{name}')
