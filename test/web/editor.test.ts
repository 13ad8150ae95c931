// What the editor knows of texts, without a browser: where JSON breaks, what fits at a cursor, what changed.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines, foldSame, linesOf, type DiffLine } from '../../web/elements/line-diff.ts';
import { offersAt, placeInWords, typeInWords } from '../../web/editor/fields.ts';
import { jsonProblems } from '../../web/editor/json-problems.ts';
import { manifestProblems } from '../../web/editor/manifest-problems.ts';
import { placeAt } from '../../web/editor/yaml-place.ts';

const accepts = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('JSON', () => {
  test.each([
    ['{"a": 1,\n "b": 2,\n}', 2, 8, /no comma stands before \}/],
    ['[1, 2,]', 1, 6, /no comma stands before \]/],
    ['{"a": 1\n "b": 2}', 1, 8, /a comma is missing/],
    ['{"a" 1}', 1, 6, /a colon is due after "a"/],
    ['{a: 1}', 1, 2, /a name in double quotes/],
    ["{'a': 1}", 1, 2, /a name in double quotes/],
    ['{"a": \'b\'}', 1, 7, /double quotes/],
    ['{"a": True}', 1, 7, /True is Python/],
    ['{"a": None}', 1, 7, /None is Python/],
    ['{"a": g5.xlarge}', 1, 7, /g5\.xlarge is no value/],
    ['{"a": 01}', 1, 7, /01 is no number/],
    ['{"a": .5}', 1, 7, /\.5 is no number/],
    ['{"a": +5}', 1, 7, /\+5 is no number/],
    ['{"a": 1.}', 1, 7, /1\. is no number/],
    ['{"a": NaN}', 1, 7, /NaN is no value/],
    ['{"a": }', 1, 7, /a value is due before \}/],
    ['[,1]', 1, 2, /a value is due before this comma/],
    ['{"a": 1', 1, 1, /this \{ is never closed/],
    ['[1, [2, 3', 1, 5, /this \[ is never closed/],
    ['{"a": "x}', 1, 7, /closing quote is missing/],
    ['{"a": "x\ny"}', 1, 7, /closing quote is missing/],
    ['"a\tb"', 1, 3, /control character/],
    ['"\\q"', 1, 2, /\\q is no escape/],
    ['"\\u12"', 1, 2, /\\u is no escape/],
    ['{"a": 1} x', 1, 10, /the value has ended/],
    ['// note\n{}', 1, 1, /no comments/],
    ['# note\n{}', 1, 1, /no comments/],
    ['{"a": 1, "a": 2}', 1, 10, /"a" stands twice/],
    ['{"a":', 1, 6, /the text ends where a value is due/],
    ['\uFEFF{}', 1, 1, /byte order mark/],
    ['{\r\n"a": 1,\r\n\r\n}', 2, 7, /no comma/],
  ])('%j breaks at %i:%i', (text, line, column, message) => {
    const [problem, ...more] = jsonProblems(text);
    expect(problem).toMatchObject({ line, column, message: expect.stringMatching(message) });
    expect(more).toEqual([]);
  });

  test.each(['', ' \n', '{}', '[]', '0', '-0.5e+3', '"\\u00e9\\n"', 'null', '{"a": {"a": [true, false]}}'])(
    '%j is right',
    (text) => expect(jsonProblems(text)).toEqual([]),
  );

  test('very deep is said, not a crash', () => {
    expect(jsonProblems('['.repeat(100_000))).toMatchObject([{ message: 'it is nested too deeply' }]);
  });

  test('takes what JSON.parse takes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(jsonProblems(text)).toEqual([]);
      }),
    );
  });

  test('refuses what JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.5',
      'true',
      ' ',
      '\n',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        if (text.trim() !== '' && !accepts(text)) expect(jsonProblems(text)).toHaveLength(1);
        // Names that stand twice are the one thing that is refused beyond it.
        else expect(jsonProblems(text).filter(({ message }) => !/stands twice/.test(message))).toEqual([]);
      }),
    );
  });
});

/** A text with the cursor at `|`. */
const at = (marked: string): [string, number] => [marked.replace('|', ''), marked.indexOf('|')];
const labels = (marked: string) => offersAt(...at(marked))?.offers.map(({ label }) => label) ?? [];

const POD = 'apiVersion: v1\nkind: Pod\n';
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  template:
    spec:
      containers:
