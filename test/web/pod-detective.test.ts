// The detective's model: who runs where, what an event does, and the sheet of one pod, over the fixture of the pages.
import { describe, expect, test } from 'vitest';
import { NOTHING, play, survivalOf } from '../../web/pages/pod-detective/events.ts';
import { readingsOf, stageOf, type Reading, type Stage } from '../../web/pages/pod-detective/model.ts';
import { sceneOf } from '../../web/pages/pod-detective/scene.ts';
import { findingOf, sheetOf } from '../../web/pages/pod-detective/sheet.ts';
import { BATCH, fileOf, podsReply, SERVING } from '../helpers/web/pods-fixture.ts';

function read(text: string, change: (reply: ReturnType<typeof podsReply>) => void = () => {}): Reading {
  const reply = podsReply();
  reply.files = [fileOf('serving-manifest', 'file.yaml', text)];
  change(reply);
  const [reading] = readingsOf(reply);
  if (!reading) throw new Error('no file');
  return reading;
}
const places = ({ runs }: Stage) => runs.map(({ name, node, fate }) => [name, node?.name ?? 'waits', fate]);
const sheet = (reading: Reading, stage: Stage, index = 0) => {
  const run = stage.runs[index];
  const found = run && sheetOf(reading, stage, run);
  if (!found) throw new Error('no sheet');
  return found;
};

describe('who runs where', () => {
  test('replicas go over zones and nodes; what is on a node is counted', () => {
    const reading = read(SERVING);
    const stage = stageOf(reading, 'desired');
    expect(places(stage)).toEqual([
      ['model-server 1', 'cpu-1', 'same'],
      ['model-server 2', 'cpu-2', 'same'],
      ['model-server 3', 'cpu-3', 'same'],
    ]);
    const { zones, waiting, dormant } = sceneOf(reading, stage, null);
    expect(zones.map(({ name, nodes }) => [name, nodes.map((node) => node.name)])).toEqual([
      ['us-east-1a', ['cpu-1', 'cpu-3', 'gpu-1']],
      ['us-east-1b', ['cpu-2']],
    ]);
    expect(zones[0]?.nodes[0]?.meters.map(({ words }) => words)).toEqual(['0.8 of 1.8 CPU', '2 of 6.4 GiB']);
    expect([waiting, dormant.map(({ name }) => name)]).toEqual([[], ['gpu-spot']]);
  });

  test('as many nodes as the groups may have wake the group that wants none', () => {
    const stage = stageOf(read(BATCH), 'max');
    expect(stage.runs[0]?.node?.name).toBe('gpu-spot-1');
    expect(stage.dormant).toEqual([]);
  });

  test('a DaemonSet has a pod on each node that takes it', () => {
    const daemon = SERVING.split('---')[0]
      ?.replace('kind: Deployment', 'kind: DaemonSet')
      .replace('  replicas: 3\n', '');
    const stage = stageOf(read(daemon ?? ''), 'desired');
    expect(stage.runs.map(({ node }) => node?.group)).toEqual(['cpu', 'cpu', 'cpu']);
  });

  test('of thousands of replicas some are drawn, and it is said', () => {
    const stage = stageOf(read(SERVING.replace('replicas: 3', 'replicas: 5000')), 'desired');
    expect([stage.runs.length, stage.cut]).toEqual([120, true]);
  });
});

