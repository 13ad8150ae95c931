import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import type { Observation } from '../../../graders/kit/index.ts';
import { checkpointRun, type CheckpointRun } from '../../../graders/reads/checkpoint.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

const box = createBox();
const folder = new URL('../../../labs/ec2-gpu-spot/', import.meta.url);
const RIGHT = readFileSync(new URL('solution/checkpoint-script/train.py', folder), 'utf8');
const BROKEN = readFileSync(new URL('files/train.py', folder), 'utf8');

async function observe(
  script: string,
  kills: number,
  { inBox = box, seconds }: { inBox?: typeof box; seconds?: number } = {},
): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const artifacts = { script: [{ name: 'train.py', bytes: Buffer.from(script) }] };
  const target = endpointTarget('http://127.0.0.1:1');
  const session = testSession({ target, reads: [checkpointRun], artifacts, box: inBox, errors });
  const observation = await session.ask(checkpointRun, {
    task: 'script',
    name: 'train.py',
    kills,
    ...(seconds === undefined ? {} : { seconds }),
  });
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

async function run(script: string, kills = 4): Promise<CheckpointRun> {
  const observation = await observe(script, kills);
  if (observation.state !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value as CheckpointRun;
}

/** The solution with one thing changed; the change must be there. */
function changed(...changes: [string, string][]): string {
  return changes.reduce((script, [from, to]) => {
    expect(script).toContain(from);
    return script.replaceAll(from, to);
  }, RIGHT);
}

const ORDER = ['does-not-resume', 'state-lost', 'torn-checkpoint', 'local-only', 'ignores-sigterm'];
const first = ({ findings }: CheckpointRun): string | undefined =>
  ORDER.find((reason) => findings.some((one) => one.reason === reason));

describe('the checkpoint harness', { timeout: 60_000 }, () => {
  it('finds nothing in the solution, killed 40 times', async () => {
    expect(await run(RIGHT, 40)).toMatchObject({ error: null, findings: [], kills: 40, steps: 20 });
  });

  it.each<[string, [string, string][]]>([
    ['Adam', [['SGD(model.parameters(), lr=0.1, momentum=0.9)', 'Adam(model.parameters(), lr=0.01)']]],
    ['AdamW', [['SGD(model.parameters(), lr=0.1, momentum=0.9)', 'AdamW(model.parameters(), lr=0.01)']]],
    [
      'a cosine schedule',
      [['StepLR(optimizer, step_size=2, gamma=0.5)', 'CosineAnnealingLR(optimizer, T_max=5)']],
    ],
    [
      'a lambda schedule',
      [['StepLR(optimizer, step_size=2, gamma=0.5)', 'LambdaLR(optimizer, lambda n: 0.9 ** n)']],
    ],
    [
      'put_object',
      [
        [
          "s3.upload_file(str(path), bucket, f'{prefix}/{path.name}')",
          "s3.put_object(Bucket=bucket, Key=f'{prefix}/{path.name}', Body=path.read_bytes())",
        ],
      ],
    ],
    [
      'upload_fileobj',
      [
        [
          "    s3.upload_file(str(path), bucket, f'{prefix}/{path.name}')",
          "    with open(path, 'rb') as whole:\n        s3.upload_fileobj(whole, bucket, f'{prefix}/{path.name}')",
        ],
      ],
    ],
    ['a session', [["boto3.client('s3')", "boto3.Session().client('s3')"]]],
    ['os.rename', [['os.replace(', 'os.rename(']]],
    ['pathlib replace', [['    os.replace(temporary, path)', '    temporary.replace(path)']]],
    [
      'an exit in the handler after a save of its own is not needed: raise after the epoch',
      [['        if stop:\n            sys.exit(0)', '        if stop:\n            raise SystemExit']],
    ],
    [
      'a log at a fixed place',
      [['args.dir.mkdir', 'open("/tmp/train.log", "a").write("started")\n    args.dir.mkdir']],
    ],
    ['two checkpoints kept', [['KEEP = 3', 'KEEP = 2']]],
    [
      'numbers drawn anew from the epoch',
      [
        ['        total = 0.0\n', '        total = 0.0\n        torch.manual_seed(epoch)\n'],
        ["        torch.set_rng_state(state['rng'])\n", ''],
      ],
    ],
    [
      'a DataLoader with its generator',
      [
        [
          '    loss_of =',
          '    generator = torch.Generator().manual_seed(3)\n    data = torch.utils.data.TensorDataset(inputs, labels)\n    loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True, generator=generator)\n    loss_of =',
        ],
        ['for batch in torch.randperm(len(inputs)).view(-1, 8):', 'for x, y in loader:'],
        ['model(inputs[batch]), labels[batch]', 'model(x), y'],
        ['torch.set_rng_state(', 'generator.set_state('],
        ['torch.get_rng_state()', 'generator.get_state()'],
      ],
    ],
    [
      'pickle through open',
      [
        [
          'torch.save(state, temporary)',
          "with open(temporary, 'wb') as out:\n        __import__('pickle').dump(state, out)",
        ],
        [
          "torch.load(path, map_location='cpu', weights_only=True)",
          "__import__('pickle').loads(path.read_bytes())",
        ],
      ],
    ],
  ])('passes %s', async (_style, changes) => {
    expect(await run(changed(...changes))).toMatchObject({ error: null, findings: [] });
  });

  const IN_PLACE: [string, string][] = [
    ['torch.save(state, temporary)', 'torch.save(state, path)'],
    ["open(temporary, 'rb')", "open(path, 'rb')"],
    ['    os.replace(temporary, path)\n', ''],
  ];
  it.each<[string, string, [string, string][]]>([
    [
      'the optimizer is not loaded',
      'state-lost',
      [["        optimizer.load_state_dict(state['optimizer'])\n", '']],
    ],
    [
      'the scheduler is not loaded',
      'state-lost',
      [["        scheduler.load_state_dict(state['scheduler'])\n", '']],
    ],
    ['the random state is not loaded', 'state-lost', [["        torch.set_rng_state(state['rng'])\n", '']]],
    ['the model is not loaded', 'state-lost', [["        model.load_state_dict(state['model'])\n", '']]],
    ['an epoch is skipped', 'state-lost', [["state['epoch'] + 1", "state['epoch'] + 2"]]],
    ['it starts over', 'does-not-resume', [['state = newest(args.dir)', 'state = None']]],
    ['it counts from 0 again', 'does-not-resume', [["start, last = state['epoch'] + 1", 'start, last = 0']]],
    [
      'it saves at the end only',
      'does-not-resume',
      [['        save(state,', '        if epoch + 1 == args.epochs or stop: save(state,']],
    ],
    [
      'it saves every other epoch',
      'does-not-resume',
      [['        save(state,', '        if epoch % 3 == 2 or stop: save(state,']],
    ],
    ['one file, in place', 'torn-checkpoint', [...IN_PLACE, ["f'epoch-{epoch:04d}.pt'", "'epoch-0.pt'"]]],
    [
      'it does not pass over a damaged one',
      'torn-checkpoint',
      [['        except Exception as error:', '        except KeyError as error:']],
    ],
    ['only one is kept', 'torn-checkpoint', [['KEEP = 3', 'KEEP = 1']]],
    ['no upload', 'local-only', [["    s3.upload_file(str(path), bucket, f'{prefix}/{path.name}')\n", '']]],
    ['no download', 'local-only', [['    fetch(args.dir, s3, bucket, prefix)\n', '']]],
    [
      'it keeps all in its home, uploads and never fetches',
      'local-only',
      [
        ['    fetch(args.dir, s3, bucket, prefix)\n', ''],
        ['args.dir.mkdir', 'args.dir = Path.home() / "kept"\n    args.dir.mkdir'],
      ],
    ],
    [
      'it keeps all at a fixed place, uploads and never fetches',
      'local-only',
      [
        ['    fetch(args.dir, s3, bucket, prefix)\n', ''],
        ['args.dir.mkdir', 'args.dir = Path("/tmp/kept")\n    args.dir.mkdir'],
      ],
    ],
    ['another prefix', 'local-only', [["target.path.strip('/')", "'elsewhere'"]]],
    [
      'only the last is uploaded',
      'local-only',
      [['    s3.upload_file(', "    if '0004' in path.name: s3.upload_file("]],
    ],
    ['no handler', 'ignores-sigterm', [['    signal.signal(signal.SIGTERM, on_sigterm)\n', '']]],
    [
      'SIGTERM ignored',
      'ignores-sigterm',
      [['signal.SIGTERM, on_sigterm', 'signal.SIGTERM, signal.SIG_IGN']],
    ],
    ['it leaves with 1', 'ignores-sigterm', [['            sys.exit(0)', '            sys.exit(1)']]],
    [
      'it leaves without a save',
      'ignores-sigterm',
      [['    global stop\n    stop = True', '    sys.exit(0)']],
    ],
    [
      'it sleeps on SIGTERM',
      'ignores-sigterm',
      [['    stop = True', '    stop = True\n    __import__("time").sleep(6)']],
    ],
  ])('finds that %s: %s', async (_what, reason, changes) => {
    const result = await run(changed(...changes), 8);
    expect([result.error, first(result)]).toEqual([null, reason]);
  });

  it("finds all that is wrong with the lab's own file", async () => {
    const result = await run(BROKEN);
    expect(first(result)).toBe('state-lost');
    expect(result.findings.map((one) => one.reason)).toEqual(
      expect.arrayContaining(['local-only', 'ignores-sigterm']),
    );
  });

  it.each([
    ['a module that is not there', 'import birdsongs', 'ModuleNotFoundError'],
    ['a syntax error', 'def (', 'SyntaxError'],
    ['an exit', 'raise SystemExit(3)', 'Exit'],
    ['no result', 'print("done")', 'NoResult'],
    ['a loss without training', 'print("final_loss=0.1")', 'NoResult'],
    ['a fork bomb', 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass', null],
    ['endless output', 'while True: print("x" * 1000)', 'Limit'],
    ['sleep without end', 'import time\ntime.sleep(1000)', 'Timeout'],
    ['a huge file', 'open("big", "wb").write(bytes(64_000_000))', null],
    [
      'words on the channel',
      'import os\nfor n in range(3, 20):\n    try: os.write(n, b"{}\\n")\n    except OSError: pass',
      'Protocol',
    ],
    [
      'a symlink out of the folder',
      'import os\nos.symlink("/etc/shadow", "s")\nprint(open("s").read())',
      null,
    ],
    ["the judge's memory", 'import os\nopen(f"/proc/{os.getppid()}/mem", "rb").read(1)', 'PermissionError'],
    ['the stub changed', 'open("/box/harness/stubs/boto3.py", "w")', 'OSError'],
    ['the judge killed', 'import os\nos.kill(os.getppid(), 9)', null],
  ])('stops %s', async (_what, script, type) => {
    const { error } = await run(script);
    expect(error).not.toBeNull();
    if (type !== null) expect(error?.type).toBe(type);
  });

  it.each([
    ['torch.fft', 'import torch\ntorch.fft'],
    ['torch.distributed', 'import torch.distributed'],
    ['pandas', 'import pandas'],
    ['numpy.linalg', 'import numpy as np\nnp.linalg'],
    ['torch.nn.Conv3d', 'from torch import nn\ntry: nn.Conv3d\nexcept Exception: pass'],
    ['the aws command (use boto3)', 'import subprocess\nsubprocess.run(["aws", "s3", "ls"])'],
  ])('does not evaluate %s', async (detail, script) => {
    expect(await observe(script, 4)).toMatchObject({
      state: 'blocked',
      reason: 'unsupported-construct',
      detail,
    });
  });

  it('gives no verdict on fewer interruptions than asked for', async () => {
    expect(await observe(RIGHT, 40, { seconds: 1 })).toMatchObject({
      state: 'blocked',
      reason: 'timeout',
      detail: expect.stringMatching(/^only \d+ of 40 interruptions fit into 1 s$/),
    });
  });

  it('is blocked without a runtime', async () => {
    const none = createBox({ searchPath: '/nowhere' });
    expect(await observe(RIGHT, 4, { inBox: none })).toMatchObject({
      state: 'blocked',
      reason: 'no-runtime',
    });
  });
});
