import { describe, expect, it } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import type { ArtifactFile, Observation } from '../../../graders/kit/index.ts';
import { inventoryRun, type InventoryScenario } from '../../../graders/reads/inventory.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

const box = createBox();

async function observe(script: string | null): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const artifacts: Record<string, ArtifactFile[]> =
    script === null ? {} : { 'inventory-script': [{ name: 'inventory.py', bytes: Buffer.from(script) }] };
  const session = testSession({
    target: endpointTarget('http://127.0.0.1:1'),
    reads: [inventoryRun],
    artifacts,
    box,
    errors,
  });
  const observation = await session.ask(inventoryRun, { task: 'inventory-script', name: 'inventory.py' });
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

async function run(script: string): Promise<Record<string, InventoryScenario>> {
  const observation = await observe(script);
  if (observation.state !== 'present') throw new Error(JSON.stringify(observation));
  const { scenarios } = observation.value as { scenarios: InventoryScenario[] };
  return Object.fromEntries(scenarios.map((one) => [one.name, one]));
}

const right = (one: InventoryScenario | undefined): boolean =>
  one !== undefined &&
  one.error === null &&
  one.count === one.expected.count &&
  one.bytes === one.expected.bytes;

describe('the inventory harness', () => {
  it('gives the truth of five buckets', async () => {
    const results = await run('def inventory(client, bucket, prefix): return None');
    expect(
      Object.values(results).map(({ name, expected }) => [name, expected.count, expected.pages]),
    ).toEqual([
      ['many', 2350, 3],
      ['one-full-page', 1000, 1],
      ['empty-bucket', 0, 1],
      ['no-match', 0, 1],
      ['odd-keys', 37, 1],
    ]);
    expect(results['many']).toMatchObject({
      count: null,
      bytes: null,
      returned: 'None',
      calls: 0,
      error: null,
    });
  });

  const PAGED = `
def inventory(client, bucket, prefix):
    count = total = 0
    token = None
    while True:
        more = {"ContinuationToken": token} if token else {}
        page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, **more)
        for one in page.get("Contents", []):
            count += 1
            total += one["Size"]
        if not page["IsTruncated"]:
            return {"count": count, "bytes": total}
        token = page["NextContinuationToken"]
`;
  it.each([
    ['a loop with tokens', PAGED],
    [
      'a paginator',
      `
import boto3
from botocore.exceptions import ClientError
def inventory(client: "boto3.client", bucket, prefix):
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    found = [one for page in pages for one in page.get("Contents") or []]
    return dict(count=len(found), bytes=sum(one["Size"] for one in found))
`,
    ],
    [
      'search, with the None of an empty page filtered',
      `
def inventory(client, bucket, prefix):
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    sizes = [size for size in pages.search("Contents[].Size") if size is not None]
    return {"count": len(sizes), "bytes": sum(sizes)}
`,
    ],
    [
      'build_full_result',
      `
def inventory(client, bucket, prefix):
    full = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix).build_full_result()
    found = full.get("Contents", [])
    return {"count": len(found), "bytes": sum(o["Size"] for o in found)}
`,
    ],
    [
      'KeyCount, StartAfter and the client of boto3',
      `
import boto3
def inventory(client, bucket, prefix):
    s3 = boto3.session.Session().client("s3")
    count = total = 0
    after = ""
    while True:
        page = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, StartAfter=after, MaxKeys=5000)
        count += page["KeyCount"]
        total += sum(o["Size"] for o in page.get("Contents", ()))
        if not page["IsTruncated"]: break
        after = page["Contents"][-1]["Key"]
    return {"count": count, "bytes": total}
`,
    ],
    [
      'the older list_objects',
      `
def inventory(client, bucket, prefix):
    total = n = 0
    for page in client.get_paginator("list_objects").paginate(Bucket=bucket, Prefix=prefix):
        for o in page.get("Contents", []):
            n += 1; total += o["Size"]
    return {"count": n, "bytes": total}
`,
    ],
    [
      'prints, and patched json, exit and atexit',
      `
import atexit, builtins, json, sys
json.dumps = lambda *a, **k: "{}"
json.loads = lambda *a, **k: {}
print("noise"); print("noise", file=sys.stderr)
atexit.register(lambda: print("late"))
${PAGED}`,
    ],
  ])('accepts %s', async (_name, script) => {
    const results = await run(script);
    expect(Object.values(results).filter((one) => !right(one))).toEqual([]);
    expect(Object.values(results).every((one) => one.calls <= one.expected.pages + 2)).toBe(true);
  });

  it('shows a script that stops after the first page', async () => {
    const results = await run(`
def inventory(client, bucket, prefix):
    found = client.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return {"count": len(found), "bytes": sum(o["Size"] for o in found)}
`);
    expect(right(results['one-full-page'])).toBe(true);
    expect(results['many']).toMatchObject({ count: 1000, calls: 1, error: null });
  });

  it('shows a script that fails on empty, with its line', async () => {
    const results = await run(PAGED.replace('page.get("Contents", [])', 'page["Contents"]'));
    const error = { type: 'KeyError', message: "'Contents'", line: 8 };
    expect(right(results['many'])).toBe(true);
    expect(results['empty-bucket']).toMatchObject({ error });
    expect(results['no-match']).toMatchObject({ error });
  });

  it.each([
    ['a syntax error', 'def inventory(:\n', { type: 'SyntaxError', line: 1 }],
    ['no function', 'x = 1', { type: 'AttributeError' }],
    [
      'a missing module',
      'import pandas',
      { type: 'ModuleNotFoundError', message: "No module named 'pandas'", line: 1 },
    ],
    [
      'an unknown parameter',
      'def inventory(c, b, p): c.list_objects_v2(Bucket=b, Prefx=p)',
      { type: 'ParamValidationError' },
    ],
    [
      'a wrong type',
      'def inventory(c, b, p): c.list_objects_v2(Bucket=b, ContinuationToken=None)',
      { type: 'ParamValidationError' },
    ],
    ['positional arguments', 'def inventory(c, b, p): c.list_objects_v2(b)', { type: 'TypeError' }],
    [
      'a misspelt method',
      'def inventory(c, b, p): c.list_object_v2(Bucket=b)',
      { type: 'AttributeError', message: "'S3' object has no attribute 'list_object_v2'" },
    ],
    ['another bucket', 'def inventory(c, b, p): c.list_objects_v2(Bucket="x")', { type: 'NoSuchBucket' }],
    [
      'a bad token',
      'def inventory(c, b, p): c.list_objects_v2(Bucket=b, ContinuationToken="zz")',
      { type: 'ClientError' },
    ],
    [
      'sys.exit',
      'import sys\ndef inventory(c, b, p): sys.exit(0)',
      { type: 'SystemExit', message: '0', line: 2 },
    ],
    ['os._exit', 'import os\ndef inventory(c, b, p): os._exit(0)', { type: 'Exit' }],
    [
      'a crash',
      'import ctypes\ndef inventory(c, b, p): ctypes.string_at(0)',
      { type: 'Exit', message: expect.stringContaining('signal 11') as string },
    ],
    [
      'calls without end',
      'def inventory(c, b, p):\n  while True: c.list_objects_v2(Bucket=b, Prefix=p)',
      { type: 'TooManyCalls' },
    ],
    ['stdin', 'input()', { type: 'EOFError' }],
  ])('names the error of %s', async (_name, script, error) => {
    const results = await run(script);
    expect(results['empty-bucket']?.error).toMatchObject(error);
  });

  it('stops a script that hangs', async () => {
    const results = await run(
      'import time\ndef inventory(c, b, p):\n  if not b or p == "": time.sleep(1000)\n  return {}',
    );
    expect(results['empty-bucket']?.error).toMatchObject({ type: 'Timeout' });
    expect(results['many']?.error).toBeNull();
  });

  it('cannot be talked into another answer by a script that attacks it', async () => {
    const results = await run(`
import gc, glob, json, os, signal, sys
seen = []
for path in glob.glob("/box/**", recursive=True) + glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/fd/*"):
    try:
        if os.path.isfile(path) and not path.endswith(".py"): seen.append(open(path, "rb").read(100))
    except OSError: pass
for pid in os.listdir("/proc"):
    if pid.isdigit() and int(pid) != os.getpid():
        try: open(f"/proc/{pid}/mem", "r+b"); seen.append("memory of " + pid)
        except OSError: pass
def inventory(client, bucket, prefix):
    for fd in range(3, 64):
        try: os.write(fd, b'{"scenarios": [{"name": "empty-bucket", "count": 7, "bytes": 7, "calls": 1}]}')
        except OSError: pass
    return {"count": len([s for s in seen if s]), "bytes": 7}
`);
    expect(results['empty-bucket']?.error).toMatchObject({ type: 'Protocol' });
    const blind = await run(`
import os
def inventory(client, bucket, prefix):
    own = set(os.listdir("/proc/self/fd"))
    files = [f for _, _, names in os.walk("/box") for f in names if not f.endswith(".py")]
    readable = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (os.getpid(), 1) and os.access(f"/proc/{p}/environ", os.R_OK)]
    return {"count": len(files), "bytes": len(readable)}
`);
    expect(blind['many']).toMatchObject({ count: 0, error: null });
  });

  it('is a script error when the judge itself is killed', async () => {
    const results = await run(
      'import os, signal\ndef inventory(c, b, p): os.kill(os.getppid(), signal.SIGKILL)',
    );
    expect(results['many']?.error).toMatchObject({ type: 'Exit' });
    expect(right(results['empty-bucket'])).toBe(false);
  });

  it.each([
    ['def inventory(c, b, p): c.head_bucket(Bucket=b)', 'client.head_bucket'],
    [
      'def inventory(c, b, p):\n  try: c.get_paginator("list_object_versions")\n  except Exception: return {}',
      "client.get_paginator('list_object_versions')",
    ],
    ['import boto3\nboto3.resource("s3")', "boto3.resource('s3')"],
    [
      'def inventory(c, b, p): return list(c.get_paginator("list_objects_v2").paginate(Bucket=b).search("Contents[?Size > `3`]"))',
      "PageIterator.search('Contents[?Size > `3`]')",
    ],
  ])('is blocked, not failed, by what boto3 has and the stub lacks: %s', async (script, detail) => {
    expect(await observe(script)).toEqual({
      state: 'blocked',
      reason: 'unsupported-construct',
      operation: 'artifact:inventory-script/inventory.py',
      detail,
      action: null,
    });
  });

  it('is absent when nothing was handed in', async () => {
    expect(await observe(null)).toEqual({ state: 'absent', code: 'NoSuchArtifact' });
  });
});
