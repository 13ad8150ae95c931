"""Judges `inventory(client, bucket, prefix)`: one child process for each bucket, and this side keeps the buckets.

Request: {"nonce", "script", "scenarios": [{"name", "bucket", "prefix", "objects": [[key, size], …], "mostCalls"}]}.
Report: {"scenarios": [{"name", "calls", and the child's last word}]}.
"""

import sys
import time

sys.path.insert(0, '/box/harness')

import bucket as buckets
import supervise

SECONDS_EACH = 10


class TooManyCalls(Exception):
    pass


def main():
    request = supervise.read_request()
    started = time.monotonic()
    results, broken = [], None
    for scenario in request['scenarios']:
        # Once a bucket with objects has shown that the script is broken, a slow one need not show it five times.
        if broken is not None and time.monotonic() - started >= SECONDS_EACH:
            results.append({'name': scenario['name'], 'calls': 0, 'error': broken})
            continue
        result = judge(request['script'], scenario)
        results.append(result)
        if matches(scenario) and 'error' in result:
            broken = broken or result['error']
    supervise.report(request['nonce'], {'scenarios': results})


def matches(scenario):
    return any(key.startswith(scenario['prefix']) for key, _size in scenario['objects'])


def judge(script, scenario):
    store = buckets.Bucket(scenario['bucket'], scenario['objects'])
    calls = 0

    def serve(call):
        nonlocal calls
        calls += 1
        if calls > scenario['mostCalls']:
            raise TooManyCalls
        return store.answer(call['operation'], call['parameters'])

    args = [script, scenario['bucket'], scenario['prefix']]
    try:
        word = supervise.run_child('/box/harness/inventory_child.py', args, serve, SECONDS_EACH)
    except TooManyCalls:
        word = supervise.failure('TooManyCalls', f'it called S3 more than {scenario["mostCalls"]} times')
    return {'name': scenario['name'], 'calls': calls, **word}


main()
