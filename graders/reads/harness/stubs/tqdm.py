"""A progress bar that shows nothing."""


class tqdm:
    def __init__(self, iterable=None, *_args, **_more):
        self.iterable, self.n = iterable, 0

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def update(self, n=1):
        self.n += n

    def set_description(self, *_args, **_more):
        return None

    set_postfix = set_postfix_str = set_description_str = close = refresh = set_description

    @staticmethod
    def write(text, *_args, **_more):
        print(text)


def trange(*args, **more):
    return tqdm(range(*args), **more)
