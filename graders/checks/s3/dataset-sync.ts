import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { listObjects } from '../../reads/s3.ts';

const PREFIX = 'datasets/';

export default defineCheck({
  id: 's3/dataset-sync',
  title: 'The data set is in the bucket, each file once and whole',
  params: Type.Object({
    bucket: Type.String(),
    manifest: Type.Array(Type.Object({ key: Type.String(), size: Type.Number() }), { minItems: 1 }),
  }),
  reads: { objects: listObjects },
  bind: ({ bucket }) => ({ objects: { bucket, prefix: PREFIX } }),
  reasons: {
    synced: pass(
      'All {total} objects of the manifest are under datasets/, each with its size, and nothing else.',
    ),
    'nothing-synced': fail(
      'There is no object under datasets/ in bucket {bucket}.',
      'Sync the recordings there.',
    ),
    'objects-missing': fail(
      '{missing} of {total} objects are missing, {key} first.',
      'Compare the listing with the manifest, key by key.',
    ),
    'wrong-size': fail('{key} has {actual} bytes, the manifest says {expected}.', 'Upload it again.'),
    'extra-objects': fail(
      '{key} is not in the manifest.',
      'Remove it; sync leaves behind what the source does not have.',
    ),
  },
  judge(saw, { bucket, manifest }) {
    // The console makes "folders" as empty objects whose key ends in a slash.
    const objects = () => (saw.objects() ?? []).filter(({ Key, Size }) => !(Size === 0 && Key.endsWith('/')));
    const total = manifest.length;
    return decide(
      [
        () =>
          objects().length > 0
            ? undefined
            : {
                reason: 'nothing-synced',
                data: { bucket },
                evidence: [saw.objects.at('Contents', total, 0)],
              },
        () => {
          const have = new Set(objects().map(({ Key }) => Key));
          const missing = manifest.filter(({ key }) => !have.has(key));
          const [first] = missing;
          if (!first) return undefined;
          const example =
            objects().find(({ Key }) => !manifest.some(({ key }) => key === Key))?.Key ?? 'absent';
          return {
            reason: 'objects-missing',
            data: { missing: missing.length, n: missing.length, total, key: first.key },
            evidence: [saw.objects.at('Contents', first.key, example)],
          };
        },
        () => {
          const sizes = new Map(objects().map(({ Key, Size }) => [Key, Size]));
          const wrong = manifest.find(({ key, size }) => sizes.has(key) && sizes.get(key) !== size);
          if (!wrong) return undefined;
          const data = { key: wrong.key, expected: wrong.size, actual: sizes.get(wrong.key) };
          return {
            reason: 'wrong-size',
            data,
            evidence: [saw.objects.at(`Contents[Key=${wrong.key}].Size`, wrong.size, data.actual)],
          };
        },
        () => {
          const wanted = new Set(manifest.map(({ key }) => key));
          const extra = objects().find(({ Key }) => !wanted.has(Key));
          if (!extra) return undefined;
          return {
            reason: 'extra-objects',
            data: { key: extra.Key },
            evidence: [saw.objects.at('Contents', 'only keys of the manifest', extra.Key)],
          };
        },
      ],
      () => ({
        reason: 'synced',
        data: { total },
        evidence: [saw.objects.at('Contents', total, objects().length)],
      }),
    );
  },
});
