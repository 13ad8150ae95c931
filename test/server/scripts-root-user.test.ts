/** The one step that is no API call: what the console does to the root user. */
import { describe, expect, test } from 'vitest';
import { sandboxTarget } from '../../server/proof/sandbox-target.ts';
import {
  parseScript,
  renderApi,
  renderBoto3,
  renderCli,
  runScript,
  ScriptError,
  type RootUserChange,
  type ScriptTarget,
} from '../../server/scripts/index.ts';

const parse = (text: string) => parseScript('labs/toy/solution.yaml', text);
const both = parse('- root-user: { assignMfa: true, deleteKeys: true }\n  step: lock-root\n');
const target: ScriptTarget = {
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  account: '111122223333',
  credentials: undefined,
};
const run = (script: typeof both, to: ScriptTarget) =>
  runScript(script, { scripts: new Map(), labFolder: '.', variables: {}, target: to });

describe('root-user', () => {
  test('is parsed with its two flags', () => {
    expect(both.add[0]).toMatchObject({
      kind: 'root-user',
      assignMfa: true,
      deleteKeys: true,
      step: 'lock-root',
    });
    expect(parse('- root-user: { deleteKeys: true }').add[0]).toMatchObject({ assignMfa: false });
  });

  test.each([
    ['nothing to do', '{}'],
    ['both flags off', '{ assignMfa: false }'],
    ['a flag that is none', '{ assignMfa: yes please }'],
    ['another member', '{ assignMfa: true, password: gone }'],
  ])('refused: %s', (_name, fields) => {
    expect(() => parse(`- root-user: ${fields}`)).toThrow(ScriptError);
    expect(() => parse(`- root-user: ${fields}`)).toThrow(/assignMfa: true, deleteKeys: true, or both/);
  });

  test('reaches the target that offers it', async () => {
    const seen: RootUserChange[] = [];
    const result = await run(both, { ...target, rootUser: (change) => void seen.push(change) });
    expect(seen).toEqual([{ assignMfa: true, deleteKeys: true }]);
    expect(result).toMatchObject({ calls: 0, leftOut: [] });
  });

  test('is left out elsewhere, and the result says so', async () => {
    expect((await run(both, target)).leftOut).toEqual(['root-user']);
  });

  test('changes one flag at a time in the sandbox', async () => {
    const changes: unknown[] = [];
    const account = {
      account: '111122223333',
      accessKeyId: 'a',
      secretAccessKey: 'b',
      readerAccessKeyId: 'c',
      readerSecretAccessKey: 'd',
    };
    const sandbox = {
      endpoint: target.endpoint ?? '',
      setRootUser: (_account: string, change: object) => {
        changes.push(change);
        return { mfaEnabled: true, accessKeysPresent: true };
      },
    };
    const to = sandboxTarget(sandbox, account, 'us-east-1');
    await run(parse('- root-user: { assignMfa: true }'), to);
    await run(parse('- root-user: { deleteKeys: true }'), to);
    expect(changes).toEqual([{ mfaEnabled: true }, { accessKeysPresent: false }]);
  });

  test('is the same command in bash and in Python, and itself as API calls', async () => {
    const options = { variables: { region: 'us-east-1' }, labFolder: '.' };
    expect(await renderCli(both.add, options)).toContain(
      '\nnpx groundschool sandbox root --assign-mfa --delete-keys\n',
    );
    const python = await renderBoto3(both.add, options);
    expect(python).toContain('import subprocess\n');
    expect(python).toContain(
      'subprocess.run(["npx", "groundschool", "sandbox", "root", "--assign-mfa", "--delete-keys"], check=True)',
    );
    const api: unknown = JSON.parse(renderApi(both.add, options));
    expect(api).toEqual([{ 'root-user': { assignMfa: true, deleteKeys: true }, step: 'lock-root' }]);
  });
});