`;

describe('the place of a cursor in a manifest', () => {
  test.each([
    [`${POD}|`, []],
    [`${POD}spec:\n  |`, ['spec']],
    [`${POD}spec:\n  containers:\n    - name: a\n      |`, ['spec', 'containers', 0]],
    [`${POD}spec:\n  containers:\n    - |`, ['spec', 'containers', 0]],
    [`${POD}spec:\n  containers:\n  - name: a\n  - na|`, ['spec', 'containers', 1]],
    [
      `${POD}spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 80\n    i|`,
      ['spec', 'containers', 0],
    ],
    [
      `${POD}spec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 80\n  - name: b\n    ports:\n    - containerPort: 1\n    - p|`,
      ['spec', 'containers', 1, 'ports', 1],
    ],
    [`${POD}spec:\n  containers:\n    - name: a\n  vol|`, ['spec']],
    [`${POD}spec:\n  # containers:\n  |`, ['spec']],
    [`${POD}spec:\n  nodeSelector:\n    "a/b": c\n    |`, ['spec', 'nodeSelector']],
    [`${POD}---\nkind: Job\nspec:\n  |\n---\nkind: Service\nspec:\n  ports: []`, ['spec']],
    [
      `${POD}spec:\n  containers:\n    - name: a\n\n\n      im|\n      command: [x]`,
      ['spec', 'containers', 0],
    ],
  ])('%j', (marked, path) => expect(placeAt(...at(marked))?.path).toEqual(path));

  test('kind and version are those of its own document', () => {
    const text = `${POD}---\napiVersion: batch/v1\nkind: "Job" # nightly\nspec:\n  |\n---\nkind: Service\n`;
    expect(placeAt(...at(text))).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
  });

  test.each([`${POD}# a |`, `${POD}spec: { hostNetwork: | }`, `${POD}spec:\n  containers: [ { na| } ]`])(
    'none in %j',
    (marked) => expect(placeAt(...at(marked))).toBeNull(),
  );

  test('never throws, wherever the cursor stands', () => {
    const piece = fc.constantFrom(
      'kind: Pod\n',
      'spec:\n',
      '  ',
      '- ',
      'a: b\n',
      '---\n',
      '#x\n',
      ':\n',
      '"',
      '|',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(80), (pieces, offset) => {
        const text = pieces.join('');
        const place = Math.min(offset, text.length);
        offersAt(text, place);
        placeInWords(text, place);
      }),
    );
  });
});

describe('what fits at the cursor', () => {
  test('required fields come first and are marked; those that are there are left out', () => {
    const offers = offersAt(...at(`${DEPLOYMENT}        - image: x\n          |`))?.offers ?? [];
    expect(offers[0]).toEqual({ label: 'name', detail: 'text, required', required: true, insert: 'name: ' });
    expect(offers.map(({ label }) => label)).not.toContain('image');
    expect(offers.find(({ label }) => label === 'ports')).toEqual({
      label: 'ports',
      detail: 'list of ContainerPort',
      required: false,
      insert: 'ports:\n            - ',
    });
    expect(offers.find(({ label }) => label === 'resources')?.insert).toBe('resources:\n            ');
  });
  test('a deployment wants a selector', () => {
    expect(labels(`${DEPLOYMENT}  |`).slice(0, 1)).toEqual(['selector']);
    expect(labels(`${DEPLOYMENT}  |`)).not.toContain('replicas');
  });
  test('an empty file is begun with what every object has', () => {
    expect(labels('|')).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(labels(`${POD}m|`)[0]).toBe('metadata');
    expect(labels(`${POD}|`)).not.toContain('status');
    expect(labels(`${POD}metadata:\n  |`)[0]).toBe('name');
    expect(labels(`${POD}metadata:\n  |`)).not.toContain('uid');
  });
  test('kinds fit the version, versions the kind, and a boolean has two values', () => {
    expect(labels('apiVersion: apps/v1\nkind: |')).toEqual([
      'DaemonSet',
      'Deployment',
      'ReplicaSet',
      'StatefulSet',
    ]);
    expect(labels('kind: Ingress\napiVersion: |')).toEqual(['networking.k8s.io/v1']);
    expect(labels(`${POD}spec:\n  hostNetwork: t|`)).toEqual(['true', 'false']);
    expect(labels(`${POD}spec:\n  nodeName: |`)).toEqual([]);
  });
  test('nothing in maps of one’s own, in values, and in kinds that are not known', () => {
    expect(labels(`${POD}metadata:\n  labels:\n    a|`)).toEqual([]);
    expect(labels('apiVersion: karpenter.sh/v1\nkind: NodePool\nspec:\n  |')).toEqual([]);
    expect(labels(`${POD}spec:\n  bogus:\n    |`)).toEqual([]);
  });
  test('in a line', () => {
    expect(placeInWords(...at(`${DEPLOYMENT}        - image: x|`))).toBe(
      'Deployment spec.template.spec.containers[0] (Container): name still missing',
    );
    expect(placeInWords(...at(`${POD}metadata:\n  name: x|\nspec:\n`))).toBe('Pod metadata (ObjectMeta)');
    expect(placeInWords(...at('|apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n'))).toBe('Pod');
    expect(placeInWords(...at(`${POD}metadata:\n |  name: x\n`))).toBe('Pod metadata (ObjectMeta)');
    expect(placeInWords(...at('x|'))).toBe('');
  });
  test('types in words', () => {
    expect(typeInWords('[]{}string!')).toBe('list of map of text');
    expect(typeInWords('int-or-string')).toBe('number or text');
  });
});