describe('the sheet', () => {
  test('every constraint, whether it holds or not, with its line', () => {
    const reading = read(BATCH, ({ groups }) => groups.pop());
    const stage = stageOf(reading, 'desired');
    const { columns, rows } = sheet(reading, stage);
    expect(columns.map(({ names, verdict, count }) => [names, verdict, count])).toEqual([
      [['cpu-1', 'cpu-3'], 'refuses', 3],
      [['cpu-2'], 'refuses', 3],
      [['gpu-1'], 'refuses', 2],
    ]);
    expect(rows.map(({ asked, where, cells }) => [asked, where, cells.map(({ ok }) => ok)])).toEqual([
      ['accelerator=nvidia-gpu', 'file.yaml:16', [false, false, false]],
      ['gpu=true:NoSchedule', 'file.yaml:17', [true, true, false]],
      ['2 CPU', 'file.yaml:27', [false, false, true]],
      ['8 GiB', 'file.yaml:28', [false, false, true]],
    ]);
    const found = findingOf(sheet(reading, stage));
    expect([found?.nearest, found?.asleep, found?.lines.map((line) => line.found)]).toEqual([
      'gpu-1',
      false,
      ['no label accelerator', 'nvidia.com/gpu=present:NoSchedule'],
    ]);
  });

  test('a group that sleeps would take it, and the toleration that was meant is named by its line', () => {
    const reading = read(BATCH.replace("value: 'true'", "value: 'yes'"));
    const stage = stageOf(reading, 'desired');
    const { columns, rows } = sheet(reading, stage);
    expect(columns.at(-1)).toMatchObject({ dormant: true, verdict: 'refuses', count: 1 });
    expect(rows[1]).toMatchObject({
      field: 'tolerations[0]',
      where: 'file.yaml:18',
      asked: 'gpu=yes:NoSchedule',
    });
    const right = read(BATCH);
    expect(findingOf(sheet(right, stageOf(right, 'desired')))).toMatchObject({
      asleep: true,
      group: 'gpu-spot',
    });
  });

  test('what is not written down is said so; spread and repulsion are rows of their own', () => {
    const anti = SERVING.replace(
      '      containers:',
      `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: { matchLabels: { app: model-server } }
      containers:`,
    );
    const reading = read(anti.replace('replicas: 3', 'replicas: 4'));
    const stage = stageOf(reading, 'desired');
    expect(stage.runs.map(({ node }) => node?.name ?? 'waits')).toEqual(['cpu-1', 'cpu-2', 'cpu-3', 'waits']);
    const { rows } = sheet(reading, stage, 3);
    expect(rows.map(({ asked, written }) => [asked, written])).toEqual([
      ['no toleration', false],
      ['2 GiB', true],
      ['0.8 CPU', true],
      ['skew of at most 1 over topology.kubernetes.io/zone', true],
      ['no such pod in the same kubernetes.io/hostname', true],
    ]);
    // No other pod's machine has room for it; those with GPUs would have.
    expect(rows[4]?.cells.map(({ ok }) => ok)).toEqual([false, false, false, true, true]);
  });
});

