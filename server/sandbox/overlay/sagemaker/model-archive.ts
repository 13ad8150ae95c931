import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * The `model.tar.gz` that a training job leaves: one file `model.pth`, since clients unpack the archive to add scripts to it.
 * Its bytes are no weights, and the same for the same job.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-training.html, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar)
 */
export function modelArchive(job: string): Buffer {
  const content = Buffer.from(`Weights of ${job}, for the sandbox only.\n`);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return gzipSync(
    Buffer.concat([header('model.pth', content.length), content, padding, Buffer.alloc(2 * BLOCK)]),
  );
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  const fields: [offset: number, text: string][] = [
    [0, name],
    [100, octal(0o644, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(0, 12)],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\x0000'],
  ];
  for (const [offset, text] of fields) block.write(text, offset, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
