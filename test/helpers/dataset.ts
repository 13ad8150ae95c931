/**
 * The forty recordings that the S3 lab hands out: tiny WAV files of distinct sizes with a chirp in each. Integer arithmetic
 * only, so that every machine makes the same bytes. `test/labs/dataset.test.ts` holds the files on disk to this.
 */
const SITES = ['coldstream-bank', 'fenwick-moss', 'gallow-hill', 'harrow-ridge'] as const;
const SPECIES = [
  'chiffchaff',
  'curlew',
  'dunnock',
  'lapwing',
  'nightjar',
  'redstart',
  'skylark',
  'snipe',
  'whinchat',
  'wren',
] as const;

/** One mono, 8-bit, 8 kHz WAV file: a triangle wave whose period falls and rises like a call. */
function wav(samples: number, seed: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  const body = Buffer.alloc(samples);
  let phase = 0;
  for (let i = 0; i < samples; i += 1) {
    const period = 8 + ((seed * 7 + (i >> 6)) % 17);
    phase = (phase + 1) % (2 * period);
    const height = phase < period ? phase : 2 * period - phase;
    body[i] = 128 + Math.trunc((height * 160) / period) - 80;
  }
  return Buffer.concat([header, body]);
}

/** Path below `files/dataset` → content. */
export function datasetFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let number = 0;
  for (const site of SITES) {
    for (const species of SPECIES) {
      number += 1;
      files.set(`${site}/${species}.wav`, wav(900 + number * 53 + ((number * number) % 37), number));
    }
  }
  return files;
}

/** `manifest.json`: the key each file has in the bucket, its size in bytes, and where it lies beside the manifest. */
export function datasetManifest(): { key: string; size: number; file: string }[] {
  return [...datasetFiles()].map(([file, content]) => ({
    key: `datasets/${file}`,
    size: content.length,
    file,
  }));
}
