// Whole scripts as people write them, none derived from the reference: what serves the same weights passes however it is written.
import { describe, expect, test } from 'vitest';
import { judge } from './sagemaker-scripts-kit.ts';

/** A class of its own, a Dataset, a DataLoader, AdamW with a schedule, and a checkpoint per epoch. */
const CLASSES = {
  train: `import argparse, glob, json, logging, os, re, sys
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

logging.basicConfig(stream=sys.stdout, level=logging.INFO)
log = logging.getLogger(__name__)

class Birds(Dataset):
    def __init__(self, root):
        with open(os.path.join(root, "data.json")) as f:
            d = json.load(f)
        self.x = torch.tensor(d["inputs"], dtype=torch.float32)
        self.y = torch.tensor(d["labels"], dtype=torch.long)
    def __len__(self):
        return len(self.y)
    def __getitem__(self, i):
        return self.x[i], self.y[i]

class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.fc1 = nn.Linear(192, 24)
        self.fc2 = nn.Linear(24, classes)
    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))

def latest(folder):
    found = sorted(glob.glob(os.path.join(folder, "epoch-*.pt")))
    return found[-1] if found else None

def main(args):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(args.seed)
    train = DataLoader(Birds(args.train), batch_size=args.batch_size, shuffle=True)
    val = DataLoader(Birds(args.val), batch_size=args.batch_size)
    net = Net().to(device)
    opt = torch.optim.AdamW(net.parameters(), lr=args.learning_rate, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)
    os.makedirs(args.ckpt, exist_ok=True)
    first = 0
    path = latest(args.ckpt)
    if path is not None:
        c = torch.load(path, map_location=device)
        net.load_state_dict(c["net"]); opt.load_state_dict(c["opt"]); sched.load_state_dict(c["sched"])
        first = c["epoch"] + 1
        log.info("resumed from %s", path)
    for epoch in range(first, args.epochs):
        net.train()
        for x, y in train:
            x, y = x.to(device), y.to(device)
            opt.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
        sched.step()
        net.eval()
        total = 0.0
        with torch.no_grad():
            for x, y in val:
                total += F.cross_entropy(net(x.to(device)), y.to(device)).item() * len(y)
        log.info("epoch %d val_loss=%.6f", epoch, total / len(val.dataset))
        tmp = os.path.join(args.ckpt, f"epoch-{epoch:03d}.pt.tmp")
        torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "sched": sched.state_dict(), "epoch": epoch}, tmp)
        os.rename(tmp, os.path.join(args.ckpt, f"epoch-{epoch:03d}.pt"))
    torch.save(net.cpu().state_dict(), os.path.join(args.model_dir, "birds.pt"))

if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=10)
    p.add_argument("--batch-size", type=int, default=32)
    p.add_argument("--learning-rate", type=float, default=1e-3)
    p.add_argument("--seed", type=int, default=42)
    p.add_argument("--model-dir", default=os.getenv("SM_MODEL_DIR", "/tmp/model"))
    p.add_argument("--train", default=os.getenv("SM_CHANNEL_TRAINING"))
    p.add_argument("--val", default=os.getenv("SM_CHANNEL_VALIDATION"))
    p.add_argument("--ckpt", default=os.getenv("CHECKPOINT_DIR", "/opt/ml/checkpoints"))
    main(p.parse_args())
`,
  inference: `import json, os
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self, classes=3):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(192, 24)
        self.fc2 = nn.Linear(24, classes)
    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))

def model_fn(model_dir):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = Net()
    with open(os.path.join(model_dir, "birds.pt"), "rb") as f:
        net.load_state_dict(torch.load(f, map_location=device))
    net.to(device).eval()
    return net

def input_fn(request_body, request_content_type):
    assert request_content_type == "application/json"
    return torch.tensor(json.loads(request_body), dtype=torch.float32)

def predict_fn(input_object, model):
    device = next(model.parameters()).device
    with torch.no_grad():
        return F.softmax(model(input_object.to(device)), dim=-1)

def output_fn(predictions, content_type):
    return json.dumps(predictions.cpu().numpy().tolist())
`,
};

/** The shortest that is right: a Sequential, no classes, hyperparameters from a plain loop, one checkpoint file. */
const SHORT = {
  train: `import argparse, json, os, torch
from torch import nn, optim
p = argparse.ArgumentParser()
for name, kind, default in [("epochs", int, 3), ("batch-size", int, 4), ("learning-rate", float, 0.01)]:
    p.add_argument("--" + name, type=kind, default=default)
a, _ = p.parse_known_args()
env = os.environ.get
where = env("SM_MODEL_DIR", "."); ck = os.path.join(env("CHECKPOINT_DIR", "/opt/ml/checkpoints"), "c.pt")
d = json.load(open(os.path.join(env("SM_CHANNEL_TRAINING", "."), "data.json")))
x, y = torch.tensor(d["inputs"]).reshape(len(d["labels"]), -1), torch.tensor(d["labels"])
torch.manual_seed(0)
m = nn.Sequential(nn.Linear(x.shape[1], 3))
o = optim.Adam(m.parameters(), lr=a.learning_rate)
e0 = 0
if os.path.isfile(ck):
    s = torch.load(ck); m.load_state_dict(s["m"]); o.load_state_dict(s["o"]); e0 = s["e"]
for e in range(e0, a.epochs):
    for i in range(0, len(x), a.batch_size):
        o.zero_grad(); l = nn.functional.cross_entropy(m(x[i:i + a.batch_size]), y[i:i + a.batch_size]); l.backward(); o.step()
    print("loss:", nn.functional.cross_entropy(m(x), y).item())
    os.makedirs(os.path.dirname(ck), exist_ok=True)
    torch.save({"m": m.state_dict(), "o": o.state_dict(), "e": e + 1}, ck + ".new"); os.replace(ck + ".new", ck)
torch.save(m.state_dict(), os.path.join(where, "m.pt"))
`,
  inference: `import json, os, torch
def model_fn(model_dir):
    m = torch.nn.Sequential(torch.nn.Linear(192, 3))
    m.load_state_dict(torch.load(os.path.join(model_dir, "m.pt"), map_location="cpu"))
    return m
def predict_fn(data, m):
    x = torch.as_tensor(data, dtype=torch.float32)
    with torch.inference_mode():
        return m(x.flatten(1)).tolist()
`,
};

