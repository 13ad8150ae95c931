import { Type } from 'typebox';
import { after, artifactReasons, decide, defineCheck, fail, pass, type RunFacts } from '../../kit/index.ts';
import { artifact, type Artifact } from '../../reads/artifact.ts';
import { followLink, parseS3Link, type S3Link } from '../../reads/link.ts';
import { headObject } from '../../reads/s3.ts';

const NAME = 'url.txt';
const LEAST_SECONDS = 60;
const MOST_SECONDS = 3600;

/** Why the link is for something else; null when it is for the object of the task. */
function wrongTarget(link: S3Link | null, bucket: string, key: string): string | null {
  if (!link) return 'the file holds no link';
  if (!link.hostAllowed) return `it points at ${link.host}`;
  if (link.bucket !== bucket) return `it points at bucket ${link.bucket ?? 'none'}`;
  if (link.key !== key) return `it points at key ${link.key ?? ''}`;
  if (link.algorithm !== 'AWS4-HMAC-SHA256') {
    const old = /[?&]AWSAccessKeyId=/.test(link.url);
    // In us-east-1 they still do, unless told otherwise.
    const cure =
      ', as AWS CLI 1 and boto3 do by default: set signature_version to s3v4 (`aws configure set default.s3.signature_version s3v4`)';
    const signed = old ? 'Signature Version 2' : (link.algorithm ?? 'nothing');
    return `it is signed with ${signed}, not with Signature Version 4${old ? cure : ''}`;
  }
  const aside = SUBRESOURCES.find((name) => new URL(link.url).searchParams.has(name));
  return aside === undefined ? null : `it asks for ?${aside} of the object, not for the object`;
}

/** Query parameters that make a GET answer something about the object instead of the object. */
const SUBRESOURCES = ['acl', 'attributes', 'legal-hold', 'retention', 'tagging', 'torrent', 'uploadId'];

/** The first address in the text, however it was pasted. */
function linkOf(file: Artifact | undefined, run: RunFacts): S3Link | null {
  const url = /https?:\/\/[^\s"'<>]+/.exec(file?.text ?? '')?.[0];
  return url === undefined ? null : parseS3Link(url, run);
}

export default defineCheck({
  id: 's3/presigned-link',
  title: 'A presigned link opens one object, for an hour at most',
  params: Type.Object({ bucket: Type.String(), key: Type.String() }),
  reads: { file: artifact, object: headObject, answer: followLink },
  bind: ({ bucket, key }, run, task) => ({
    file: { task, name: NAME, anyName: true },
    object: { bucket, key },
    // Followed only when it points at the object of the task: the grader never fetches anything else.
    answer: after('file', (file: Artifact | undefined) => {
      const link = linkOf(file, run);
      return link && wrongTarget(link, bucket, key) === null ? { url: link.url } : null;
    }),
  }),
  reasons: {
    opens: pass('The link opens {key} for {n} s and for nothing else.'),
    ...artifactReasons,
    'object-missing': fail(
      'There is no object {key} with content in bucket {bucket}.',
      'Upload a model there first.',
    ),
    'wrong-target': fail(
      'The link is not for {key} in {bucket}: {finding}.',
      'Make it for exactly this object, at the endpoint of this lab.',
    ),
    'too-long': fail(
      'The link says it is valid for {n} s; the task wants 60 to 3,600.',
      'Make it with --expires-in 3600 or less.',
    ),
    'link-expired': fail('The link ended at {ended}.', 'Make a new one and hand it in.'),
    'link-refused': fail(
      'S3 answers {status} to the link.',
      'Sign it again with keys that may read the object.',
    ),
  },
  judge(saw, { bucket, key }, run) {
    const link = () => linkOf(saw.file(), run);
    const fitting = () => {
      const found = link();
      return found && wrongTarget(found, bucket, key) === null ? found : undefined;
    };
    return decide(
      [
        () =>
          saw.file()
            ? undefined
            : {
                reason: 'artifact-missing',
                data: { name: NAME },
                evidence: [saw.file.at('', 'a presigned link', 'nothing handed in')],
              },
        () => {
          const problem = saw.file()?.problem ?? null;
          return problem === null
            ? undefined
            : {
                reason: 'artifact-unreadable',
                data: { name: NAME, problem },
                evidence: [saw.file.at('', 'UTF-8 text', problem)],
              };
        },
        () => {
          const bytes = saw.object()?.ContentLength ?? 0;
          return bytes > 0
            ? undefined
            : {
                reason: 'object-missing',
                data: { bucket, key },
                evidence: [saw.object.at('ContentLength', 'more than 0', saw.object.absence() ?? bytes)],
              };
        },
        () => {
          const finding = wrongTarget(link(), bucket, key);
          if (finding === null) return undefined;
          return {
            reason: 'wrong-target',
            data: { bucket, key, finding },
            evidence: [saw.file.at('', `${bucket}/${key}`, finding)],
          };
        },
        () => {
          const found = fitting();
          const seconds = found?.expiresSeconds ?? 0;
          if (!found || (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) return undefined;
          const n = found.expiresSeconds ?? 'an unknown number of';
          return {
            reason: 'too-long',
            data: { n },
            evidence: [saw.file.at('X-Amz-Expires', '60 to 3600', n)],
          };
        },
        () => {
          const found = fitting();
          const ended = found?.expiresAt ?? null;
          if (ended === null || Date.parse(ended) > Date.parse(run.now)) return undefined;
          return {
            reason: 'link-expired',
            data: { ended },
            evidence: [saw.file.at('X-Amz-Date', `later than ${run.now}`, ended)],
          };
        },
        () => {
          const answer = fitting() && saw.answer();
          if (!answer || answer.status === 200 || answer.status === 206) return undefined;
          return {
            reason: 'link-refused',
            data: { status: answer.status },
            evidence: [saw.answer.at('status', '200 or 206', answer.status)],
          };
        },
      ],
      () => ({
        reason: 'opens',
        data: { key, n: fitting()?.expiresSeconds },
        evidence: [saw.answer.at('status', '200 or 206', saw.answer()?.status)],
      }),
    );
  },
});
