import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../server/root.ts';
import { call, put, remove, BUCKET, type AccountState, type Expected } from './state.ts';

const manifest = JSON.parse(
  readFileSync(join(repositoryRoot(), 'labs/s3-lifecycle/files/dataset/manifest.json'), 'utf8'),
) as { key: string; file: string; size: number }[];
const state = (
  name: string,
  calls: AccountState['calls'],
  undo: AccountState['undo'],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `dataset-sync: ${name}`,
  calls: calls ?? [],
  undo: undo ?? [],
  expect: { 'dataset-sync': expected },
  ...more,
});
const entry = (index: number) => {
  const found = manifest.at(index);
  if (!found) throw new Error(`The manifest has no entry ${index}.`);
  return found;
};
const [first, last] = [entry(0), entry(-1)];
const again = ({ key, size }: { key: string; size: number }) => put(key, size);
const all = (Objects: { Key: string }[]) => call('s3:DeleteObjects', { Bucket: BUCKET, Delete: { Objects } });
const everyKey = manifest.map(({ key }) => ({ Key: key }));

export const datasetSync: readonly AccountState[] = [
  state(
    'folder markers',
    [put('datasets/', 0), put('datasets/empty/', 0)],
    [remove('datasets/'), remove('datasets/empty/')],
    'pass',
  ),
  state(
    'objects elsewhere',
    [put('dataset/x.wav', 5), put('datasets-old/x.wav', 5)],
    [remove('dataset/x.wav'), remove('datasets-old/x.wav')],
    'pass',
  ),
  state('an object written again', [again(first), again(first)], [], 'pass'),
  state('an object deleted and put back', [remove(first.key), again(first)], [], 'pass'),
  state('one missing', [remove(last.key)], [again(last)], 'fail/objects-missing'),
  state('one a byte too long', [put(first.key, first.size + 1)], [again(first)], 'fail/wrong-size'),
  state('one empty', [put(first.key, 0)], [again(first)], 'fail/wrong-size'),
  state(
    'a file of the desktop',
    [put('datasets/.DS_Store', 6148)],
    [remove('datasets/.DS_Store')],
    'fail/extra-objects',
  ),
  state(
    'the manifest itself',
    [put('datasets/manifest.json', 100)],
    [remove('datasets/manifest.json')],
    'fail/extra-objects',
  ),
  state(
    'an empty object that is no folder',
    [put('datasets/empty', 0)],
    [remove('datasets/empty')],
    'fail/extra-objects',
  ),
  state(
    'a folder marker with content',
    [put('datasets/full/', 5)],
    [remove('datasets/full/')],
    'fail/extra-objects',
  ),
  state(
    'missing and extra',
    [remove(first.key), put(`${first.key}.bak`, first.size)],
    [again(first), remove(`${first.key}.bak`)],
    'fail/objects-missing',
  ),
  state(
    'wrong size and extra',
    [put(first.key, 1), put('datasets/more', 1)],
    [again(first), remove('datasets/more')],
    'fail/wrong-size',
  ),
  state(
    'missing and wrong size',
    [remove(last.key), put(first.key, 1)],
    [again(last), again(first)],
    'fail/objects-missing',
  ),
  state(
    'one in capitals',
    [remove(first.key), put(first.key.toUpperCase().replace('DATASETS/', 'datasets/'), first.size)],
    [again(first), remove(first.key.toUpperCase().replace('DATASETS/', 'datasets/'))],
    'fail/objects-missing',
  ),
  state(
    'nothing but markers',
    [all(everyKey), put('datasets/', 0)],
    [remove('datasets/'), ...manifest.map(again)],
    'fail/nothing-synced',
  ),
  state(
    'another storage class',
    [
      call('s3:PutObject', {
        Bucket: BUCKET,
        Key: first.key,
        Body: { $zeros: first.size },
        StorageClass: 'STANDARD_IA',
      }),
    ],
    [again(first)],
    'pass',
  ),
  state('listing broken', [], [], 'blocked/unsupported-by-target', {
    broken: { 's3:ListObjectsV2': 'malformed' },
  }),
];
