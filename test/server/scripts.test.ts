import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  checkSteps,
  composeSteps,
  isAws,
  parseScript,
  RealAccountRefused,
  runScript,
  ScriptError,
  type AccountScript,
} from '../../server/scripts/index.ts';
import { labPath, resolveSpecials } from '../../server/scripts/values.ts';

const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
mkdirSync(join(folder, 'files'));
writeFileSync(join(folder, 'files', 'list.json'), '[{"key":"a"},{"key":"b"}]');
writeFileSync(join(folder, 'files', 'object.json'), '{"key":"a"}');
writeFileSync(join(folder, 'files', 'broken.json'), '[1,');
writeFileSync(join(folder, 'files', 'body.txt'), 'content');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    expect(error.code).toBe('SCRIPT_INVALID');
    return error.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  }
  return [];
}
const parse = (text: string): AccountScript => parseScript('labs/toy/solution.yaml', text);
const complaints = (text: string): string[] => problemsOf(() => parse(text));

describe('parsing a list of steps', () => {
  test('gives calls, links and artifacts with their line and file', () => {
    const { add, base, name } = parse(`
- s3:CreateBucket: { Bucket: '{{bucket}}' }
  step: create
- sts:GetCallerIdentity:
  as: me
- presign: { Bucket: b, Key: k, ExpiresIn: '{{seconds}}', Method: PUT }
  mayFail: [NoSuchBucket]
- artifact: { task: link, name: url.txt, text: hello }
- s3:PutObject: { Bucket: b, Key: '{{item.key}}', Body: { $file: 'files/body.txt' } }
  forEach: { file: files/list.json }
`);
    expect({ base, name }).toEqual({ base: null, name: 'solution' });
    expect(add.map(({ file }) => file)).toEqual(Array(5).fill('labs/toy/solution.yaml'));
    expect(add.map(({ line }) => line)).toEqual([2, 4, 6, 8, 9]);
    expect(add[0]).toMatchObject({ kind: 'call', service: 's3', operation: 'CreateBucket', step: 'create' });
    expect(add[1]).toMatchObject({ kind: 'call', input: {}, as: 'me' });
    expect(add[2]).toMatchObject({
      kind: 'presign',
      method: 'PUT',
      expiresIn: '{{seconds}}',
      input: { Bucket: 'b', Key: 'k' },
      mayFail: ['NoSuchBucket'],
    });
    expect(add[3]).toMatchObject({ kind: 'artifact', task: 'link', content: { text: 'hello' } });
    expect(add[4]).toMatchObject({ forEach: { file: 'files/list.json' } });
  });

  test('an empty file has no steps', () => {
    expect(parse('').add).toEqual([]);
    expect(parse('# nothing yet\n').add).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['a scalar', 'hello', /:1 Expected a list of steps/],
    ['a step that is no mapping', '\n- hello', /:2 A step is a mapping/],
    ['no action', '\n- step: a', /:2 A step has exactly one action .* here: none/],
    [
      'two actions',
      '- s3:ListBuckets: {}\n  s3:CreateBucket: {}',
      /:1 .*here: s3:ListBuckets, s3:CreateBucket/,
    ],
    ['a word that is no action', '- s3.CreateBucket: {}', /:1 `s3\.CreateBucket` is no action/],
    ['an operation in lower case', '- s3:createBucket: {}', /:1 `s3:createBucket` is no action/],
    ['an unknown service', '\n\n- ecs:RunTask: {}', /:3 Scripts do not know the service `ecs`; known: .*s3/],
    ['an input that is a list', '- s3:CreateBucket: [1]', /:1 The input of s3:CreateBucket is a mapping/],
    ['an input that is a text', '- s3:CreateBucket: b', /:1 The input of s3:CreateBucket is a mapping/],
    ['a step name with capitals', '- s3:ListBuckets: {}\n  step: TLS', /:2 `step` is a kebab-case name/],
    ['a result name that is none', '- s3:ListBuckets: {}\n  as: a-b', /:2 `as` is a name of letters/],
    ['a result that hides acct', '- s3:ListBuckets: {}\n  as: acct', /:2 `as: acct` hides a name/],
    ['a list of no known kind', '- s3:ListBuckets: {}\n  forEach: [1]', /:2 `forEach` is one of/],
    ['a choice in an answer', '- s3:ListBuckets: {}\n  forEach: { of: a.B, where: {} }', /:2 `forEach` is/],
    ['the lowest of a list', '- s3:ListBuckets: {}\n  forEach: { list: [], lowest: A }', /:2 `forEach` is/],
    [
      'the lowest by no member',
      '- s3:ListBuckets: {}\n  forEach: { of: a.B, lowest: a-b }',
      /:2 `forEach` is/,
    ],
    [
      'a list of two kinds',
      '- s3:ListBuckets: {}\n  forEach: { list: [], file: a }',
      /:2 `forEach` is one of/,
    ],
    [
      'a list in a result without member',
      '- s3:ListBuckets: {}\n  forEach: { of: all }',
      /:2 `forEach` is one of/,
    ],
    [
      'error codes that are a text',
      '- s3:ListBuckets: {}\n  mayFail: NoSuchKey',
      /:2 `mayFail` is a list of error codes/,
    ],
    ['a part of nothing', '- part: { from: app/ }', /:1 `part` has of and from/],
    ['a part with an empty beginning', '- part: { of: a, from: "" }', /:1 `part` has of and from/],
    ['a link without key', '- presign: { Bucket: b }', /:1 `presign` needs Key/],
    [
      'a link to be deleted',
      '- presign: { Bucket: b, Key: k, Method: DELETE }',
      /Method GET or PUT, not "DELETE"/,
    ],
    [
      'a link for half a second',
      '- presign: { Bucket: b, Key: k, ExpiresIn: 0.5 }',
      /ExpiresIn in whole seconds, not 0\.5/,
    ],
    ['an artifact without content', '- artifact: { task: a, name: b }', /:1 `artifact` has task, name/],
    [
      'an artifact with two contents',
      '- artifact: { task: a, name: b, text: c, file: d }',
      /exactly one of text and file/,
    ],
    [
      'an artifact in a folder',
      '- artifact: { task: a, name: ../b, text: c }',
      /plain file name, not `\.\.\/b`/,
    ],
    [
      'an unknown special',
      '- s3:PutObject:\n    Body:\n      $base64: x',
      /:3 `\$base64` is no special value; known: \$json/,
    ],
    ['a special with company', '- s3:PutObject: { Body: { $text: x, a: 1 } }', /`\$text` stands alone/],
    ['zeros below none', '- s3:PutObject: { Body: { $zeros: -1 } }', /`\$zeros` is a number of bytes/],
    ['a file that is a number', '- s3:PutObject: { Body: { $file: 1 } }', /`\$file` is a text/],
    ['a key twice', '- s3:ListBuckets: {}\n  step: a\n  step: b', /:3 Map keys must be unique/],
    ['a bracket that never closes', '- s3:ListBuckets: {', /:1 .*\}/],
    ['an alias', '- s3:ListBuckets: *other', /:1 `\*other` refers to another place/],
    [
      'a step name twice',
      '- s3:ListBuckets: {}\n  step: a\n- s3:ListBuckets: {}\n  step: a',
      /:3 Step name `a` is used twice \(first in line 1\)/,
    ],
  ])('complains of %s', (_name, text, expected) => {
    expect(complaints(text).join('\n')).toMatch(expected);
  });

  test('lists everything at once, in the order of the lines', () => {
    const found = complaints(
      '- ecs:RunTask: {}\n- s3:PutObject: { Body: { $zeros: x } }\n  as: item\n- nothing\n',
    );
    expect(found.map((line) => line.split(' ')[0])).toEqual([
      'labs/toy/solution.yaml:1',
      'labs/toy/solution.yaml:2',
      'labs/toy/solution.yaml:3',
      'labs/toy/solution.yaml:4',
    ]);
  });
});

