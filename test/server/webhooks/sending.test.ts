import { statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  AuditReply,
  CreatedWebhookReply,
  DeliveriesReply,
  WebhooksReply,
} from '../../../server/contract/index.ts';
import { inTransaction } from '../../../server/store/index.ts';
import { tellWebhooks } from '../../../server/webhooks/outbox.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { startReceiver, verifies, type Receiver } from '../../helpers/server/receiver.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const URL = `/api/cohorts/${COHORT}/webhooks`;
const HOUR = 3_600_000;
let t: Classroom;
let clock: number;
let owner: Caller;
let student: Caller;
let receiver: Receiver;
beforeEach(async () => {
  clock = Date.parse('2026-11-20T08:00:00Z');
  t = await startClassroom({
    now: () => clock,
    env: { GROUNDSCHOOL_WEBHOOK_LOOPBACK: 'true' },
    webhooks: { lookMs: 10, timeoutMs: 300, random: () => 0.5 },
    requestsPerMinute: 100_000,
  });
  owner = await t.user('olive');
  student = await t.user('sam', { name: 'Sam Söder' });
  await t.enrol(owner, 'owner');
  await t.enrol(student, 'student');
  receiver = await startReceiver();
  await t.webhooks.start();
});
afterEach(async () => {
  await t.close();
  await receiver.close();
});

async function make(change: object = {}): Promise<CreatedWebhookReply> {
  const body = { url: receiver.url, events: ['run.ended', 'override.set'], withNames: false, ...change };
  const reply = await owner.call<CreatedWebhookReply>('POST', URL, body);
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body;
}
const happen = (type: 'run.ended' | 'override.set' | 'request.opened' = 'override.set') =>
  inTransaction(t.db, (tx) =>
    tellWebhooks(tx, { cohort: COHORT, type, learner: student.id, data: { points: 3 } }, clock),
  );
const deliveries = async (id: string) =>
  (await owner.call<DeliveriesReply>('GET', `${URL}/${id}/deliveries`)).body.deliveries;
const row = async () => (await owner.call<WebhooksReply>('GET', URL)).body.webhooks[0];
/** Waits for the newest delivery to have had so many tries. */
const tried = (id: string, tries: number) =>
  t.until(async () => {
    const [newest] = await deliveries(id);
    return newest && newest.status !== 'sending' && newest.tries.length >= tries ? newest : undefined;
  }, `${tries} tries`);

