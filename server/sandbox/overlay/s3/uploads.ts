/**
 * Multipart uploads: the engine dates every upload 2010-11-10 and lists all on one page.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import {
  AwsError,
  type OverlayContext,
  type OverlayHandler,
  type OverlayHook,
  type OverlayOperation,
} from '../../types.ts';
import { parseXml } from '../wire/xml.ts';
import { engineS3, requireBucket, stateKeys } from './bucket.ts';

const maxUploads = 1000;

/** Remembers when the upload was started. */
const create: OverlayHook = async (context, input) => {
  const reply = await context.forward();
  if (reply.status >= 300) return reply;
  const uploadId = parseXml(reply.body.toString('utf8')).children.find(
    ({ name }) => name === 'UploadId',
  )?.text;
  if (uploadId === undefined) throw new Error('the engine started a multipart upload without naming it');
  context.state.set(stateKeys.uploads(String(input['Bucket'])) + uploadId, context.now().toISOString());
  return reply;
};

const list: OverlayHandler = async (context, input) => {
  const bucket = await requireBucket(context, input);
  const asked = input as unknown as ListMultipartUploadsCommandInput;
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = asked;
  const limit = pageSize(asked.MaxUploads);
  const idMarker = keyMarker === '' ? '' : (asked.UploadIdMarker ?? '');
  const encode = asked.EncodingType === 'url' ? encodeKey : (text: string): string => text;

  const entries = after(group(await openUploads(context, bucket), prefix, delimiter), keyMarker, idMarker);
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  const truncated = last !== undefined && entries.length > page.length;
  return {
    Bucket: bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    ...(truncated
      ? { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.upload?.UploadId ?? '' }
      : {}),
    ...(prefix === '' ? {} : { Prefix: encode(prefix) }),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    ...(asked.EncodingType === 'url' ? { EncodingType: 'url' } : {}),
    MaxUploads: limit,
    IsTruncated: truncated,
    Uploads: page.flatMap(({ upload }) =>
      upload === null ? [] : [{ ...upload, Key: encode(upload.Key ?? '') }],
    ),
    CommonPrefixes: page.flatMap(({ key, upload }) => (upload === null ? [{ Prefix: encode(key) }] : [])),
  };
};

function pageSize(asked = maxUploads): number {
  if (!Number.isInteger(asked) || asked < 0 || asked > 2 ** 31 - 1) {
    throw new AwsError(
      'InvalidArgument',
      'Argument max-uploads must be an integer between 0 and 2147483647',
      400,
      {
        ArgumentName: 'max-uploads',
        ArgumentValue: String(asked),
      },
    );
  }
  return Math.min(asked, maxUploads);
}

/** All of the engine's uploads with their true dates, by key and then by start, as S3 lists them. */
async function openUploads(context: OverlayContext, bucket: string): Promise<MultipartUpload[]> {
  const answer = await engineS3(context).send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  const uploads = (answer.Uploads ?? []).map((upload) => ({
    ...upload,
    Initiated: started(context, bucket, upload),
  }));
  forgetClosed(context, bucket, uploads);
  return uploads.sort(
    (a, b) => compare(a.Key ?? '', b.Key ?? '') || a.Initiated.getTime() - b.Initiated.getTime(),
  );
}

function started(context: OverlayContext, bucket: string, upload: MultipartUpload): Date {
  const known = context.state.get<string>(stateKeys.uploads(bucket) + (upload.UploadId ?? ''));
  // An upload that did not come through the gateway: the engine's date is a constant, now is nearer the truth.
  return known === undefined ? context.now() : new Date(known);
}

function forgetClosed(context: OverlayContext, bucket: string, uploads: readonly MultipartUpload[]): void {
  const open = new Set(uploads.map(({ UploadId: id }) => stateKeys.uploads(bucket) + (id ?? '')));
  for (const key of context.state.keys(stateKeys.uploads(bucket))) {
    if (!open.has(key)) context.state.delete(key);
  }
}

/** An upload, or (upload null) all uploads whose keys share the prefix `key` up to the delimiter. */
interface Entry {
  key: string;
  upload: MultipartUpload | null;
}

function group(uploads: readonly MultipartUpload[], prefix: string, delimiter: string): Entry[] {
  const entries: Entry[] = [];
  for (const upload of uploads) {
    const key = upload.Key ?? '';
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) entries.push({ key, upload });
    else {
      const common = key.slice(0, end + delimiter.length);
      if (entries.at(-1)?.key !== common) entries.push({ key: common, upload: null });
    }
  }
  return entries;
}

/** What follows the markers. Within a key uploads are listed by start, so the id only finds the place. */
function after(entries: readonly Entry[], keyMarker: string, idMarker: string): readonly Entry[] {
  if (keyMarker === '') return entries;
  const marked = entries.findIndex(({ key, upload }) => key === keyMarker && upload?.UploadId === idMarker);
  if (idMarker !== '' && marked >= 0) return entries.slice(marked + 1);
  return entries.filter(({ key }) => compare(key, keyMarker) > 0);
}

/** UTF-8 binary order, which S3 lists in. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

export const uploadOperations: readonly OverlayOperation[] = [
  { service: 's3', operation: 'CreateMultipartUpload', hook: create },
  { service: 's3', operation: 'ListMultipartUploads', answer: list },
];
