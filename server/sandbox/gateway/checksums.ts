import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A checksum that is fed piece by piece. */
export interface RunningDigest {
  update(piece: Buffer): void;
  /** Base64, as S3's checksum headers and Content-MD5 have it. */
  base64(): string;
  hex(): string;
}

/**
 * The algorithms of S3's additional checksums, and md5 for Content-MD5.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 *
 * @returns null for an algorithm that we do not know; its values pass unchecked
 */
export function runningDigest(algorithm: string): RunningDigest | null {
  switch (algorithm) {
    case 'md5':
    case 'sha1':
    case 'sha256':
      return fromHash(algorithm);
    case 'crc32':
      return fromWord((piece, value) => crc32(piece, value));
    case 'crc32c':
      return fromWord(crc32c);
    case 'crc64nvme':
      return crc64nvme();
    default:
      return null;
  }
}

function fromHash(algorithm: string): RunningDigest {
  const hash = createHash(algorithm);
  let bytes: Buffer | null = null;
  const end = (): Buffer => (bytes ??= hash.digest());
  return {
    update: (piece) => void hash.update(piece),
    base64: () => end().toString('base64'),
    hex: () => end().toString('hex'),
  };
}

function fromWord(step: (piece: Buffer, value: number) => number): RunningDigest {
  let value = 0;
  const bytes = (): Buffer => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(value >>> 0);
    return out;
  };
  return {
    update: (piece) => {
      value = step(piece, value);
    },
    base64: () => bytes().toString('base64'),
    hex: () => bytes().toString('hex'),
  };
}

/** Castagnoli's polynomial, reflected. */
const CRC32C = table32(0x82f63b78);

function table32(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value >>> 0;
  });
}

function crc32c(piece: Buffer, before: number): number {
  let value = ~before;
  for (let i = 0; i < piece.length; i += 1) {
    value = (CRC32C[(value ^ (piece[i] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return ~value >>> 0;
}

/** CRC-64/NVME in two 32-bit halves: BigInt would be too slow for large objects. */
const CRC64 = table64(0x9a6c9329, 0xac4bc9b5);

function table64(high: number, low: number): { high: Uint32Array; low: Uint32Array } {
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let index = 0; index < 256; index += 1) {
    let [h, l] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = l & 1;
      l = (l >>> 1) | ((h & 1) << 31);
      h >>>= 1;
      if (carry) [h, l] = [h ^ high, l ^ low];
    }
    table.high[index] = h >>> 0;
    table.low[index] = l >>> 0;
  }
  return table;
}

function crc64nvme(): RunningDigest {
  let [h, l] = [0xffffffff, 0xffffffff];
  const bytes = (): Buffer => {
    const out = Buffer.alloc(8);
    out.writeUInt32BE(~h >>> 0, 0);
    out.writeUInt32BE(~l >>> 0, 4);
    return out;
  };
  return {
    update: (piece) => {
      for (let i = 0; i < piece.length; i += 1) {
        const index = (l ^ (piece[i] ?? 0)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (CRC64.low[index] ?? 0);
        h = (h >>> 8) ^ (CRC64.high[index] ?? 0);
      }
    },
    base64: () => bytes().toString('base64'),
    hex: () => bytes().toString('hex'),
  };
}
