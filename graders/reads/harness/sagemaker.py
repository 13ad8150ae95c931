"""Trains with a script as SageMaker AI would, kills and restarts it, and serves what it saved with another script.

Request: {"nonce", "script", "inference", "seed"}. Report: {"train", "help", "saved", "losses", "resume", "trained", "serve"}.
"""

import json
import math
import os
import random
import shutil
import sys

sys.path.insert(0, '/box/harness')

import supervise
from training import Run, Store, compile_stubs, sweep

EPOCHS = 3
ARGUMENTS = ['--epochs', str(EPOCHS), '--batch-size', '4', '--learning-rate', '0.01']
MOST_PROBES = 3
FOLDERS = ('model', 'checkpoints', 'output', 'training', 'validation', 'tmp', 'work')


class Training(Run):
    child_file = 'sagemaker_child.py'


class Job:
    """A training instance. What a Spot interruption leaves is its folder of checkpoints, nothing else."""

    def __init__(self, data):
        self.root = os.path.join(os.environ['HOME'], 'host')
        self.data, self.home, self.temporary = data, os.path.join(self.root, 'work'), os.path.join(self.root, 'tmp')
        self.begin()

    def folder(self, name):
        return os.path.join(self.root, name)

    def begin(self):
        for name in FOLDERS:
            os.makedirs(self.folder(name), exist_ok=True)
        for name, samples in self.data.items():
            with open(os.path.join(self.folder(name), 'data.json'), 'w') as out:
                json.dump(samples, out)

    def interrupt(self):
        for name in FOLDERS:
            if name != 'checkpoints':
                shutil.rmtree(self.folder(name), ignore_errors=True)
        sweep()
        self.begin()

    def end(self):
        shutil.rmtree(self.root, ignore_errors=True)
        sweep()

    def environment(self):
        return {
            'SM_MODEL_DIR': self.folder('model'),
            'SM_OUTPUT_DATA_DIR': self.folder('output'),
            'SM_CHANNEL_TRAINING': self.folder('training'),
            'SM_CHANNEL_VALIDATION': self.folder('validation'),
            'SM_CHANNELS': '["training", "validation"]',
            'SM_HOSTS': '["algo-1"]',
            'SM_CURRENT_HOST': 'algo-1',
            'SM_NUM_GPUS': '0',
            'CHECKPOINT_DIR': self.folder('checkpoints'),
        }


def samples(source, number):
    """Recordings whose class is the channel that is louder than the others."""
    labels = [i % 3 for i in range(number)]
    source.shuffle(labels)
    loud = lambda channel, label: 1.0 if channel == label else 0.0  # noqa: E731
    inputs = [[[[round(source.gauss(loud(c, label), 0.5), 4) for _ in range(8)] for _ in range(8)] for c in range(3)] for label in labels]
    return {'inputs': inputs, 'labels': labels}


class Judge:
    def __init__(self, request):
        self.request, source = request, random.Random(request['seed'])
        self.data = {'training': samples(source, 48), 'validation': samples(source, 48)}
        self.probes = [[one] for one in samples(source, MOST_PROBES)['inputs']]
        with open(os.path.join(os.environ['HOME'], 'host-probes.json'), 'w') as out:
            json.dump(self.probes, out)
        self.found = {'train': None, 'help': None, 'saved': [], 'losses': None, 'resume': None, 'trained': [], 'serve': None}

    def run(self, job, arguments=ARGUMENTS, environment=None, **plan):
        Training.environment = {**(job.environment() if environment is None else environment), 'GROUNDSCHOOL_PROBES': os.path.join(os.environ['HOME'], 'host-probes.json')}
        return Training(self.request['script'], arguments, Store(), 8, job, **plan)

    def judge(self):
        job = Job(self.data)
        full = self.run(job)
        found = self.found
        found['train'] = full.error and plain(full.error)
        if full.error is None and full.steps < EPOCHS:
            found['train'] = {'type': 'NoResult', 'message': 'it makes no optimizer step in some epoch', 'line': None}
        if found['train']:
            return
        found['losses'], found['trained'] = fall(full.word.get('losses')), scores_of(full.word.get('scores'))
        kept = os.path.join(os.environ['HOME'], 'host-model')
        shutil.copytree(job.folder('model'), kept, symlinks=True)
        found['saved'] = files_below(kept)
        job.end()
        job = Job(self.data)
        helped = self.run(job, ['--help'], {}).error
        found['help'] = helped and plain(helped)
        job.end()
        found['resume'] = self.resume(full)
        if found['saved']:
            found['serve'] = self.serve(kept)

    def resume(self, full):
        epoch = -(-full.steps // EPOCHS)
        steps = [i for i, kind in enumerate(full.events) if kind == 'step']
        job = Job(self.data)
        first = self.run(job, kill_at=steps[min(epoch + 1, len(steps) - 1)])
        if not first.killed:
            return 'a second run from the start does something else'
        job.interrupt()
        again = self.run(job)
        job.end()
        if again.error:
            error = plain(again.error)
            return error if error['type'] == 'Unsupported' else f'the restart stops with {error["type"]}: {error["message"]}'
        repeated = first.steps + again.steps - full.steps
        if repeated > epoch:
            return f'the restart repeats {repeated} optimizer steps; an epoch has {epoch}'
        return None

    def serve(self, kept):
        last = supervise.run_child('/box/harness/sagemaker_serve_child.py', [self.request['inference'], kept], self.ask, 8)
        last = last if isinstance(last, dict) else {}
        answers = last.get('answers') if isinstance(last.get('answers'), list) else []
        missing = last.get('missing') is True
        error = plain(last.get('error')) if last.get('error') is not None else None
        if error is None and not missing and not answers:
            error = {'type': 'Protocol', 'message': 'it wrote on a channel that is not its own', 'line': None}
        return {'error': error, 'missing': missing, 'answers': [str(one) for one in answers[:MOST_PROBES]]}

    def ask(self, call):
        return {'probes': self.probes}


def plain(error):
    """An error as a process told it, whatever it told."""
    error = error if isinstance(error, dict) else {}
    line = error.get('line')
    return {'type': str(error.get('type'))[:100], 'message': str(error.get('message'))[:500], 'line': line if type(line) is int else None}


def numbers(values):
    return isinstance(values, list) and 0 < len(values) <= 10_000 and all(type(x) in (int, float) and math.isfinite(x) for x in values)


def fall(losses):
    """Mean loss of the first and of the last epoch."""
    if not numbers(losses) or len(losses) < EPOCHS:
        return None
    third = len(losses) // EPOCHS
    return {'first': sum(losses[:third]) / third, 'last': sum(losses[-third:]) / third}


def scores_of(seen):
    """Scores for every probe, at each moment at which the script saved, and at the end; the last ones of many."""
    whole = lambda one: isinstance(one, list) and len(one) == MOST_PROBES and all(numbers(scores) and len(scores) <= 50 for scores in one)  # noqa: E731
    return [one for one in (seen if isinstance(seen, list) else []) if whole(one)][-12:]


def files_below(folder):
    found = []
    for parent, _folders, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(parent, name), folder) for name in names if os.path.getsize(os.path.join(parent, name)) > 0]
    return sorted(found)[:20]


def main():
    request = supervise.read_request()
    compile_stubs()
    judge = Judge(request)
    judge.judge()
    supervise.report(request['nonce'], judge.found)


main()
