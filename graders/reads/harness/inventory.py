"""Judges `inventory(client, bucket, prefix)`: one child process for each bucket, and this side keeps the buckets.

Request: {"nonce", "script", "scenarios": [{"name", "bucket", "prefix", "objects": [[key, size], …], "mostCalls"}]}.
Report: {"scenarios": [{"name", "calls", and the child's last word}]}.
"""

import sys

sys.path.insert(0, '/box/harness')

import bucket as buckets
import supervise

SECONDS_EACH = 10


def main():
    request = supervise.read_request()
    results = [judge(request['script'], scenario) for scenario in request['scenarios']]
    supervise.report(request['nonce'], {'scenarios': results})


def judge(script, scenario):
    store = buckets.Bucket(scenario['bucket'], scenario['objects'])
    calls = 0

    def serve(call):
        nonlocal calls
        calls += 1
        if calls > scenario['mostCalls']:
            return {'fault': ['TooManyCalls', f'more than {scenario["mostCalls"]} calls']}
        return store.answer(call['operation'], call['parameters'])

    args = [script, scenario['bucket'], scenario['prefix']]
    word = supervise.run_child('/box/harness/inventory_child.py', args, serve, SECONDS_EACH)
    if calls > scenario['mostCalls']:
        word = supervise.failure('TooManyCalls', f'it called S3 more than {scenario["mostCalls"]} times')
    return {'name': scenario['name'], 'calls': calls, **word}


main()
