/** A second, independent signer: tests must be able to sign wrongly, late, or piece by piece. */
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';

export interface RawReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** Error code of an XML or JSON error. */
  code: string | undefined;
}

export interface SignOptions {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  service: string;
  method?: string;
  /** Encoded path and query. */
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** What to put into x-amz-content-sha256; default the body's hash for S3, nothing for others. */
  payload?: string | null;
  at?: Date;
  /** Header names that are sent but not signed. */
  unsigned?: string[];
}

export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function timestamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

export function derivedKey(secret: string, date: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), 'us-east-1'), service), 'aws4_request');
}

/** The headers of a header-signed request, and the signature from which chunk signatures start. */
export function signHeaders(options: SignOptions): { headers: Record<string, string>; signature: string } {
  const { service, method = 'GET', path = '/', body = '', at = new Date() } = options;
  const time = timestamp(at);
  const payload =
    options.payload === undefined && service === 's3' ? sha256(body) : (options.payload ?? null);
  const headers: Record<string, string> = {
    host: new URL(options.endpoint).host,
    'x-amz-date': time,
    ...(payload === null ? {} : { 'x-amz-content-sha256': payload }),
    ...options.headers,
  };
  const names = Object.keys(headers)
    .filter((name) => !options.unsigned?.includes(name))
    .sort();
  const [pathname = '/', query = ''] = path.split('?');
  const canonical = [
    method,
    service === 's3' ? pathname : pathname.split('/').map(encode).join('/'),
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    payload ?? sha256(body),
  ].join('\n');
  const scope = `${time.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const key = derivedKey(options.secretAccessKey, time.slice(0, 8), service);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${options.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { headers: { ...headers, authorization }, signature };
}

/** An S3 or other link that carries its own signature. @param seconds of validity */
export function presign(options: SignOptions, seconds: number): string {
  const { service, method = 'GET', path = '/', at = new Date() } = options;
  const time = timestamp(at);
  const scope = `${time.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const [pathname = '/', given = ''] = path.split('?');
  const query = [
    ...given.split('&').filter(Boolean),
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encode(`${options.accessKeyId}/${scope}`)}`,
    `X-Amz-Date=${time}`,
    `X-Amz-Expires=${seconds}`,
    'X-Amz-SignedHeaders=host',
  ]
    .sort()
    .join('&');
  const payload = service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256('');
  const canonical = [
    method,
    pathname,
    query,
    `host:${new URL(options.endpoint).host}`,
    '',
    'host',
    payload,
  ].join('\n');
  const key = derivedKey(options.secretAccessKey, time.slice(0, 8), service);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  return `${pathname}?${query}&X-Amz-Signature=${signature}`;
}

/** Sends exactly this. @param pieces written one after the other */
export function sendRaw(
  endpoint: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  pieces: (string | Buffer)[] = [],
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint);
    const length = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    const all = {
      ...headers,
      ...(length > 0 || method === 'PUT' ? { 'content-length': String(length) } : {}),
    };
    const request = http.request({ hostname, port, method, path, headers: all, agent: false }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('error', reject);
      reply.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        const named = /<Code>([^<]+)<\/Code>/.exec(body) ?? /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(body);
        const code = named?.[1] ?? reply.headers['x-amzn-errortype']?.toString();
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body, code });
      });
    });
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

/** Signs in the header and sends. @param sentBody what is sent instead of the signed body */
export async function sendSigned(options: SignOptions, sentBody?: string | Buffer): Promise<RawReply> {
  const { headers } = signHeaders(options);
  const body = sentBody ?? options.body ?? '';
  const pieces = body.length === 0 ? [] : [body];
  return sendRaw(options.endpoint, options.method ?? 'GET', options.path ?? '/', headers, pieces);
}

/** Cuts a body into aws-chunked pieces, signed in a chain when a seed is given. */
export function awsChunked(
  chunks: Buffer[],
  signing: { seed: string; key: Buffer; time: string; service: string } | null,
  trailers: Record<string, string> = {},
): Buffer {
  const out: Buffer[] = [];
  let before = signing?.seed ?? '';
  const scope = signing ? `${signing.time.slice(0, 8)}/us-east-1/${signing.service}/aws4_request` : '';
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    let extension = '';
    if (signing) {
      const parts = ['AWS4-HMAC-SHA256-PAYLOAD', signing.time, scope, before, sha256(''), sha256(chunk)];
      before = hmac(signing.key, parts.join('\n')).toString('hex');
      extension = `;chunk-signature=${before}`;
    }
    out.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk);
    if (chunk.length > 0) out.push(Buffer.from('\r\n'));
  }
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
  if (signing && lines.length > 0) {
    const parts = ['AWS4-HMAC-SHA256-TRAILER', signing.time, scope, before, sha256(`${lines.join('\n')}\n`)];
    lines.push(`x-amz-trailer-signature:${hmac(signing.key, parts.join('\n')).toString('hex')}`);
  }
  out.push(Buffer.from([...lines, '', ''].join('\r\n')));
  return Buffer.concat(out);
}
