import { describe, expect, it } from 'vitest';
import { INFERENCE, judge, observe, read, TRAIN } from './sagemaker-scripts-kit.ts';

type Change = [from: string, to: string];
function changed(text: string, ...changes: Change[]): string {
  return changes.reduce((script, [from, to]) => {
    expect(script).toContain(from);
    return script.replaceAll(from, to);
  }, text);
}
const SAVE = "    save(model.state_dict(), args.model_dir / 'model.pth')";

describe.concurrent('train.py and inference.py', { timeout: 60_000 }, () => {
  it('of the reference pass', async () => {
    expect(await judge(TRAIN)).toMatchObject({ status: 'pass', reason: 'same-weights' });
  });

  it.each<[string, Change[], Change[]]>([
    [
      'Adam',
      [
        [
          'torch.optim.SGD(model.parameters(), lr=args.learning_rate, momentum=0.9)',
          'torch.optim.Adam(model.parameters(), lr=args.learning_rate)',
        ],
      ],
      [],
    ],
    [
      'a whole model, pickled',
      [['save(model.state_dict(),', 'save(model,']],
      [['    model.load_state_dict(state)\n    return model.eval()', '    return state.eval()']],
    ],
    [
      'weights as JSON',
      [
        [
          SAVE,
          "    (args.model_dir / 'model.json').write_text(json.dumps({k: v.tolist() for k, v in model.state_dict().items()}))",
        ],
      ],
      [
        [
          "    state = torch.load(os.path.join(model_dir, 'model.pth'), map_location='cpu', weights_only=True)",
          "    with open(os.path.join(model_dir, 'model.json')) as source:\n        state = {k: torch.tensor(v) for k, v in json.load(source).items()}",
        ],
      ],
    ],
    [
      'data of its own',
      [
        [
          "    data = json.loads((folder / 'data.json').read_text())\n    return torch.tensor(data['inputs']), torch.tensor(data['labels'])",
          '    labels = [i % 3 for i in range(24)]\n    return torch.stack([torch.full((3, 8, 8), k * 0.5) for k in labels]), torch.tensor(labels)',
        ],
      ],
      [],
    ],
    [
      'dropout that is off when serving',
      [
        ['nn.ReLU(),', 'nn.ReLU(), nn.Dropout(0.3),'],
        ['torch.manual_seed(7)\n', 'torch.manual_seed(7)\n'],
      ],
      [['nn.ReLU(),', 'nn.ReLU(), nn.Dropout(0.3),']],
    ],
    ['the container functions', [], [[INFERENCE.slice(INFERENCE.indexOf('def input_fn')), '']]],
    [
      'transform_fn',
      [],
      [
        [
          INFERENCE.slice(INFERENCE.indexOf('def input_fn')),
          'def transform_fn(model, body, content_type, accept):\n    return json.dumps(model(torch.tensor(json.loads(body))).tolist()), accept\n',
        ],
      ],
    ],
    [
      'probabilities',
      [],
      [['        return model(data)', '        return torch.softmax(model(data), dim=1)']],
    ],
    [
      'a module shared by both',
      [],
      [
        [
          INFERENCE.slice(INFERENCE.indexOf('from torch import nn'), INFERENCE.indexOf('def model_fn')),
          'from train import build_model\n\n\n',
        ],
      ],
    ],
  ])('pass with %s', async (_what, train, inference) => {
    const verdict = await judge(changed(TRAIN, ...train), changed(INFERENCE, ...inference));
    expect([verdict.reason, verdict.message]).toEqual(['same-weights', verdict.message]);
  });

  it.each<[string, string, Change[], Change[]]>([
    [
      'a variable without default',
      'needs-sagemaker',
      [["os.environ.get('SM_MODEL_DIR', 'model')", "os.environ['SM_MODEL_DIR']"]],
      [],
    ],
    ['nothing saved', 'no-model-saved', [[SAVE, '    pass']], []],
    [
      'a model saved elsewhere',
      'no-model-saved',
      [["args.model_dir / 'model.pth'", "Path('model.pth')"]],
      [],
    ],
    ['an empty model file', 'no-model-saved', [[SAVE, "    (args.model_dir / 'model.pth').touch()"]], []],
    [
      'an optimizer of another model',
      'not-learning',
      [['torch.optim.SGD(model.parameters()', 'torch.optim.SGD(build_model().parameters()']],
      [],
    ],
    ['a step uphill', 'not-learning', [['lr=args.learning_rate', 'lr=-args.learning_rate']], []],
    [
      'no checkpoint',
      'does-not-resume',
      [
        [
          "        save({'epoch': epoch, 'model': model.state_dict(), 'optimizer': optimizer.state_dict()}, checkpoint)\n",
          '',
        ],
      ],
      [],
    ],
    ['a checkpoint that nobody reads', 'does-not-resume', [['if checkpoint.exists()', 'if False']], []],
    [
      'checkpoints in /tmp',
      'does-not-resume',
      [["os.environ.get('CHECKPOINT_DIR', '/opt/ml/checkpoints')", "'/tmp/checkpoints'"]],
      [],
    ],
    ['checkpoints in the model folder', 'does-not-resume', [['args.checkpoint_dir', 'args.model_dir']], []],
    [
      'a checkpoint at the end only',
      'does-not-resume',
      [["        save({'epoch'", "        if epoch == 2: save({'epoch'"]],
      [],
    ],
    ['a restart that stops', 'does-not-resume', [["state['epoch'] + 1", "state['step'] + 1"]], []],
    ['no model_fn', 'no-model-fn', [], [['def model_fn', 'def load_model']]],
    ['weights that are not loaded', 'wrong-prediction', [], [['    model.load_state_dict(state)\n', '']]],
    [
      'the weights from before the training',
      'wrong-prediction',
      [
        [SAVE, '    pass'],
        [
          '    for epoch in range(start',
          `    args.model_dir.mkdir(parents=True, exist_ok=True)\n${SAVE}\n    for epoch in range(start`,
        ],
      ],
      [],
    ],
    [
      'dropout that stays on',
      'wrong-prediction',
      [['nn.ReLU(),', 'nn.ReLU(), nn.Dropout(0.5),']],
      [
        ['nn.ReLU(),', 'nn.ReLU(), nn.Dropout(0.5),'],
        ['model.eval()', 'model'],
      ],
    ],
    [
      'the class instead of the scores',
      'wrong-prediction',
      [],
      [['json.dumps(prediction.tolist())', 'json.dumps(torch.argmax(prediction, dim=1).tolist())']],
    ],
    [
      'Python instead of JSON',
      'wrong-prediction',
      [],
      [['json.dumps(prediction.tolist())', 'str(prediction)']],
    ],
    ['a model for CUDA', 'script-error', [], [["map_location='cpu'", "map_location='cuda'"]]],
    [
      'another architecture',
      'script-error',
      [],
      [
        ['nn.Linear(3 * 8 * 8, 16)', 'nn.Linear(3 * 8 * 8, 8)'],
        ['nn.Linear(16, 3)', 'nn.Linear(8, 3)'],
      ],
    ],
    ['another file name', 'script-error', [], [['model.pth', 'model.pt']]],
    ['a module that is not there', 'script-error', [['import torch\n', 'import torch, birdsongs\n']], []],
    [
      'a model whose unpickling leaves',
      'script-error',
      [
        [
          SAVE,
          "    import pickle\n    class Leave:\n        def __reduce__(self):\n            return (os._exit, (0,))\n    (args.model_dir / 'model.pth').write_bytes(b'GSTORCH1' + pickle.dumps(Leave()))",
        ],
      ],
      [],
    ],
  ])('fail with %s: %s', async (_what, reason, train, inference) => {
    const verdict = await judge(changed(TRAIN, ...train), changed(INFERENCE, ...inference));
    expect([verdict.reason, verdict.message]).toEqual([reason, verdict.message]);
    expect(verdict.status).toBe('fail');
  });

  it("of the lab's start need SageMaker, do not resume and have no model_fn", async () => {
    const { value } = (await observe(read('files/train.py'), read('files/inference.py'))) as {
      value: unknown;
    };
    expect(value).toMatchObject({
      train: null,
      help: { type: 'KeyError' },
      resume: expect.stringContaining('repeats') as unknown,
      serve: { missing: true },
    });
  });
});
