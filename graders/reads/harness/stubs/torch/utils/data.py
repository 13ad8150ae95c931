from groundschool_pages import Unsupported

import torch


class Dataset:
    pass


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(one[index] for one in self.tensors)

    def __len__(self):
        return len(self.tensors[0])


def collate(items):
    first = items[0]
    if isinstance(first, (tuple, list)):
        return [collate(list(column)) for column in zip(*items)]
    if isinstance(first, dict):
        return {key: collate([one[key] for one in items]) for key in first}
    return torch.stack(items) if isinstance(first, torch.Tensor) else torch.tensor(items)


default_collate = collate


class DataLoader:
    def __init__(self, dataset, batch_size=1, shuffle=False, generator=None, drop_last=False, num_workers=0, collate_fn=collate, sampler=None, **_more):
        self.dataset, self.batch_size, self.shuffle, self.generator = dataset, batch_size, shuffle, generator
        self.drop_last, self.collate, self.sampler = drop_last, collate_fn, sampler

    def __len__(self):
        n = len(self.dataset)
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)

    def __iter__(self):
        n = len(self.dataset)
        order = list(self.sampler) if self.sampler is not None else torch.randperm(n, self.generator).tolist() if self.shuffle else list(range(n))
        for i in range(0, n, self.batch_size):
            batch = order[i : i + self.batch_size]
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate([self.dataset[j] for j in batch])


def __getattr__(name):
    if name.startswith('__') or name in ('cuda', 'nn', 'optim', 'random', 'utils', 'data', 'functional', 'lr_scheduler'):
        raise AttributeError(name)
    raise Unsupported(f'torch.utils.data.{name}')