describe('events', () => {
  const reading = read(SERVING);
  const stage = stageOf(reading, 'desired');
  const outcome = (from: Reading, event: Parameters<typeof play>[2]) => {
    const played = play(from, stageOf(from, 'desired'), event);
    return { ...played, said: played.outcomes.map(({ tone, text }) => `${tone}: ${text}`) };
  };

  test('nothing happens', () => expect(play(reading, stage, NOTHING)).toEqual({ stage, outcomes: [] }));

  test('a zone down: the rest answers, the lost start again where there is room', () => {
    const { said, stage: after } = outcome(reading, { kind: 'zone', zone: 'us-east-1a' });
    expect(said).toEqual([
      'pass: Deployment/model-server goes on with 1 of 3 pods. 1 pod of it can start nowhere until the zone is back.',
    ]);
    expect(places(after)).toEqual([
      ['model-server 1', 'cpu-2', 'moved'],
      ['model-server 2', 'cpu-2', 'same'],
      ['model-server 3', 'waits', 'same'],
    ]);
    expect(sheet(reading, after, 2).columns.map(({ names }) => names[0])).toEqual(['cpu-2', 'gpu-spot-1']);
  });

  test('all in the zone that is lost: nobody answers', () => {
    const one = read(SERVING.replace('replicas: 3', 'replicas: 1'));
    expect(outcome(one, { kind: 'zone', zone: 'us-east-1a' }).said).toEqual([
      'fail: Deployment/model-server answers nobody: its one pod was in us-east-1a. Its 1 lost pod can start again in the zones that are left.',
    ]);
    expect(outcome(one, { kind: 'zone', zone: 'us-east-1b' }).said).toEqual([
      'pass: Deployment/model-server has nothing in us-east-1b.',
    ]);
  });

  test('a drain: as the budget allows, refused, all at once, two budgets', () => {
    const drain = { kind: 'drain', node: 'cpu-1' } as const;
    expect(outcome(reading, drain).said).toEqual([
      'pass: 1 pod of Deployment/model-server leaves cpu-1 as its budget allows.',
    ]);
    const whole = outcome(read(SERVING.replace('minAvailable: 2', 'minAvailable: 100%')), drain);
    expect(whole.said).toEqual([
      'fail: The drain does not end: Deployment/model-server may not lose a pod, for budget model-server keeps 3 of 3.',
    ]);
    expect(whole.stage.runs[0]).toMatchObject({ fate: 'stays', node: { name: 'cpu-1' } });
    const [deployment = '', budget = ''] = SERVING.split('---\n');
    expect(outcome(read(deployment), drain).said[0]).toMatch(
      /^pass: .* at once, for no budget holds them\.$/,
    );
    expect(outcome(read(deployment.replace('replicas: 3', 'replicas: 1')), drain).said[0]).toMatch(/^fail: /);
    const twice = [deployment, budget, budget.replace('name: model-server', 'name: other')].join('---\n');
    expect(outcome(read(twice), drain).said[0]).toContain('model-server and other select the same pods');
    expect(outcome(reading, { kind: 'drain', node: 'gpu-1' }).said).toEqual([
      'pass: No pod has to leave gpu-1.',
    ]);
  });

  test('a drain whose pods find no other node', () => {
    const large = read(
      SERVING.replace('cpu: 800m', 'cpu: 1500m').replace('minAvailable: 2', 'minAvailable: 1'),
    );
    expect(outcome(large, { kind: 'drain', node: 'cpu-1' }).said).toEqual([
      'fail: 1 pod of Deployment/model-server leaves cpu-1 as its budget allows, and it waits: no other node has a place.',
    ]);
  });

  test('an update: its first step, one that is stuck, one that answers nobody', () => {
    const update = { kind: 'update', workload: 0 } as const;
    const fine = outcome(reading, update);
    expect(fine.said[0]).toMatch(
      /^pass: During the update of Deployment\/model-server at least 3 of 3 pods answer/,
    );
    expect(fine.stage.runs.at(-1)).toMatchObject({
      name: 'model-server 4',
      fate: 'new',
      node: { name: 'cpu-2' },
    });
    const full = read(SERVING.replace('cpu: 800m', 'cpu: 1500m'));
    expect(outcome(full, update).said[0]).toMatch(/^fail: The update .* never ends/);
    expect(outcome(full, update).stage.runs.at(-1)?.node).toBeNull();
    const recreate = read(SERVING.replace('  replicas: 3', '  replicas: 3\n  strategy: { type: Recreate }'));
    const gone = outcome(recreate, update);
    expect(gone.said[0]).toMatch(/^fail: During the update .* nobody may answer/);
    expect(gone.stage.runs.map(({ fate }) => fate)).toEqual(['goes', 'goes', 'goes']);
    const one = read(
      SERVING.replace('cpu: 800m', 'cpu: 1500m').replace(
        '  replicas: 3',
        '  replicas: 3\n  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }',
      ),
    );
    expect(outcome(one, update).said).toEqual([
      expect.stringMatching(/^pass: .* at least 2 of 3 pods answer/),
      'info: 1 new pod finds no room yet: the update goes on only as old pods leave.',
    ]);
  });

  test('what it survives, in a row', () => {
    expect(survivalOf(reading, stage)).toEqual([
      {
        name: 'Deployment/model-server',
        replicas: 3,
        running: 3,
        ends: false,
        zones: [
          { zone: 'us-east-1a', left: 1 },
          { zone: 'us-east-1b', left: 2 },
        ],
        drain: '1 at a time, 2 stay',
        update: 'at least 3 answer',
      },
    ]);
    const batch = read(BATCH);
    expect(survivalOf(batch, stageOf(batch, 'desired'))).toMatchObject([
      { ends: true, running: 0, drain: 'no budget: all at once', update: '–' },
    ]);
  });
});
