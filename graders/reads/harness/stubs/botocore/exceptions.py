class BotoCoreError(Exception):
    fmt = 'An unspecified error occurred'

    def __init__(self, **kwargs):
        super().__init__(self.fmt.format(**kwargs))
        self.kwargs = kwargs


class ParamValidationError(BotoCoreError):
    fmt = 'Parameter validation failed:\n{report}'


class OperationNotPageableError(BotoCoreError):
    fmt = 'Operation cannot be paginated: {operation_name}'


class PaginationError(BotoCoreError):
    fmt = 'Error during pagination: {message}'


class NoCredentialsError(BotoCoreError):
    fmt = 'Unable to locate credentials'


class PartialCredentialsError(BotoCoreError):
    fmt = 'Partial credentials found in {provider}, missing: {cred_var}'


class ProfileNotFound(BotoCoreError):
    fmt = 'The config profile ({profile}) could not be found'


class NoRegionError(BotoCoreError):
    fmt = 'You must specify a region.'


class HTTPClientError(BotoCoreError):
    fmt = 'An HTTP Client raised an unhandled exception: {error}'


class ConnectionError(BotoCoreError):
    fmt = 'An HTTP Client failed to establish a connection: {error}'


class EndpointConnectionError(ConnectionError):
    fmt = 'Could not connect to the endpoint URL: "{endpoint_url}"'


class ConnectTimeoutError(ConnectionError):
    fmt = 'Connect timeout on endpoint URL: "{endpoint_url}"'


class ReadTimeoutError(HTTPClientError):
    fmt = 'Read timeout on endpoint URL: "{endpoint_url}"'


class WaiterError(BotoCoreError):
    fmt = 'Waiter {name} failed: {reason}'


class ClientError(Exception):
    def __init__(self, error_response, operation_name):
        error = error_response.get('Error', {})
        super().__init__(
            f'An error occurred ({error.get("Code", "Unknown")}) when calling the {operation_name} operation: '
            f'{error.get("Message", "Unknown")}'
        )
        self.response = error_response
        self.operation_name = operation_name