describe('parsing a composed script', () => {
  test('gives what is left out, replaced and added, with lines', () => {
    const script = parseScript(
      'fixtures/labs/toy/mistake-a.yaml',
      'title: A\nwithout:\n  - one\nreplace:\n  two:\n    - s3:ListBuckets: {}\nadd:\n  - s3:ListBuckets: {}\nexpect: { task: reason }\nafterSetup: false\n',
    );
    expect(script).toMatchObject({
      name: 'mistake-a',
      title: 'A',
      base: 'solution',
      without: [{ step: 'one', line: 3 }],
      replace: [{ step: 'two', line: 6, with: [{ line: 6 }] }],
      add: [{ line: 8 }],
      expect: { task: 'reason' },
      afterSetup: false,
    });
  });

  test.each<[string, string, RegExp]>([
    ['no title', 'without: [a]', /:1 A composed script needs title/],
    ['an unknown field', 'title: a\nwithuot: [b]', /has withuot, which is none of title, base, without/],
    ['a wrong type', 'title: a\nadd: []\nwithout: one', /:3 \/without must be array/],
    ['a wrong entry', 'title: a\nwithout:\n  - one\n  - [two]', /:4 \/without\/1 must be string/],
    ['a step of a replacement', 'title: a\nreplace:\n  x:\n    - ecs:RunTask: {}', /:4 Scripts do not know/],
    ['an added step that is none', 'title: a\nadd:\n  - 3', /:3 A step is a mapping/],
    ['an artifact without task', 'title: a\nwithoutArtifacts: [x]', /\/withoutArtifacts\/0 must match/],
  ])('complains of %s', (_name, text, expected) => {
    expect(complaints(text).join('\n')).toMatch(expected);
  });
});

