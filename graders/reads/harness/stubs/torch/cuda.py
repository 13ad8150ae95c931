from groundschool_pages import Unsupported


def is_available():
    return False


def device_count():
    return 0


def manual_seed_all(_seed):
    return None


manual_seed = manual_seed_all


def get_rng_state_all():
    return []


def set_rng_state_all(_states):
    return None


def empty_cache():
    return None


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    raise Unsupported(f'torch.cuda.{name}')
