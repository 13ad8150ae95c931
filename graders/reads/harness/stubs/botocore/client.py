from .config import Config  # noqa: F401


class BaseClient:
    """For type annotations."""