describe('composing', () => {
  const solution = parse(
    `- s3:CreateBucket: { Bucket: b }\n  step: create\n- s3:PutBucketAcl: { Bucket: b }\n  step: acl\n- artifact: { task: t, name: a.txt, text: x }\n  step: hand-in\n`,
  );
  const compose = (text: string, more: [string, AccountScript][] = []): string[] => {
    const script = parseScript('fixtures/labs/toy/mistake-a.yaml', text);
    const scripts = new Map([['solution', solution], ['mistake-a', script], ...more]);
    return composeSteps(script, scripts).map(
      (step) => `${step.file}:${step.line} ${step.kind === 'call' ? step.operation : step.kind}`,
    );
  };

  test('drops, replaces in place and adds at the end; every step keeps the file it stands in', () => {
    const text =
      'title: a\nwithout: [create]\nreplace:\n  acl:\n    - s3:DeleteBucketPolicy: { Bucket: b }\n    - s3:ListBuckets: {}\nadd:\n  - s3:DeleteBucket: { Bucket: b }\nwithoutArtifacts: [t/a.txt]';
    expect(compose(text)).toEqual([
      'fixtures/labs/toy/mistake-a.yaml:5 DeleteBucketPolicy',
      'fixtures/labs/toy/mistake-a.yaml:6 ListBuckets',
      'fixtures/labs/toy/mistake-a.yaml:8 DeleteBucket',
    ]);
    expect(compose('title: a\nwithout: [hand-in]')).toEqual([
      'labs/toy/solution.yaml:1 CreateBucket',
      'labs/toy/solution.yaml:3 PutBucketAcl',
    ]);
  });

  test('a script that builds on a composed one sees its steps', () => {
    const middle = parseScript('fixtures/labs/toy/alternative-b.yaml', 'title: b\nwithout: [acl, hand-in]');
    expect(compose('title: a\nbase: alternative-b', [['alternative-b', middle]])).toEqual([
      'labs/toy/solution.yaml:1 CreateBucket',
    ]);
    expect(
      problemsOf(() => compose('title: a\nbase: alternative-b\nwithout: [acl]', [['alternative-b', middle]])),
    ).toEqual([
      'fixtures/labs/toy/mistake-a.yaml:3 `alternative-b` has no step named `acl`. Named steps: create.',
    ]);
  });

  test('names that do not exist are listed all at once with their lines', () => {
    const text = 'title: a\nwithout:\n  - one\n  - create\nreplace:\n  two: []\nwithoutArtifacts: [t/b.txt]';
    const problems = problemsOf(() => compose(text));
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(
      /mistake-a\.yaml:3 `solution` has no step named `one`\. Named steps: create, acl/,
    );
    expect(problems[1]).toMatch(/mistake-a\.yaml:6 .*`two`/);
    expect(problems[2]).toMatch(/hands in no artifact `t\/b\.txt`\. Artifacts: t\/a\.txt/);
  });

  test('a base that is missing and a circle of bases are refused', () => {
    expect(problemsOf(() => compose('title: a\nbase: nothing')).join()).toMatch(/`nothing` does not exist/);
    const circle = parseScript('fixtures/labs/toy/alternative-b.yaml', 'title: b\nbase: mistake-a');
    expect(
      problemsOf(() => compose('title: a\nbase: alternative-b', [['alternative-b', circle]])).join(),
    ).toMatch(/circle: mistake-a → alternative-b → mistake-a/);
  });
});