describe('what arrives', () => {
  test('is signed with the secret that was shown once, small, and without a name', async () => {
    const { secret, row: made } = await make();
    await happen();
    const { status, tries } = await tried(made.id, 1);
    expect([status, tries[0]?.status, tries[0]?.problem]).toEqual(['delivered', 204, null]);
    const [got] = receiver.received;
    if (!got) throw new Error('Nothing arrived.');
    expect(verifies(secret, got, clock)).toBe(true);
    expect(verifies(secret, { ...got, body: `${got.body} ` }, clock)).toBe(false);
    expect(verifies(secret, got, clock + 600_000)).toBe(false);
    expect(JSON.parse(got.body)).toEqual({
      type: 'override.set',
      timestamp: new Date(clock).toISOString(),
      data: { cohort: COHORT, learner: student.id, points: 3 },
    });
    expect(got.headers['content-type']).toBe('application/json');
    expect(got.headers['user-agent']).toMatch(/^Groundschool\//);
  });

  test('has the name where that was chosen, and only the events that were chosen', async () => {
    const { row: made } = await make({ withNames: true });
    await happen('request.opened');
    await happen();
    await tried(made.id, 1);
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toEqual([
      { cohort: COHORT, learner: student.id, name: 'Sam Söder', studentNumber: null, points: 3 },
    ]);
  });

  test('nothing where the change was taken back', async () => {
    const { row: made } = await make();
    await expect(
      inTransaction(t.db, async (tx) => {
        const happening = { cohort: COHORT, type: 'override.set' as const, learner: null, data: {} };
        await tellWebhooks(tx, happening, clock);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect(await deliveries(made.id)).toEqual([]);
  });
});

describe('the secret', () => {
  test('is sealed in the database with a key that only the owner of the folder reads', async () => {
    const { secret } = await make();
    const stored = JSON.stringify(await t.db.selectFrom('webhooks').selectAll().execute());
    const audited = JSON.stringify(await t.db.selectFrom('audit').selectAll().execute());
    const list = (await owner.call('GET', URL)).text;
    for (const text of [stored, audited, list]) expect(text).not.toContain(secret.slice(6));
    const key = join(t.folder, 'webhooks.key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(stored).not.toContain(readFileSync(key).toString('base64'));
  });
});

describe('a receiver that does not take it', () => {
  test('is tried again later and later, with the same id and a signature of that time', async () => {
    const { secret, row: made } = await make();
    receiver.answer = (response) => response.writeHead(500).end('no');
    await happen();
    const first = await tried(made.id, 1);
    expect(first).toMatchObject({ status: 'waiting', nextAt: new Date(clock + 5_000).toISOString() });
    clock += 4_000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(receiver.received).toHaveLength(1);
    clock += 1_000;
    expect(await tried(made.id, 2)).toMatchObject({ nextAt: new Date(clock + 20_000).toISOString() });
    receiver.answer = (response) => response.writeHead(200).end();
    clock += 20_000;
    expect(await tried(made.id, 3)).toMatchObject({ status: 'delivered', nextAt: null });
    const [one, two, three] = receiver.received;
    expect(new Set([one, two, three].map((got) => got?.headers['webhook-id'])).size).toBe(1);
    expect(three && verifies(secret, three, clock)).toBe(true);
    expect(three?.headers['webhook-signature']).not.toBe(one?.headers['webhook-signature']);
    expect(three?.body).toBe(one?.body);
  });

  test('hangs: the try ends when its time is up, and others are not held up', async () => {
    const { row: made } = await make();
    receiver.answer = () => undefined;
    await happen();
    await happen();
    const other = await startReceiver();
    const { row: second } = await make({ url: other.url, events: ['run.ended'] });
    await happen('run.ended');
    await tried(second.id, 1);
    expect(other.received).toHaveLength(1);
    const { tries } = await tried(made.id, 1);
    expect(tries[0]).toMatchObject({ status: null, problem: expect.stringContaining('within 300 ms') });
    expect(tries[0]?.durationMs).toBeGreaterThanOrEqual(290);
    await other.close();
  });

  test('redirects: that is not followed', async () => {
    const target = await startReceiver();
    const { row: made } = await make();
    receiver.answer = (response) => response.writeHead(307, { location: target.url }).end();
    await happen();
    const { tries } = await tried(made.id, 1);
    expect(tries[0]).toMatchObject({ status: 307, problem: expect.stringContaining('redirect') });
    expect(target.received).toEqual([]);
    await target.close();
  });

  test('drips a reply without end: it is taken by its status, and the connection closed', async () => {
    const { row: made } = await make();
    let closed = false;
    receiver.answer = (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'.repeat(1_000)), 5);
      response.on('close', () => {
        closed = true;
        clearInterval(drip);
      });
    };
    await happen();
    expect(await tried(made.id, 1)).toMatchObject({ status: 'delivered' });
    await t.until(async () => closed, 'the connection to close');
  });

  test('is not there: after a day it is given up, the webhook is disabled and says so; what is sent again arrives', async () => {
    const { row: made } = await make();
    const { url } = receiver;
    await receiver.close();
    await happen();
    for (let tries = 1; tries <= 11; tries += 1) {
      await tried(made.id, tries);
      clock += 7 * HOUR;
    }
    expect((await deliveries(made.id))[0]).toMatchObject({ status: 'dead', nextAt: null });
    expect(await row()).toMatchObject({
      status: 'disabled',
      problem: expect.stringContaining('ECONNREFUSED'),
      dead: 1,
    });
    const { body: audit } = await t.local.call<AuditReply>('GET', '/api/audit');
    expect(audit.entries.map(({ action }) => action)).toContain('webhook.disabled');
    // Nobody's login lives that long.
    owner = t.local;
    await happen();
    expect(await deliveries(made.id)).toHaveLength(1);

    receiver = await startReceiver(Number(new globalThis.URL(url).port));
    expect((await owner.call('PUT', `${URL}/${made.id}`, { active: true })).status).toBe(200);
    const [dead] = await deliveries(made.id);
    const again = await owner.call('POST', `${URL}/${made.id}/deliveries/${dead?.id}/again`);
    expect(again.status).toBe(200);
    const arrived = await tried(made.id, 12);
    expect(arrived.status).toBe('delivered');
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([dead?.id]);
    expect(await row()).toMatchObject({ status: 'active', problem: null, dead: 0 });
  });

  test('says that it is gone: it is asked no more', async () => {
    const { row: made } = await make();
    receiver.answer = (response) => response.writeHead(410).end();
    await happen();
    expect(await tried(made.id, 1)).toMatchObject({ status: 'dead' });
    expect(await row()).toMatchObject({ status: 'disabled' });
  });
});

describe('what cannot be', () => {
  test.each([
    [
      'POST',
      '',
      { url: 'http://hooks.example/', events: ['run.ended'], withNames: false },
      'WEBHOOK_URL_REFUSED',
    ],
    [
      'POST',
      '',
      { url: 'https://10.0.0.1/', events: ['run.ended'], withNames: false },
      'WEBHOOK_URL_REFUSED',
    ],
    ['PUT', '/nosuchid12345678', { active: true }, 'WEBHOOK_NOT_FOUND'],
    ['POST', '/nosuchid12345678/test', undefined, 'WEBHOOK_NOT_FOUND'],
    ['DELETE', '/nosuchid12345678', undefined, 'WEBHOOK_NOT_FOUND'],
  ] as const)('%s %s %j: %s', async (method, path, body, code) => {
    expect((await owner.call(method, `${URL}${path}`, body)).code).toBe(code);
  });

  test('another cohort’s webhook, an unknown delivery, one that waits, an eleventh webhook', async () => {
    const { row: made } = await make();
    await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
    const foreign = await t.local.call('DELETE', `/api/cohorts/other-class/webhooks/${made.id}`);
    expect(foreign.code).toBe('WEBHOOK_NOT_FOUND');
    const again = (id: string) => owner.call('POST', `${URL}/${made.id}/deliveries/${id}/again`);
    expect((await again('nosuchid12345678')).code).toBe('DELIVERY_NOT_FOUND');
    receiver.answer = (response) => response.writeHead(500).end();
    await happen();
    const { id } = await tried(made.id, 1);
    expect((await again(id)).code).toBe('DELIVERY_NOT_ENDED');
    for (let index = 1; index < 10; index += 1) await make();
    expect(
      await owner.call('POST', URL, { url: receiver.url, events: ['run.ended'], withNames: false }),
    ).toMatchObject({
      status: 409,
      code: 'WEBHOOK_LIMIT',
    });
  });
});

test('a test event goes out whatever the webhook is for; one that is paused sends nothing; one that is removed leaves nothing', async () => {
  const { row: made } = await make({ events: ['run.ended'] });
  expect((await owner.call('POST', `${URL}/${made.id}/test`)).status).toBe(200);
  expect(await tried(made.id, 1)).toMatchObject({ event: 'webhook.test', status: 'delivered' });
  await owner.call('PUT', `${URL}/${made.id}`, { active: false });
  await happen('run.ended');
  expect(await deliveries(made.id)).toHaveLength(1);
  expect((await owner.call('DELETE', `${URL}/${made.id}`)).status).toBe(200);
  expect(await t.db.selectFrom('webhook_deliveries').select('id').execute()).toEqual([]);
  expect(await t.db.selectFrom('webhook_tries').select('delivery').execute()).toEqual([]);
});
