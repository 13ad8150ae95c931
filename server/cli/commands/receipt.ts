import { verifyFile } from '../record-file.ts';

export const usage =
  'groundschool receipt verify <file> [--key PUBLIC_KEY] [--evidence <database>] [--format text|json]';

/** `groundschool receipt verify`: was it issued with this key, and is it unchanged? Works offline. */
export default async function run(args: readonly string[]): Promise<number> {
  return await verifyFile('receipt', args, usage);
}
