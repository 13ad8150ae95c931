"""Kills a training script at drawn points and compares what it ends with to an undisturbed run.

Request: {"nonce", "script", "seed", "kills", "seconds"}. Report: {"error", "findings": [{"reason", "about", …}], "kills", …}.
Fewer kills than asked for, without a finding: the time did not suffice.
"""

import os
import random
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, '/box/harness')

import supervise
from training import Run, Store, compile_stubs, near, same_state, strays, sweep

EPOCHS, URI, BUCKET, PREFIX = 5, 's3://bm-train/checkpoints', 'bm-train', 'checkpoints/'
SAVING = ('chunk', 'open', 'rename')


class Host:
    """A machine of its own: `--dir`, a home and a temporary folder, which nothing else shares."""

    def __init__(self, number):
        self.root = os.path.join(os.environ['HOME'], f'host{number}')
        self.folder, self.home, self.temporary = (os.path.join(self.root, name) for name in ('dir', 'home', 'tmp'))
        for path in (self.folder, self.home, self.temporary):
            os.makedirs(path)

    def lose(self):
        shutil.rmtree(self.root, ignore_errors=True)


class Judge:
    def __init__(self, request):
        self.request, self.random = request, random.Random(request['seed'])
        self.findings, self.kills, self.number, self.alone = [], 0, 0, False
        self.deadline = time.monotonic() + request['seconds']

    def host(self):
        if self.alone:
            sweep()
        self.number += 1
        return Host(self.number)

    def run(self, host, store, **plan):
        args = ['--epochs', str(EPOCHS), '--dir', host.folder, '--s3', URI]
        return Run(self.request['script'], args, store, 10, host, **plan)

    def found(self, reason, about, detail=''):
        self.findings.append({'reason': reason, 'about': about, 'detail': detail})

    def unsupported(self, run):
        if run.error and run.error['type'] == 'Unsupported':
            self.findings.insert(0, {'reason': 'unsupported', 'about': '', 'detail': run.error['message']})
            return True
        return False

    def judge(self):
        host = self.host()
        self.full = full = self.run(host, Store())
        host.lose()
        # Fixed places are shared by whatever runs at the same time, so such a script gets one host after the other.
        self.alone = bool(strays())
        if full.error:
            return full.error
        if full.loss is None:
            return {'type': 'NoResult', 'message': 'its last line is not final_loss=<n>', 'line': None}
        if full.steps < EPOCHS:
            return {'type': 'NoResult', 'message': 'it makes no optimizer step in some epoch', 'line': None}
        self.epoch = -(-full.steps // EPOCHS)
        saving = [i for i, kind in enumerate(full.events) if kind in SAVING]
        other = [i for i, kind in enumerate(full.events) if kind not in SAVING]
        quarter = self.request['kills'] // 4 if saving else 0
        points = [self.random.choice(saving) for _ in range(quarter)]
        points += [self.random.choice(other) for _ in range(self.request['kills'] - quarter)]
        with ThreadPoolExecutor(1 if self.alone else 2) as pool:
            list(pool.map(self.interrupt, points))
            jobs = [pool.submit(one) for one in (self.damaged, self.host_lost, self.terminated)]
            [one.result() for one in jobs]
        return None

    def interrupt(self, point):
        if time.monotonic() > self.deadline or len(self.findings) >= 12:
            return
        host, store = self.host(), Store()
        first = self.run(host, store, kill_at=point)
        kind = self.full.events[point]
        during = 'in the middle of a save' if kind in SAVING else 'between two saves'
        about = f'killed {during}, after optimizer step {first.steps}'
        torn = kind in SAVING
        if not first.killed:
            self.found('state-lost', f'in a second run of its own', 'two undisturbed runs differ')
        else:
            self.kills += 1
            self.resume(first.steps, host, store, about, torn)
        host.lose()

    def resume(self, done, host, store, about, torn=False, spare=1, reasons=()):
        again = self.run(host, store)
        restart, lost = reasons or (('torn-checkpoint',) * 2 if torn else ('does-not-resume', 'state-lost'))
        repeated = done + again.steps - self.full.steps
        if self.unsupported(again):
            return
        if again.error:
            where = f' in line {again.error["line"]}' if again.error['line'] else ''
            self.found(restart, about, f'the restart stops with {again.error["type"]}: {again.error["message"]}{where}')
        elif repeated > spare * self.epoch:
            self.found(restart, about, f'the restart repeats {repeated} optimizer steps; an epoch has {self.epoch}')
        elif again.loss is None or not near(again.loss, self.full.loss):
            self.found(lost, about, f'final_loss is {again.loss}, undisturbed it is {self.full.loss}')
        elif not same_state(again.state, self.full.state):
            self.found(lost, about, 'parameters or optimizer state differ at the end')

    def late(self):
        """The event of the second optimizer step of the last epoch."""
        steps = [i for i, kind in enumerate(self.full.events) if kind == 'step']
        return steps[min((EPOCHS - 1) * self.epoch + 1, len(steps) - 1)]

    def damaged(self):
        host, store = self.host(), Store()
        first = self.run(host, store, kill_at=self.late())
        kept = []
        for parent, _folders, names in os.walk(host.folder):
            for path in (os.path.join(parent, name) for name in names):
                if os.path.isfile(path) and not os.path.islink(path):
                    kept.append((os.stat(path).st_mtime_ns, os.path.getsize(path), path))
        if kept:
            # The newest that holds a checkpoint: a pointer beside it is far smaller.
            large = [one for one in kept if one[1] * 4 >= max(size for _t, size, _p in kept)]
            _time, size, path = max(large)
            os.truncate(path, size // 2)
            about = f'with its newest checkpoint {os.path.basename(path)} cut in half'
            self.resume(first.steps, host, store, about, spare=2, reasons=('torn-checkpoint', 'torn-checkpoint'))

    def host_lost(self):
        uploads = [key for name, key in self.full.puts if name == BUCKET and key.startswith(PREFIX)]
        if len(uploads) < EPOCHS:
            return self.found('local-only', 'in an undisturbed run', f'it uploads {len(uploads)} times in {EPOCHS} epochs')
        host, store = self.host(), Store()
        first = self.run(host, store, kill_at=self.late())
        host.lose()
        about = 'on a new host with an empty folder'
        self.resume(first.steps, self.host(), store, about, reasons=('local-only', 'local-only'))

    def terminated(self):
        host, store = self.host(), Store()
        steps = [i for i, kind in enumerate(self.full.events) if kind == 'step']
        at = steps[min(2 * self.epoch + 1, len(steps) - 1)]
        stopped = self.run(host, store, terminate_at=at)
        about = f'on SIGTERM after optimizer step {2 * self.epoch + 2}'
        if self.unsupported(stopped):
            return
        if stopped.error:
            return self.found('ignores-sigterm', about, f'{stopped.error["type"]}: {stopped.error["message"]}')
        if stopped.steps >= self.full.steps:
            return self.found('ignores-sigterm', about, 'it trains on to the end')
        if not any(kind in SAVING for kind in stopped.events[at + 1 :]):
            return self.found('ignores-sigterm', about, 'it ends without a save')
        self.resume(stopped.steps, host, store, about + ' and restarted')


def main():
    request = supervise.read_request()
    compile_stubs()
    judge = Judge(request)
    error = judge.judge()
    full = judge.full
    known = {'kills': judge.kills, 'steps': full.steps, 'loss': full.loss}
    supervise.report(request['nonce'], {'error': error, 'findings': judge.findings, **known})


main()
