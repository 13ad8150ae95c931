/** Thrown before a request leaves when its operation is undeclared or could change something: our own bug. */
export class RefusedOperation extends Error {
  constructor(operation: string, why: string) {
    super(`${operation} was refused before it left: ${why}.`);
    this.name = 'RefusedOperation';
  }
}

/** An answer that AWS does not give: an HTML page, a body that does not parse, another operation's document. */
export class UnsupportedReply extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedReply';
  }
}

export interface RawReply {
  method: string;
  command: string;
  status: number;
  body: string;
  /** Wire protocol of the client: `restXml`, `awsQuery`, `ec2Query`, `restJson1`, `awsJson1_1`, … */
  protocol: string;
}

/** A proxy's or a gateway's page with these codes says what the code says, whatever its format. */
const HTML_IS_FINE = new Set([401, 403, 407, 429, 502, 503, 504]);

/** Operations whose body is the document itself and not a serialised structure. */
const RAW_PAYLOAD = new Set(['GetBucketPolicyCommand']);

/** What emulators answer for sub-resources that they do not know: the listing of the bucket or of all buckets. */
const FOREIGN_ROOT: Readonly<Record<string, RegExp>> = {
  ListBucketResult: /^ListObjects/,
  ListVersionsResult: /^ListObjectVersions/,
  ListAllMyBucketsResult: /^ListBuckets/,
};

/**
 * Looks at an answer before the SDK parses it, because the SDK is lenient: a page of HTML or a document that was cut off
 * becomes an empty structure, which a check would take for "not configured".
 *
 * @throws UnsupportedReply
 */
export function inspectReply(reply: RawReply): void {
  const { method, command, status, body, protocol } = reply;
  if (method === 'HEAD') return;
  // Not by content type: moto sends its XML as text/html.
  const isHtml = /^\s*(<!doctype html|<html)/i.test(body.slice(0, 200));
  if (isHtml && !HTML_IS_FINE.has(status)) {
    throw new UnsupportedReply(`it answered ${status} with an HTML page`);
  }
  if (status >= 500 || HTML_IS_FINE.has(status) || (status >= 300 && status < 400)) return;
  if (status < 300 && RAW_PAYLOAD.has(command)) return;
  if (/xml|query/i.test(protocol)) {
    if (status >= 400 && body.trim() === '') {
      throw new UnsupportedReply(`it answered ${status} without an AWS error code`);
    }
    const root = wellFormedRoot(body);
    if (root === undefined) throw new UnsupportedReply(`it answered ${status} with XML that does not parse`);
    const owner = FOREIGN_ROOT[root];
    if (owner && !owner.test(command)) {
      throw new UnsupportedReply(`it answered with ${root}, the answer to another operation`);
    }
  } else if (/json/i.test(protocol)) {
    if (status >= 400 && body.trim() === '') return;
    try {
      JSON.parse(body);
    } catch {
      throw new UnsupportedReply(`it answered ${status} with JSON that does not parse`);
    }
  }
}

const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([^\s/>!?]+)([^<>]*?)(\/?)>/g;

/** Name of the root element of a well-formed document (tags only), else undefined. Namespace prefixes are dropped. */
export function wellFormedRoot(xml: string): string | undefined {
  const open: string[] = [];
  let root: string | undefined;
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    if (!isText(xml.slice(end, match.index), open.length > 0)) return undefined;
    end = match.index + match[0].length;
    const name = match[2];
    if (name === undefined) continue;
    if (match[1] === '/') {
      if (open.pop() !== name) return undefined;
    } else {
      if (open.length === 0 && root !== undefined) return undefined;
      root ??= name;
      if (match[4] !== '/') open.push(name);
    }
  }
  const closed = open.length === 0 && isText(xml.slice(end), false);
  return closed ? root?.slice(root.indexOf(':') + 1) : undefined;
}

function isText(text: string, inside: boolean): boolean {
  return inside ? !text.includes('<') : text.trim() === '' || text === '\uFEFF';
}
