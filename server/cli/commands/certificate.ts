import { verifyFile } from '../record-file.ts';

export const usage =
  'groundschool certificate verify <file> [--key PUBLIC_KEY] [--evidence <database>] [--name NAME] [--format text|json]';

/** `groundschool certificate verify`: was it issued with this key, and is it unchanged? Works offline. */
export default async function run(args: readonly string[]): Promise<number> {
  return await verifyFile('certificate', args, usage);
}
