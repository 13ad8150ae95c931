import { describe, expect, it } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import { INFERENCE, judge, observe, TRAIN } from './sagemaker-scripts-kit.ts';

describe.concurrent('hostile scripts end in a clear verdict', { timeout: 60_000 }, () => {
  it.each([
    ['an exit', 'raise SystemExit(3)'],
    ['success without training', 'print("loss 0")'],
    ['endless output', 'while True: print("x" * 1000)'],
    ['sleep without end', 'import time\ntime.sleep(1000)'],
    ['a fork bomb', 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass'],
    [
      'words on the channel',
      'import os\nfor n in range(3, 20):\n    try: os.write(n, b"{}\\n")\n    except OSError: pass',
    ],
    [
      'a forged end',
      'import os\nfor n in range(3, 20):\n    try: os.write(n, b\'{"done": {"code": 0, "losses": ["x"], "scores": [[1]]}}\\n\')\n    except OSError: pass',
    ],
    ["the judge's memory", 'import os\nopen(f"/proc/{os.getppid()}/mem", "rb").read(1)'],
    ['the judge killed', 'import os\nos.kill(os.getppid(), 9)'],
    ['a network', 'import socket\nsocket.create_connection(("169.254.169.254", 80), 2)'],
  ])('train.py: %s', async (_what, script) => {
    expect(await judge(script)).toMatchObject({ status: 'fail', reason: 'script-error' });
  });

  it.each([
    ['an exit', 'raise SystemExit(0)'],
    ['sleep without end', 'import time\ntime.sleep(1000)'],
    [
      'a forged end',
      'import os\nfor n in range(3, 20):\n    try: os.write(n, b\'{"done": 7}\\n\')\n    except OSError: pass',
    ],
    [
      'a forged error',
      'import os\nfor n in range(3, 20):\n    try: os.write(n, b\'{"done": {"error": 7, "answers": 7}}\\n\')\n    except OSError: pass',
    ],
    ['the end of the process', 'import os\nos._exit(0)'],
  ])('inference.py: %s', async (_what, script) => {
    expect(await judge(TRAIN, script)).toMatchObject({ status: 'fail', reason: 'script-error' });
  });

  it.each([
    ['torch.fft', 'import torch\ntorch.fft'],
    ['torch.nn.Conv3d', 'from torch import nn\ntry: nn.Conv3d\nexcept Exception: pass'],
  ])('does not evaluate %s', async (detail, script) => {
    const blocked = { state: 'blocked', reason: 'unsupported-construct', detail };
    expect(await observe(script, INFERENCE)).toMatchObject(blocked);
    expect(await observe(TRAIN, script)).toMatchObject(blocked);
  });

  it('is absent when one file is missing, and blocked without a runtime', async () => {
    expect(await observe(TRAIN, null)).toEqual({ state: 'absent', code: 'NoSuchArtifact' });
    const none = createBox({ searchPath: '/nowhere' });
    expect(await observe(TRAIN, INFERENCE, none)).toMatchObject({ state: 'blocked', reason: 'no-runtime' });
  });
});