describe('values', () => {
  test('special values become what the SDK takes', () => {
    expect(
      resolveSpecials(
        {
          Policy: { $json: { Version: '1', Nested: { $json: [1] } } },
          Text: { $text: 'Zürich' },
          Zeros: { $zeros: 3 },
          File: { $file: 'files/body.txt' },
          List: [{ $text: 'a' }, 1, null],
          Plain: { a: { b: true } },
        },
        folder,
      ),
    ).toEqual({
      Policy: '{"Version":"1","Nested":"[1]"}',
      Text: Buffer.from('Zürich'),
      Zeros: Buffer.alloc(3),
      File: Buffer.from('content'),
      List: [Buffer.from('a'), 1, null],
      Plain: { a: { b: true } },
    });
    expect(() => resolveSpecials({ $zeros: 'many' }, folder)).toThrow(/number of bytes/);
    expect(() => resolveSpecials({ $yaml: 1 }, folder)).toThrow(/no special value/);
  });

  test.each(['../secret', 'files/../../secret', '/etc/passwd', '..', '..\\secret', 'C:\\x', './../secret'])(
    'the path %s leads nowhere',
    (path) => {
      expect(() => labPath(folder, path)).toThrow(/outside the lab folder/);
      expect(() => resolveSpecials({ $file: path }, folder)).toThrow(/outside the lab folder/);
    },
  );

  test('a path within the lab folder is found', () => {
    expect(labPath(folder, 'files/x/../body.txt')).toBe(join(folder, 'files', 'body.txt'));
    expect(labPath(folder, '..data')).toBe(join(folder, '..data'));
  });
});

