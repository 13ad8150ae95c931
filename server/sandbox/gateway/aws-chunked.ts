/**
 * Decodes `aws-chunked` bodies and verifies their chunk and trailer signatures.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import { createHash } from 'node:crypto';
import { AwsError } from '../types.ts';
import { sameText } from './same-text.ts';
import { sha256 } from './sigv4.ts';

export interface ChunkedPlan {
  /** null = the chunks carry no signatures. */
  signer: {
    /** The signature of the request's head, from which the chain starts. */
    seed: string;
    ofChunk(before: string, sha256OfChunk: string): string;
    ofTrailer(before: string, sha256OfTrailer: string): string;
  } | null;
  /** Lower-case names of the announced trailers; null = no trailers. */
  trailers: string[] | null;
}

const LINE_LIMIT = 4 * 1024;

/** Yields the content; fills `trailers` with what follows the last chunk. */
export async function* chunkedPieces(
  source: AsyncIterable<Buffer>,
  plan: ChunkedPlan,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new PieceReader(source);
  let before = plan.signer?.seed ?? '';
  for (;;) {
    const line = await reader.line();
    const [, digits = '', signature] =
      /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
    if (digits === '') throw malformedChunk();
    const size = Number.parseInt(digits, 16);
    const hash = plan.signer ? createHash('sha256') : null;
    for (let left = size; left > 0;) {
      const piece = await reader.upTo(left);
      left -= piece.length;
      hash?.update(piece);
      yield piece;
    }
    if (plan.signer && hash) {
      const right = plan.signer.ofChunk(before, hash.digest('hex'));
      if (signature === undefined || !sameText(right, signature)) throw wrongChunk();
      before = right;
    }
    if (size === 0) break;
    if ((await reader.line()) !== '') throw malformedChunk();
  }
  await readTrailers(reader, plan, before, trailers);
}

async function readTrailers(
  reader: PieceReader,
  plan: ChunkedPlan,
  before: string,
  trailers: Map<string, string>,
): Promise<void> {
  let signed = '';
  let signature: string | undefined;
  for (let line = await reader.line(true); line !== ''; line = await reader.line(true)) {
    const at = line.indexOf(':');
    if (at <= 0)
      throw new AwsError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed.',
        400,
      );
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (name === 'x-amz-trailer-signature') signature = value;
    else {
      signed += `${name}:${value}\n`;
      trailers.set(name, value);
    }
  }
  if (plan.signer && plan.trailers !== null) {
    const right = plan.signer.ofTrailer(before, sha256(signed));
    if (signature === undefined || !sameText(right, signature)) throw wrongChunk();
  }
}

function malformedChunk(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly', 400);
}

function wrongChunk(): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  );
}

/** Takes lines and runs of bytes from pieces that end anywhere. */
class PieceReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The text up to CRLF. @param endIsEmpty the end of the body counts as an empty line */
  async line(endIsEmpty = false): Promise<string> {
    for (;;) {
      const at = this.#rest.indexOf('\r\n');
      if (at >= 0) {
        const line = this.#rest.toString('latin1', 0, at);
        this.#rest = this.#rest.subarray(at + 2);
        return line;
      }
      if (this.#rest.length > LINE_LIMIT) throw malformedChunk();
      const more = await this.#source.next();
      if (more.done) {
        if (endIsEmpty && this.#rest.length === 0) return '';
        throw malformedChunk();
      }
      this.#rest = Buffer.concat([this.#rest, more.value]);
    }
  }

  async upTo(wanted: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const more = await this.#source.next();
      if (more.done) throw malformedChunk();
      this.#rest = more.value;
    }
    const piece = this.#rest.subarray(0, wanted);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}
