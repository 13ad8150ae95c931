import { Type } from 'typebox';
import { after, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { instances } from '../../reads/ec2-instances.ts';
import { headObject, objectStart, type ObjectHead } from '../../reads/s3.ts';
import { trainersNamed } from '../shared/capstone.ts';

/** Classes that are read without waiting. https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const AT_ONCE: ReadonlySet<string> = new Set([
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
const GZIP = '1f8b';

const isReadable = ({ StorageClass, ArchiveStatus }: ObjectHead): boolean =>
  AT_ONCE.has(StorageClass) && ArchiveStatus === null;

export default defineCheck({
  id: 'capstone/model-artifact',
  title: 'The model is in its place, whole, and made by this system',
  params: Type.Object({ bucket: Type.String(), modelKey: Type.String(), instanceName: Type.String() }),
  reads: { head: headObject, start: objectStart, instances },
  bind: ({ bucket, modelKey: key }) => ({
    head: { bucket, key },
    start: after(
      'head',
      (head: ObjectHead | undefined) =>
        head && head.ContentLength > 0 && isReadable(head) ? { bucket, key } : null,
      { bucket, key },
    ),
    instances: {},
  }),
  reasons: {
    trained: pass('{key} is a gzip archive of {size} bytes, younger than the trainer.'),
    'model-missing': fail(
      'There is no {key} in {bucket}, or its current version is a delete marker.',
      'The newest version counts.',
    ),
    'model-empty': fail('{key} has 0 bytes.', 'Upload the archive again; a script that dies leaves this.'),
    'not-an-archive': fail(
      '{key} begins with {start}, and a gzip archive with 1f8b.',
      'Pack it with tar -czf; another name does not pack it.',
    ),
    'not-readable-now': fail(
      '{key} is in {class}, which gives its bytes out hours later.',
      'Restore it and copy it onto itself with another class.',
    ),
    'older-than-instance': fail(
      '{key} was written at {written}, before a trainer called {name} was started ({launched}).',
      'Train, or copy it anew, while the instance is there.',
    ),
  },
  judge(saw, { bucket, modelKey: key, instanceName: name }) {
    const head = () => saw.head();
    const filled = () => {
      const found = head();
      return found && found.ContentLength > 0 ? found : undefined;
    };
    return decide(
      [
        () =>
          head()
            ? undefined
            : {
                reason: 'model-missing' as const,
                data: { bucket, key },
                evidence: [saw.head.at('', key, saw.head.absence())],
              },
        () => {
          const size = head()?.ContentLength;
          if (size !== 0) return undefined;
          return {
            reason: 'model-empty' as const,
            data: { key },
            evidence: [saw.head.at('ContentLength', 'more than 0', size)],
          };
        },
        () => {
          const found = filled();
          if (!found || !isReadable(found)) return undefined;
          const start = saw.start()?.Start ?? 'nothing';
          if (start === GZIP) return undefined;
          return {
            reason: 'not-an-archive' as const,
            data: { key, start },
            evidence: [saw.start.at('Body', GZIP, start)],
          };
        },
        () => {
          const found = filled();
          if (!found || isReadable(found)) return undefined;
          const { StorageClass, ArchiveStatus } = found;
          const storageClass = ArchiveStatus === null ? StorageClass : `${StorageClass} (${ArchiveStatus})`;
          return {
            reason: 'not-readable-now' as const,
            data: { key, class: storageClass },
            evidence: [saw.head.at('StorageClass', [...AT_ONCE].join(', '), storageClass)],
          };
        },
        () => {
          const found = filled();
          const written = found?.LastModified ?? null;
          if (!found) return undefined;
          const started = trainersNamed(saw.instances(), name).map(({ LaunchTime }) => LaunchTime);
          // S3 tells whole seconds.
          const fits = started.some(
            (launched) => launched !== null && written !== null && written >= wholeSecond(launched),
          );
          if (fits) return undefined;
          const launched =
            started
              .flatMap((one) => one ?? [])
              .sort()
              .at(0) ?? 'there is none';
          return {
            reason: 'older-than-instance' as const,
            data: { key, name, written: written ?? 'an unknown time', launched },
            evidence: [
              saw.head.at('LastModified', `${launched} or later`, written),
              saw.instances.at('Reservations[].Instances[].LaunchTime', `one called ${name}`, started),
            ],
          };
        },
      ],
      () => ({
        reason: 'trained' as const,
        data: { key, size: head()?.ContentLength },
        evidence: [
          saw.head.at('ContentLength', 'more than 0', head()?.ContentLength),
          saw.start.at('Body', GZIP, saw.start()?.Start),
        ],
      }),
    );
  },
});

const wholeSecond = (instant: string): string => `${instant.slice(0, 19)}.000Z`;