describe('before the first step runs', () => {
  const check = async (text: string): Promise<string[]> =>
    (await checkSteps(parse(text).add, { bucket: 'b', days: 30 }, folder)).map(
      ({ line, message }) => `${line} ${message}`,
    );

  test('what is right passes: variables, given names, earlier results, items, files', async () => {
    expect(
      await check(`
- s3:CreateBucket: { Bucket: '{{bucket}}-{{acct}}-{{region}}' }
- s3:ListMultipartUploads: { Bucket: b }
  as: open
- s3:AbortMultipartUpload: { Bucket: b, Key: '{{item.Key}}', UploadId: '{{item.UploadId}}' }
  forEach: { of: open.Uploads }
- s3:PutObject: { Bucket: b, Key: '{{item.key}}', Body: { $file: 'files/{{item.key}}' } }
  forEach: { file: files/list.json }
- artifact: { task: t, name: n, file: files/body.txt }
`),
    ).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a name that nothing gives',
      "- s3:CreateBucket: { Bucket: '{{bukcet}}' }",
      /^1 \{\{bukcet\}\} is given by nothing before this step\. Known: acct, bucket, days, region/,
    ],
    [
      'a result of a later step',
      "- s3:ListBuckets: { Prefix: '{{a.b}}' }\n- s3:ListBuckets: {}\n  as: a",
      /^1 \{\{a\}\}/,
    ],
    ['an item without list', "- s3:ListBuckets: { Prefix: '{{item}}' }", /^1 \{\{item\}\}/],
    [
      'a list of no result',
      '- s3:ListBuckets: {}\n  forEach: { of: open.Uploads }',
      /^1 forEach goes over `open\.Uploads`/,
    ],
    [
      'a list that is no list',
      '- s3:ListBuckets: {}\n  forEach: { file: files/object.json }',
      /^1 files\/object\.json is no JSON list/,
    ],
    [
      'a list that is no JSON',
      '- s3:ListBuckets: {}\n  forEach: { file: files/broken.json }',
      /^1 files\/broken\.json is no JSON: /,
    ],
    [
      'a list that is not there',
      '- s3:ListBuckets: {}\n  forEach: { file: files/none.json }',
      /^1 files\/none\.json does not exist/,
    ],
    [
      'a list outside',
      '- s3:ListBuckets: {}\n  forEach: { file: ../x.json }',
      /^1 \.\.\/x\.json lies outside/,
    ],
    [
      'a body that is not there',
      '- s3:PutObject: { Body: { $file: none.txt } }',
      /^1 none\.txt does not exist/,
    ],
    ['a body that is a folder', '- s3:PutObject: { Body: { $file: files } }', /^1 files is no file/],
    [
      'an artifact that is not there',
      '- artifact: { task: t, name: n, file: none.py }',
      /^1 none\.py does not exist/,
    ],
    [
      'an operation that AWS does not have',
      '- s3:MakeBucket: {}',
      /^1 The SDK's s3 has no operation MakeBucket/,
    ],
  ])('%s is named', async (_name, text, expected) => {
    expect((await check(text)).join('\n')).toMatch(expected);
  });
});

describe('real accounts', () => {
  const script = parse('- s3:CreateBucket: { Bucket: b }');
  const run = (endpoint: string | null, confirmedAccount?: string): Promise<unknown> =>
    runScript(script, {
      scripts: new Map([['solution', script]]),
      labFolder: folder,
      variables: {},
      target: {
        endpoint,
        region: 'us-east-1',
        account: '123456789012',
        credentials: () => Promise.reject(new Error('no keys here')),
      },
      ...(confirmedAccount === undefined ? {} : { confirmedAccount }),
    });

  test.each([
    null,
    'https://s3.amazonaws.com',
    'https://S3.us-east-1.amazonaws.com.:443/x',
    'https://s3.cn-north-1.amazonaws.com.cn',
    'https://s3.eusc-de-east-1.amazonaws.eu',
    'https://ec2.us-east-1.api.aws',
  ])('%s is AWS: without the right number nothing runs', async (endpoint) => {
    const refusal = await run(endpoint).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RealAccountRefused);
    expect(refusal).toMatchObject({ code: 'REAL_ACCOUNT' });
    expect((refusal as Error).message).toMatch(
      /123456789012.*Nothing was run.*--confirm-account 123456789012/,
    );
    await expect(run(endpoint, '123456789013')).rejects.toThrow(/confirmed is 123456789013/);
  });

  test('with the number of the account its steps are tried', async () => {
    await expect(run(null, '123456789012')).rejects.toThrow(
      /solution\.yaml:1 s3:CreateBucket failed: no keys here/,
    );
  });

  test.each([
    'http://127.0.0.1:4566',
    'http://localhost',
    'https://amazonaws.com.example.org',
    'https://notamazonaws.com',
  ])('%s is not AWS', (endpoint) => {
    expect(isAws(endpoint)).toBe(false);
  });
});