test('manifests: what the check would refuse, by line', () => {
  expect(manifestProblems('a.yaml', '\n')).toEqual([]);
  const text = `${DEPLOYMENT.replace('replicas: 2', 'replicas: two')}        - nmae: a\n`;
  const problems = manifestProblems('a.yaml', text);
  expect(problems.map(({ line }) => line)).toEqual(
    problems.map(({ line }) => line).toSorted((a, b) => a - b),
  );
  expect(problems).toContainEqual({
    line: 6,
    column: 3,
    where: 'Deployment/web spec.replicas',
    message: 'must be a whole number, not text: take the quotes away',
  });
  expect(problems.find(({ line }) => line === 10)?.message).toBe('is no field; name is');
});

describe('what changed', () => {
  const shape = (lines: readonly DiffLine[]) =>
    lines.map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`);
  test.each([
    ['', '', []],
    ['a\n', 'a', [' a']],
    ['a\r\nb', 'a\nb\n', [' a', ' b']],
    ['', 'a\nb', ['+a', '+b']],
    ['a\nb', '', ['-a', '-b']],
    ['a\nb\nc', 'a\nx\nc', [' a', '-b', '+x', ' c']],
    ['a\na\na', 'a\na', [' a', ' a', '-a']],
    ['a\nb\nc\nd', 'b\nc\ne\nd', ['-a', ' b', ' c', '+e', ' d']],
  ])('%j → %j', (a, b, expected) => expect(shape(diffLines(a, b))).toEqual(expected));

  const texts = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 })
    .map((lines) => lines.join('\n'));
  test('both texts can be read off, with their line numbers', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const lines = diffLines(a, b);
        const old = lines.filter(({ kind }) => kind !== 'added');
        const now = lines.filter(({ kind }) => kind !== 'removed');
        expect(old.map(({ text }) => text)).toEqual(linesOf(a));
        expect(now.map(({ text }) => text)).toEqual(linesOf(b));
        expect(old.map((line) => line.old)).toEqual(old.map((_, index) => index + 1));
        expect(now.map((line) => line.new)).toEqual(now.map((_, index) => index + 1));
      }),
    );
  });
  test('a text is the same as itself', () => {
    fc.assert(
      fc.property(texts, (a) => {
        expect(diffLines(a, a).every(({ kind }) => kind === 'same')).toBe(true);
      }),
    );
  });
  test('folding hides no change and counts what it hides', () => {
    fc.assert(
      fc.property(texts, texts, fc.nat(3), (a, b, around) => {
        const lines = diffLines(a, b);
        const folded = foldSame(lines, around);
        const changed = (list: readonly { kind: string }[]) =>
          list.filter(({ kind }) => kind === 'added' || kind === 'removed').length;
        expect(changed(folded)).toBe(changed(lines));
        expect(folded.reduce((sum, line) => sum + (line.kind === 'gap' ? line.lines : 1), 0)).toBe(
          lines.length,
        );
      }),
    );
  });
  test('texts that differ everywhere and are huge are given whole, at once', () => {
    const many = (mark: string) => Array.from({ length: 5_000 }, (_, index) => `${mark}${index}`).join('\n');
    expect(diffLines(many('a'), many('b'))).toHaveLength(10_000);
  });
});