describe('scripts of other hands', () => {
  test.each([
    ['classes, a schedule and a checkpoint per epoch', CLASSES, 'same-weights'],
    [
      'the module saved whole with its scores in an object',
      {
        train: CLASSES.train,
        inference: CLASSES.inference.replace(
          'json.dumps(predictions.cpu().numpy().tolist())',
          'json.dumps({"scores": predictions.tolist(), "classes": ["wren", "owl", "jay"]})',
        ),
      },
      'same-weights',
    ],
    [
      'numpy, a progress bar and the accuracy',
      {
        train: CLASSES.train
          .replace('import torch\n', 'import numpy as np\nimport torch\nfrom tqdm import tqdm\n')
          .replace(
            'torch.tensor(d["inputs"], dtype=torch.float32)',
            'torch.from_numpy(np.array(d["inputs"], dtype=np.float32))',
          )
          .replace('torch.manual_seed(args.seed)', 'np.random.seed(args.seed); torch.manual_seed(args.seed)')
          .replace('for x, y in train:', 'losses = []\n        for x, y in tqdm(train, desc="train"):')
          .replace(
            '            opt.step()\n',
            '            opt.step()\n            losses.append(loss.item())\n',
          )
          .replace(
            '        log.info("epoch %d val_loss',
            '        right = np.mean([(net(x).argmax(1) == y).float().mean().item() for x, y in val])\n        log.info("loss %.3f right %.3f", np.mean(losses), right)\n        log.info("epoch %d val_loss',
          ),
        inference: CLASSES.inference
          .replace(
            'torch.tensor(json.loads(request_body), dtype=torch.float32)',
            'torch.from_numpy(np.asarray(json.loads(request_body)).astype(np.float32))',
          )
          .replace('import torch\n', 'import numpy as np\nimport torch\n'),
      },
      'same-weights',
    ],
    [
      'images read by what the training image has and the judge has not',
      { train: `import torchvision\n${CLASSES.train}`, inference: CLASSES.inference },
      'unsupported-construct',
    ],
    [
      'weights saved by a package that the judge has not',
      {
        train: CLASSES.train.replace(
          'torch.save(net.cpu().state_dict(), os.path.join(args.model_dir, "birds.pt"))',
          'from safetensors.torch import save_file; save_file(net.state_dict(), os.path.join(args.model_dir, "birds.safetensors"))',
        ),
        inference: CLASSES.inference,
      },
      'unsupported-construct',
    ],
    [
      'gradients asked of an array',
      {
        train: CLASSES.train,
        inference: CLASSES.inference.replace(
          'with torch.no_grad():\n        return F',
          'if True:\n        return F',
        ),
      },
      'script-error',
    ],
    [
      'the scheduler forgotten in the checkpoint',
      {
        train: CLASSES.train
          .replace('"sched": sched.state_dict(), ', '')
          .replace('sched.load_state_dict(c["sched"])', 'pass'),
        inference: CLASSES.inference,
      },
      'same-weights',
    ],
    [
      'the channel without a default and no guard for --help',
      {
        train: CLASSES.train.replace('os.getenv("SM_CHANNEL_TRAINING")', 'os.environ["SM_CHANNEL_TRAINING"]'),
        inference: CLASSES.inference,
      },
      'needs-sagemaker',
    ],
    [
      'strings taken as they come',
      { train: CLASSES.train.replace('"--epochs", type=int', '"--epochs"'), inference: CLASSES.inference },
      'script-error',
    ],
    [
      'the last checkpoint by its number, which sorts as text',
      { train: CLASSES.train.replaceAll('{epoch:03d}', '{epoch}'), inference: CLASSES.inference },
      'same-weights',
    ],
    [
      'the other layers in the server',
      { train: CLASSES.train, inference: CLASSES.inference.replaceAll('24', '32') },
      'script-error',
    ],
    [
      'weights of one layer only',
      {
        train: CLASSES.train,
        inference: CLASSES.inference.replace(
          'net.load_state_dict(torch.load(f, map_location=device))',
          's = torch.load(f, map_location=device)\n        net.load_state_dict({k: v for k, v in s.items() if "fc2" in k}, strict=False)',
        ),
      },
      'wrong-prediction',
    ],
  ] as const)('%s', async (_name, scripts, reason) => {
    const verdict = await judge(scripts.train, scripts.inference);
    expect([verdict.reason, verdict.message]).toEqual([reason, verdict.message]);
  });

  // Without a guard --help reads no data; it must end before anything is opened.
  test('the shortest that is right', async () => {
    const verdict = await judge(SHORT.train, SHORT.inference);
    expect([verdict.reason, verdict.message]).toEqual(['same-weights', verdict.message]);
  });
});
