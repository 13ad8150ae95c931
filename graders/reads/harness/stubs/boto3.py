"""`import boto3` for a script in the box: the S3 client is the stub, other services are not evaluated."""

import sys
import types

import groundschool_s3
from groundschool_pages import Unsupported

__version__ = '1.42.0'


def client(service_name, *args, **kwargs):
    if service_name != 's3':
        raise Unsupported(f"boto3.client('{service_name}')")
    return groundschool_s3.default


def resource(service_name, *args, **kwargs):
    raise Unsupported(f"boto3.resource('{service_name}')")


def setup_default_session(**kwargs):
    return None


class Session:
    def __init__(self, *args, **kwargs):
        self.region_name = kwargs.get('region_name', 'us-east-1')

    def client(self, service_name, *args, **kwargs):
        return client(service_name)

    def resource(self, service_name, *args, **kwargs):
        return resource(service_name)


session = types.ModuleType('boto3.session')
session.Session = Session
sys.modules['boto3.session'] = session
__path__ = []
