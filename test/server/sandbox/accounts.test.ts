import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../../../server/sandbox/account/accounts.ts';
import { lockData } from '../../../server/sandbox/account/data-lock.ts';
import { openDatabase } from '../../../server/sandbox/account/database.ts';
import { Journal } from '../../../server/sandbox/account/journal.ts';
import { secretBox } from '../../../server/secret-box.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-accounts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(dataDir: string | null = folder): { accounts: Accounts; journal: Journal; close: () => void } {
  const db = openDatabase(dataDir);
  const accounts = new Accounts(
    db,
    secretBox(dataDir === null ? null : join(dataDir, 'sandbox.key')),
    () => new Date('2026-11-25T12:00:00Z'),
  );
  return { accounts, journal: new Journal(db), close: () => db.close() };
}

const call = {
  at: '2026-11-25T12:00:00.000Z',
  who: 'learner',
  principal: 'arn:aws:iam::111122223333:user/learner',
  decision: null,
  service: 's3',
  operation: 'ListBuckets',
  region: 'us-east-1',
  parameters: {},
  status: 200,
  errorCode: null,
  source: 'engine',
  durationMs: 1,
  requestId: 'r',
} as const;

describe('accounts on disk', () => {
  it('are there again after a restart: keys, overlay state, root flags and journal', () => {
    const first = open();
    const made = first.accounts.create('ana', 'run-1');
    first.accounts.overlayState(made.account, 's3').set('policy/b', { Version: '2012-10-17' });
    first.accounts.setRootUser(made.account, { mfaEnabled: true });
    first.journal.append(made.account, call);
    first.close();

    const second = open();
    expect(second.accounts.credentials(made.account)).toEqual(made);
    expect(second.accounts.overlayState(made.account, 's3').get('policy/b')).toEqual({
      Version: '2012-10-17',
    });
    expect(second.accounts.rootUser(made.account)).toEqual({ mfaEnabled: true, accessKeysPresent: true });
    second.journal.append(made.account, call);
    second.journal.close();
    second.journal.append(made.account, call);
    expect(second.journal.read(made.account).map((entry) => entry.seq)).toEqual([1, 2]);
    second.close();
  });

  it('keep the keys of users, until the account ends', () => {
    const first = open();
    const { account } = first.accounts.create(null, 'run-1');
    first.accounts.userKeys.add(account, 'AKIAUSERSKEYUSERSKEY', 'AIDA1', 'the-secret-of-a-user');
    first.close();
    expect(
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name)).toString('latin1'))
        .join(),
    ).not.toContain('the-secret-of-a-user');
    const second = open();
    expect(second.accounts.key('AKIAUSERSKEYUSERSKEY')).toEqual({
      accessKeyId: 'AKIAUSERSKEYUSERSKEY',
      secret: 'the-secret-of-a-user',
      account,
      state: 'alive',
      holder: { type: 'user', userId: 'AIDA1', keyId: 'AKIAUSERSKEYUSERSKEY' },
      session: null,
    });
    second.accounts.setEnforced(account, false);
    const fresh = second.accounts.reset(account, 'run-1', false);
    expect(second.accounts.key('AKIAUSERSKEYUSERSKEY')).toBeUndefined();
    expect(second.accounts.isEnforced(fresh.account)).toBe(true);
    second.close();
    const third = open();
    expect(third.accounts.key('AKIAUSERSKEYUSERSKEY')).toBeUndefined();
    third.close();
  });

  it('keep no readable secret, under a key that only the owner can read', () => {
    const { accounts, close } = open();
    const made = accounts.create(null, 'run-1');
    close();
    expect(statSync(join(folder, 'sandbox.key')).mode & 0o777).toBe(0o600);
    const files = readdirSync(folder).filter((name) => name.startsWith('sandbox.sqlite'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const bytes = readFileSync(join(folder, name), 'latin1');
      expect(bytes).not.toContain(made.secretAccessKey);
      expect(bytes).not.toContain(made.readerSecretAccessKey);
    }
  });

  it('say so when the key file is not theirs', () => {
    const first = open();
    first.accounts.create(null, 'run-1');
    first.close();
    writeFileSync(join(folder, 'sandbox.key'), Buffer.alloc(32, 7));
    chmodSync(join(folder, 'sandbox.key'), 0o600);
    expect(() => open()).toThrow(expect.objectContaining({ code: 'SANDBOX_KEY_MISMATCH' }));
  });

  it('are refused when a newer version wrote them', () => {
    const db = openDatabase(folder);
    db.pragma('user_version = 99');
    db.close();
    expect(() => openDatabase(folder)).toThrow('version 99');
  });
});

describe('accounts', () => {
  it('are lost when they were made in another run of the engine', () => {
    const { accounts } = open(null);
    const old = accounts.create(null, 'run-1');
    const kept = accounts.create(null, 'run-2');
    accounts.overlayState(old.account, 's3').set('policy/b', {});
    expect(accounts.markLost('run-2')).toEqual([old.account]);
    expect([accounts.isAlive(old.account), accounts.isAlive(kept.account)]).toEqual([false, true]);
    expect(accounts.overlayState(old.account, 's3').keys('')).toEqual([]);
    expect(accounts.key(old.accessKeyId)?.state).toBe('lost');
    const fresh = accounts.reset(old.account, 'run-2', false);
    expect(accounts.key(old.accessKeyId)).toMatchObject({ account: fresh.account, state: 'alive' });
  });

  it('never share overlay state with callers or each other', () => {
    const { accounts } = open(null);
    const [a, b] = [accounts.create(null, 'r'), accounts.create(null, 'r')];
    const state = accounts.overlayState(a.account, 's3');
    const value = { rules: [1] };
    state.set('lifecycle/x', value);
    value.rules.push(2);
    state.get<{ rules: number[] }>('lifecycle/x')?.rules.push(3);
    expect(state.get('lifecycle/x')).toEqual({ rules: [1] });
    expect(accounts.overlayState(a.account, 'eks').get('lifecycle/x')).toBeUndefined();
    expect(accounts.overlayState(b.account, 's3').keys('')).toEqual([]);
    state.set('policy/y', 1);
    expect(state.keys('life')).toEqual(['lifecycle/x']);
    state.delete('lifecycle/x');
    expect(state.keys('')).toEqual(['policy/y']);
    expect(() => state.set('bad', undefined)).toThrow('not JSON');
  });

  it('never get an id twice', () => {
    const { accounts } = open(null);
    const ids = Array.from({ length: 300 }, () => accounts.create(null, 'r').account);
    expect(new Set(ids).size).toBe(300);
    expect(ids.every((id) => /^[1-9]\d{11}$/.test(id))).toBe(true);
  });
});

describe('the lock of a data folder', () => {
  it('keeps a second process out and outlives no killed one', () => {
    writeFileSync(join(folder, 'sandbox.pid'), `${process.ppid}\n`);
    expect(() => lockData(folder)).toThrow(expect.objectContaining({ code: 'SANDBOX_DATA_IN_USE' }));
    writeFileSync(join(folder, 'sandbox.pid'), '4194304999\n');
    const unlock = lockData(folder);
    expect(readFileSync(join(folder, 'sandbox.pid'), 'utf8')).toBe(`${process.pid}\n`);
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });
});
