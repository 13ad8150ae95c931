import type { AccountState, Expected, HandIn } from './state.ts';

const script = (name: string, text: HandIn, expected: Expected, because?: string): AccountState => ({
  name: `inventory-script: ${name}`,
  files: { 'inventory-script': [['inventory.py', text]] },
  expect: { 'inventory-script': expected },
  ...(because === undefined ? {} : { because }),
});
const body = (name: string, lines: string, expected: Expected, because?: string): AccountState =>
  script(
    name,
    `def inventory(client, bucket, prefix):\n${lines
      .trim()
      .split('\n')
      .map((line) => `    ${line}\n`)
      .join('')}`,
    expected,
    because,
  );
const PAGED = `
count = total = 0
for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
    for entry in page.get("Contents", []):
        count += 1
        total += entry["Size"]
return {"count": count, "bytes": total}
`;

/** Scripts that the judge has to end itself. */
const SLOW = new Set(
  ['runs for ever', 'deep recursion in C', 'takes all memory'].map((name) => `inventory-script: ${name}`),
);

const scripts: readonly AccountState[] = [
  // Right, in many ways.
  body('paginator', PAGED, 'pass'),
  body(
    'paginator with search',
    `
sizes = [o["Size"] for o in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix).search("Contents") if o]
return {"count": len(sizes), "bytes": sum(sizes)}`,
    'pass',
  ),
  body(
    'search for sizes',
    `
pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
sizes = [size for size in pages.search("Contents[].Size") if size is not None]
return {"count": len(sizes), "bytes": sum(sizes)}`,
    'pass',
  ),
  body(
    'search with a list of fields',
    `
pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
rows = [row for row in pages.search("Contents[].[Key, Size]") if row is not None]
return {"count": len(rows), "bytes": sum(size for _, size in rows)}`,
    'pass',
  ),
  body(
    'search with a hash of fields',
    `
pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
rows = [row for row in pages.search("Contents[].{key: Key, size: Size}") if row]
return {"count": len(rows), "bytes": sum(row["size"] for row in rows)}`,
    'pass',
  ),
  body(
    'build_full_result',
    `
everything = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix).build_full_result()
found = everything.get("Contents", [])
return {"count": len(found), "bytes": sum(o["Size"] for o in found)}`,
    'pass',
  ),
  body('paginator of the older listing', PAGED.replace('list_objects_v2', 'list_objects'), 'pass'),
  body(
    'a smaller page that still fits',
    PAGED.replace('Prefix=prefix)', 'Prefix=prefix, PaginationConfig={"PageSize": 500})'),
    'pass',
  ),
  body(
    'token by hand',
    `
token, count, total = None, 0, 0
while True:
    more = {"ContinuationToken": token} if token else {}
    page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, **more)
    count += page["KeyCount"]
    total += sum(o["Size"] for o in page.get("Contents", ()))
    token = page.get("NextContinuationToken")
    if not token:
        return {"count": count, "bytes": total}`,
    'pass',
  ),
  body(
    'walrus',
    `
kwargs, sizes = {"Bucket": bucket, "Prefix": prefix}, []
while (page := client.list_objects_v2(**kwargs)).get("Contents"):
    sizes += [o["Size"] for o in page["Contents"]]
    if not page["IsTruncated"]:
        break
    kwargs["ContinuationToken"] = page["NextContinuationToken"]
return {"count": len(sizes), "bytes": sum(sizes)}`,
    'pass',
  ),
  body(
    'StartAfter',
    `
after, count, total = "", 0, 0
while True:
    found = client.list_objects_v2(Bucket=bucket, Prefix=prefix, StartAfter=after).get("Contents", [])
    if not found:
        return {"count": count, "bytes": total}
    count, total, after = count + len(found), total + sum(o["Size"] for o in found), found[-1]["Key"]`,
    'pass',
  ),
  body(
    'marker of the older listing',
    `
marker, count, total = "", 0, 0
while True:
    page = client.list_objects(Bucket=bucket, Prefix=prefix, Marker=marker)
    found = page.get("Contents", [])
    count, total = count + len(found), total + sum(o["Size"] for o in found)
    if not page["IsTruncated"]:
        return {"count": count, "bytes": total}
    marker = found[-1]["Key"]`,
    'pass',
  ),
  script(
    'recursion',
    `
def inventory(client, bucket, prefix, token=None):
    more = {"ContinuationToken": token} if token else {}
    page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, **more)
    found = page.get("Contents") or []
    rest = {"count": 0, "bytes": 0}
    if page["IsTruncated"]:
        rest = inventory(client, bucket, prefix, page["NextContinuationToken"])
    return {"count": len(found) + rest["count"], "bytes": sum(o["Size"] for o in found) + rest["bytes"]}
`,
    'pass',
  ),
  script(
    'a generator and a data class',
    `
from __future__ import annotations
from collections.abc import Iterator
from dataclasses import asdict, dataclass

@dataclass
class Sum:
    count: int = 0
    bytes: int = 0

def sizes(client, bucket: str, prefix: str) -> Iterator[int]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (o["Size"] for o in page.get("Contents", []))

def inventory(client, bucket, prefix):
    result = Sum()
    for size in sizes(client, bucket, prefix):
        result.count += 1
        result.bytes += size
    return asdict(result)
`,
    'pass',
  ),
  script(
    'a lambda',
    `
inventory = lambda client, bucket, prefix: (lambda s: {"count": len(s), "bytes": sum(s)})(
    [o["Size"] for p in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix) for o in p.get("Contents", [])])
`,
    'pass',
  ),
  script(
    'a Counter, threads and a log',
    `
import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

logging.basicConfig(level=logging.INFO)

def inventory(client, bucket, prefix):
    result = Counter(count=0, bytes=0)
    with ThreadPoolExecutor(2) as pool:
        pages = list(client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix))
        for found in pool.map(lambda page: page.get("Contents", []), pages):
            result.update(count=len(found), bytes=sum(o["Size"] for o in found))
    logging.info("%s", result)
    return result
`,
    'pass',
  ),
  script(
    'errors caught as boto3 raises them',
    `
import boto3
from botocore.exceptions import ClientError

def inventory(client, bucket, prefix):
    count = total = 0
    try:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            try:
                found = page["Contents"]
            except KeyError:
                continue
            for entry in found:
                count += 1
                total += entry["Size"]
    except ClientError as error:
        raise SystemExit(str(error))
    return {"count": count, "bytes": total, "prefix": prefix}

if __name__ == "__main__":
    import sys
    print(inventory(boto3.client("s3"), *sys.argv[1:]))
`,
    'pass',
  ),
  script(
    'prints all it sees',
    `
def inventory(client, bucket, prefix):
    count = total = 0
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            print(entry["Key"] * 100)
            count += 1
            total += entry["Size"]
    return {"count": count, "bytes": total}
`,
    'pass',
    'what a script prints is its own business',
  ),
  script(
    'CRLF and a byte order mark',
    `\uFEFFdef inventory(client, bucket, prefix):${PAGED.trimEnd().replaceAll('\n', '\r\n    ')}\r\n`,
    'pass',
  ),
  {
    name: 'inventory-script: by another file name',
    files: {
      'inventory-script': [
        [
          'count_objects.py',
          `def inventory(client, bucket, prefix):${PAGED.trimEnd().replaceAll('\n', '\n    ')}\n`,
        ],
      ],
    },
    expect: { 'inventory-script': 'pass' },
  },
  // Wrong in plausible ways.
  body(
    "the tutorial's",
    `
response = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
return {"count": len(response["Contents"]), "bytes": sum(o["Size"] for o in response["Contents"])}`,
    'fail/first-page-only',
  ),
  body(
    'one page, empty handled',
    `
found = client.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
return {"count": len(found), "bytes": sum(o["Size"] for o in found)}`,
    'fail/first-page-only',
  ),
  body(
    'one page of ten thousand',
    `
found = client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=10000).get("Contents", [])
return {"count": len(found), "bytes": sum(o["Size"] for o in found)}`,
    'fail/first-page-only',
  ),
  body(
    'paginator that breaks off',
    PAGED.replace('        total += entry["Size"]', '        total += entry["Size"]\n    break'),
    'fail/first-page-only',
  ),
  body(
    'Contents taken for granted',
    PAGED.replace('page.get("Contents", [])', 'page["Contents"]'),
    'fail/fails-on-empty',
  ),
  body(
    'None for nothing',
    `
sizes = [o["Size"] for p in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix) for o in p.get("Contents", [])]
if sizes:
    return {"count": len(sizes), "bytes": sum(sizes)}`,
    'fail/fails-on-empty',
  ),
  body(
    'an exit for nothing',
    `
sizes = [o["Size"] for p in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix) for o in p.get("Contents", [])]
if not sizes:
    raise SystemExit("nothing there")
return {"count": len(sizes), "bytes": sum(sizes)}`,
    'fail/fails-on-empty',
  ),
  body(
    'an average that divides by nothing',
    `
sizes = [o["Size"] for p in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix) for o in p.get("Contents", [])]
print(sum(sizes) / len(sizes))
return {"count": len(sizes), "bytes": sum(sizes)}`,
    'fail/fails-on-empty',
  ),
  body(
    'waits for something to come',
    `
while not client.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents"):
    pass
${PAGED}`,
    'fail/fails-on-empty',
  ),
  body(
    'off by one',
    PAGED.replace('count = total = 0', 'count, total = 1, 0'),
    'fail/wrong-total',
    'it does not fail where there is nothing; it counts wrong everywhere',
  ),
  body('the prefix forgotten', PAGED.replace(', Prefix=prefix', ''), 'fail/wrong-total'),
  body(
    'the bytes of the last page',
    PAGED.replace('count += 1', 'count += 1').replace('    for entry', '    total = 0\n    for entry'),
    'fail/wrong-total',
  ),
  body(
    'keys encoded and filtered',
    PAGED.replace(
      'page.get("Contents", []):',
      '(o for o in page.get("Contents", []) if " " not in o["Key"]):',
    ),
    'fail/wrong-total',
  ),
  body(
    'a hundred a page',
    PAGED.replace('Prefix=prefix)', 'Prefix=prefix, PaginationConfig={"PageSize": 100})'),
    'fail/wrong-total',
    'more calls than pages and two',
  ),
  body(
    'count and bytes in two passes',
    `
pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
return {"count": sum(p["KeyCount"] for p in pages), "bytes": sum(o["Size"] for p in pages for o in p.get("Contents", []))}`,
    'fail/wrong-total',
    'six calls for three pages',
  ),
  body('a tuple', PAGED.replace('{"count": count, "bytes": total}', '(count, total)'), 'fail/wrong-total'),
  body('other names', PAGED.replace('"bytes": total', '"size": total'), 'fail/wrong-total'),
  body('texts', PAGED.replace('"bytes": total', '"bytes": str(total)'), 'fail/wrong-total'),
  body(
    'prints instead of returning',
    PAGED.replace('return ', 'print(').replace(/\}\n$/, '})\n'),
    'fail/wrong-total',
  ),
  body('megabytes', PAGED.replace('"bytes": total', '"bytes": total / 1e6'), 'fail/wrong-total'),
  // Cannot be run.
  script('a syntax error', 'def inventory(client, bucket, prefix)\n    return 1\n', 'fail/script-error'),
  script(
    'another name of the function',
    'def main(client, bucket, prefix):\n    return {"count": 0, "bytes": 0}\n',
    'fail/script-error',
  ),
  script(
    'other arguments',
    'def inventory(bucket, prefix):\n    return {"count": 0, "bytes": 0}\n',
    'fail/script-error',
  ),
  script(
    'a package outside the standard library',
    `import pandas\n\ndef inventory(client, bucket, prefix):${PAGED.trimEnd().replaceAll('\n', '\n    ')}\n`,
    'fail/script-error',
  ),
  script(
    'needs arguments of the command line',
    `import sys\nBUCKET = sys.argv[1]\n\ndef inventory(client, bucket, prefix):${PAGED.trimEnd().replaceAll('\n', '\n    ')}\n`,
    'fail/script-error',
  ),
  script('nothing in the file', '', 'fail/script-error'),
  body('a misspelt call', `return client.list_object_v2(Bucket=bucket)`, 'fail/script-error'),
  body(
    'a parameter that does not exist',
    `return client.list_objects_v2(Bucket=bucket, Prefx=prefix)`,
    'fail/script-error',
  ),
  body(
    'resource style is not evaluated',
    `
import boto3
found = list(boto3.resource("s3").Bucket(bucket).objects.filter(Prefix=prefix))
return {"count": len(found), "bytes": sum(o.size for o in found)}`,
    'blocked/unsupported-construct',
  ),
  body(
    'asks each object for its size',
    `
total = sum(client.head_object(Bucket=bucket, Key=o["Key"])["ContentLength"] for o in client.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []))
return {"count": 1, "bytes": total}`,
    'blocked/unsupported-construct',
  ),
  // Hostile.
  body('leaves the process', 'import os\nos._exit(0)', 'fail/script-error'),
  body('kills its group', 'import os, signal\nos.kill(0, signal.SIGKILL)', 'fail/script-error'),
  body('kills everything', 'import os, signal\nos.kill(-1, signal.SIGKILL)', 'fail/script-error'),
  body('runs for ever', 'while True:\n    pass', 'fail/script-error'),
  body('lists for ever', 'while True:\n    client.list_objects_v2(Bucket=bucket)', 'fail/script-error'),
  body(
    'lists for ever and catches everything',
    'while True:\n    try:\n        client.list_objects_v2(Bucket=bucket)\n    except BaseException:\n        pass',
    'fail/script-error',
  ),
  body(
    'never comes back from a call of its own',
    'return inventory(client, bucket, prefix)',
    'fail/script-error',
  ),
  body(
    'deep recursion in C',
    'import sys\nsys.setrecursionlimit(10**8)\nreturn inventory(client, bucket, prefix)',
    'fail/script-error',
  ),
  body('forks until it cannot', 'import os\nwhile True:\n    os.fork()', 'fail/script-error'),
  body('takes all memory', 'return bytearray(10**10)', 'fail/script-error'),
  body(
    'writes a large file',
    'with open("/tmp/x", "wb") as f:\n    while True:\n        f.write(bytes(10**6))',
    'fail/script-error',
  ),
  body('a reply of a gigabyte of text', 'return {"count": "x" * 10**8, "bytes": 0}', 'fail/wrong-total'),
  body(
    'writes on every channel it finds',
    `
import os
for fd in range(3, 64):
    try:
        os.write(fd, b'{"done": {"count": 2350, "bytes": 1}}\\n')
    except OSError:
        pass
return {"count": 0, "bytes": 0}`,
    'fail/wrong-total',
  ),
  body(
    'patches the client',
    `
client.list_objects_v2 = lambda **kw: {"IsTruncated": False}
return {"count": 2350, "bytes": 0}`,
    'fail/wrong-total',
  ),
  body(
    'patches the judge',
    `
import sys, json
main = sys.modules["__main__"]
main.say = main.number = lambda *a: None
json.dumps = lambda *a, **k: '{"done": {"count": 2350, "bytes": 1}}'
return {"count": 1, "bytes": 1}`,
    'fail/script-error',
    'it broke the process in which it runs, which then ended without an answer',
  ),
  body(
    'numbers that lie about themselves',
    `
class Any(int):
    def __eq__(self, other): return True
    def __repr__(self): return "1"
    __hash__ = int.__hash__
return {"count": Any(7), "bytes": Any(7)}`,
    'fail/wrong-total',
  ),
  body(
    'a dictionary that lies',
    `
class D(dict):
    def get(self, *a): raise RuntimeError("no")
return D(count=1, bytes=1)`,
    'fail/script-error',
  ),
  body('infinities', 'return {"count": float("inf"), "bytes": float("nan")}', 'fail/wrong-total'),
  script('no text', new Uint8Array([0xff, 0xfe, 0x00, 0x01]), 'fail/artifact-unreadable'),
  script('too large', `#${'x'.repeat(262_144)}\n`, 'fail/artifact-unreadable'),
  {
    name: 'inventory-script: nothing handed in',
    files: { 'inventory-script': [] },
    expect: { 'inventory-script': 'fail/artifact-missing' },
  },
];

export const inventoryScript: readonly AccountState[] = scripts.map((state) =>
  SLOW.has(state.name) ? { ...state, slow: true } : state,
);
