// The pure parts of the pages, without a browser.
import { describe, expect, test } from 'vitest';
import { failureAt } from '../../graders/semantics/deployment/index.ts';
import { formatBytes, formatDate, formatDollars, formatSpan, plural } from '../../web/format.ts';
import { readNumber, readTags } from '../../web/elements/read-input.ts';
import { match } from '../../web/router.ts';
import { changeDays, readingOf, rowOf, settingOf } from '../../web/pages/time-machine/model.ts';
import { wiresOf } from '../../web/elements/identity-wires.ts';
import { layoutOf } from '../../web/elements/spot-chart-layout.ts';
import * as deploy from '../../web/pages/deployment/model.ts';
import {
  countsOf,
  factsOf,
  firstWrong,
  graphsOf,
  linkAt,
  requestsOf,
} from '../../web/pages/identities/model.ts';
import * as spot from '../../web/pages/spot-prices/model.ts';
import { choiceNote, groupNotes, instanceNotes, reignNote } from '../../web/pages/spot-prices/words.ts';
import { partsOf, passedOf } from '../../web/pages/system-map/model.ts';
import { systemFixture } from '../helpers/web/system-fixture.ts';
import * as bill from '../../web/pages/bill/model.ts';
import { billReply } from '../helpers/web/bill-fixture.ts';
import { moved, nothingMoved, otherReason } from '../../web/gallery/feedback-samples.ts';
import { results } from '../../web/gallery/samples.ts';
import { changeSentence } from '../../web/pages/lab/change-words.ts';
import { nextTask } from '../../web/pages/lab/next-task.ts';
import { labReply, labSessionReply, lifecycleReply } from '../helpers/web/fixtures.ts';
import { deploymentReply } from '../helpers/web/deployment-fixture.ts';
import { identitiesReply } from '../helpers/web/identities-fixture.ts';
import { spotPricesReply } from '../helpers/web/spot-fixture.ts';

describe('router', () => {
  test.each([
    ['/', 'course', {}],
    ['/course/coverage', 'coverage', {}],
    ['/glossary', 'glossary', {}],
    ['/lessons/s3', 'lesson', { part: 's3' }],
    ['/labs/s3-lifecycle', 'lab', { lab: 's3-lifecycle' }],
    ['/labs/s3-lifecycle/tiering', 'lab', { lab: 's3-lifecycle', task: 'tiering' }],
    ['/labs/s3-lifecycle/time-machine', 'time-machine', { lab: 's3-lifecycle' }],
    ['/labs/iam-foundations/decision-matrix', 'decision-matrix', { lab: 'iam-foundations' }],
    ['/labs/ec2-gpu-spot/spot-prices', 'spot-prices', { lab: 'ec2-gpu-spot' }],
    ['/labs/sagemaker-train-deploy/deployment', 'deployment', { lab: 'sagemaker-train-deploy' }],
    ['/labs/sagemaker-train-deploy/identities', 'identities', { lab: 'sagemaker-train-deploy' }],
    ['/labs/s3-lifecycle/bill', 'bill', { lab: 's3-lifecycle' }],
    ['/labs/eks-serving/pod-detective', 'pod-detective', { lab: 'eks-serving' }],
    ['/labs/capstone-ml-system/system-map', 'system-map', { lab: 'capstone-ml-system' }],
    ['/labs/vpc-two-az/vpc-map', 'vpc-map', { lab: 'vpc-two-az' }],
    ['/quizzes/s3/', 'quiz', { part: 's3' }],
    ['/lessons/S3', 'not-found', {}],
    ['/lessons/s3/more', 'not-found', {}],
  ])('%s is the %s page', (path, name, params) => {
    const found = match(path);
    expect(found.route.name).toBe(name);
    expect(found.params).toEqual(params);
  });
});

describe('what people type', () => {
  test.each([
    ['8.19', 8.19],
    [' $8,19 ', 8.19],
    ['1,234', 1234],
    ['1,234.5', 1234.5],
    ['-3', -3],
    ['.5', 0.5],
    ['8 %', 8],
    ['eight', null],
    ['1.2.3', null],
    ['', null],
  ])('the number %j', (text, value) => expect(readNumber(text)).toBe(value));

  test.each([
    ['retention=scratch, team = audio', { retention: 'scratch', team: 'audio' }],
    ['a=b=c', { a: 'b=c' }],
    ['', {}],
    ['retention', null],
  ])('the tags %j', (text, tags) => expect(readTags(text)).toEqual(tags));
});

describe('formats', () => {
  test('money under a cent keeps its digits', () => {
    expect([0, 0.00043, 12.5, 1234].map(formatDollars)).toEqual(['$0.00', '$0.00043', '$12.50', '$1,234.00']);
  });
  test('dates as far as they are known', () => {
    expect(['2026-08', '2026-08-14', 'soon'].map(formatDate)).toEqual([
      'August 2026',
      'August 14, 2026',
      'soon',
    ]);
  });
  test('sizes and counts', () => {
    expect([0, 1023, 51_200, 5 * 1024 ** 2].map(formatBytes)).toEqual([
      '0 bytes',
      '1,023 bytes',
      '50 KiB',
      '5 MiB',
    ]);
    expect([plural(1, 'call'), plural(2, 'call')]).toEqual(['1 call', '2 calls']);
  });
});

describe('time machine', () => {
  const reply = lifecycleReply();
  const bucket = reply.buckets[0];
  if (!bucket) throw new Error('the fixture has no bucket');
  const setting = settingOf(bucket, reply.today);
  const rows = bucket.probes.map((probe) => rowOf(probe, setting));
  const [model, tiny, , scratch] = rows;
  if (!model || !tiny || !scratch) throw new Error('the fixture lost its probes');

  test('draws the classes where the rules put the object', () => {
    expect(model.segments.map(({ from, to, state }) => [from, to, state])).toEqual([
      [0, 30, 'STANDARD'],
      [30, 90, 'STANDARD_IA'],
      [90, null, 'GLACIER'],
    ]);
    expect(tiny.segments.map(({ state }) => state)).toEqual(['STANDARD']);
  });

  test('marks what the task expects, also after the last day drawn', () => {
    expect(model.marks.map(({ day, ok }) => [day, ok])).toEqual([
      [29, true],
      [31, true],
      [91, false],
      [2000, false],
    ]);
  });

  test('names the rule that decided and why others did not', () => {
    expect(readingOf(model, setting, 29).decidedBy).toBeNull();
    const at = readingOf(model, setting, 91);
    expect(at.state).toBe('GLACIER');
    expect(at.decidedBy).toContain('rule "models"');
    expect(at.others.map(({ text }) => text).join('\n')).toContain('rule "old" is Disabled');
    expect(at.usdSoFar).toBeGreaterThan(at.usdPerMonth);
  });

  test('a delete marker hides an object of a versioned bucket, and its bytes go later', () => {
    expect(readingOf(scratch, setting, 20)).toMatchObject({ state: 'expired', hidden: true });
    expect(readingOf(scratch, setting, 20).usdPerMonth).toBeGreaterThan(0);
    expect(readingOf(scratch, setting, 60).usdPerMonth).toBe(0);
    expect(scratch.segments.map(({ from, state, hidden }) => [from, state, hidden])).toEqual([
      [0, 'STANDARD', false],
      [14, 'STANDARD', true],
      [44, 'expired', false],
    ]);
  });

  test('jumps go to every day on which something happens', () => {
    expect(changeDays(rows)).toEqual([14, 30, 44, 60, 90]);
  });
});

describe('deployment', () => {
  const reply = deploymentReply();
  const [own, atOnce, canary, linear, rolling] = deploy.waysOf(reply);
  if (!own || !atOnce || !canary || !linear || !rolling) throw new Error('a way is missing');
  const saysAt = (way: deploy.Way, at: number, notice: number | null, from = reply) => {
    const plan = deploy.planFor(from, way);
    return deploy.wordsOf(plan, at, failureAt(plan, at, notice));
  };

  test('the learner’s own update comes first, and the ways to compare it with', () => {
    expect([own, atOnce, canary, linear, rolling].map((way) => deploy.planFor(reply, way).strategy)).toEqual([
      'canary',
      'all-at-once',
      'canary',
      'linear',
      'rolling',
    ]);
    expect(deploy.planWords(deploy.planFor(reply, own))).toMatch(
      /^50% of the traffic goes first, then the rest; 19 min in all/,
    );
    const never = { ...reply, settings: null };
    expect(deploy.waysOf(never)[0]?.label).toBe('Without settings');
  });

  test('only alarms that count are fast', () => {
    expect(deploy.noticeOf(reply)).toBe(60);
    expect(deploy.noticeOf({ ...reply, alarms: reply.alarms.slice(1) })).toBeNull();
  });

  test('fleets: of all variants; two where there is none', () => {
    expect(deploy.instancesOf(reply)).toBe(2);
    expect(deploy.instancesOf({ ...reply, variants: [] })).toBe(2);
    const [main] = reply.variants;
    if (!main) throw new Error('no variant');
    expect(deploy.instancesOf({ ...reply, variants: [main, { ...main, desired: null, current: 4 }] })).toBe(
      6,
    );
  });

  test('a failure in words, at each moment', () => {
    expect(saysAt(own, 0, 60)).toMatchObject({ tone: 'info', title: 'Nobody meets it' });
    expect(saysAt(own, 240, 60)).toMatchObject({ tone: 'pass', title: 'Turned back after 1 min' });
    expect(saysAt(own, 240, 60).text[0]).toBe(
      'At worst 50% of the requests fail; together as many as all requests of 30 s.',
    );
    expect(saysAt(own, 900, 60)).toMatchObject({ tone: 'fail', title: 'The alarm comes too late' });
    expect(saysAt(own, 900, 60).text[0]).toMatch(/^AWS follows the alarms while traffic is baked/);
    expect(saysAt(own, 600, 600).text[0]).toMatch(
      /^The alarm goes off 10 min later, and by then no traffic is baked/,
    );
    expect(saysAt(own, 5000, 60).text[0]).toMatch(/^The update is over/);
    expect(saysAt(own, 240, null)).toMatchObject({ tone: 'fail', title: 'No alarm turns it back' });
  });

  test('the drawing goes on after the end, and begins to fail with the first request', () => {
    for (const way of [own, atOnce, canary, linear, rolling]) {
      const plan = deploy.planFor(reply, way);
      expect(deploy.firstMoment(plan)).toBe(240);
      expect(deploy.endOf(plan)).toBeGreaterThan(plan.seconds);
      expect(deploy.sceneOf(plan, 240, 60, 'x').phases.some(({ watched }) => watched)).toBe(true);
      expect(deploy.sceneOf(plan, 240, null, 'x').phases.some(({ watched }) => watched)).toBe(false);
    }
  });

  test.each([
    [0, '0 s'],
    [59.6, '1 min'],
    [90, '1 min 30 s'],
    [3600, '1 h'],
    [3661, '1 h 1 min 1 s'],
  ])('%d seconds are %s', (value, text) => expect(formatSpan(value)).toBe(text));
});

describe('identities', () => {
  const reply = identitiesReply();
  const [graph, gone] = graphsOf(reply);
  if (!graph || !gone) throw new Error('the fixture lost its roles');

  test('each line is the model’s answer, compared with the task where one asks', () => {
    const links = [...graph.who, ...graph.reaches].flatMap((node) =>
      node.links.map(({ verb, actual, tone }) => [node.title, verb, actual, tone]),
    );
    expect(links).toContainEqual(['SageMaker AI', 'become it', 'allow', 'pass']);
    expect(links).toContainEqual(['This account', 'become it', 'allow', 'fail']);
    expect(links).toContainEqual(['s3://bm-sm-4f09c1/datasets/', 'list', 'allow', 'pass']);
    expect(links).toContainEqual(['s3://bm-sm-4f09c1/datasets/', 'read', 'deny', 'fail']);
    expect(links).toContainEqual(['Endpoints', 'create', 'allow', 'fail']);
    // No task asks for it, but a job needs it.
    expect(links).toContainEqual(['s3://bm-elsewhere/birds/', 'read', 'deny', 'fail']);
    expect(countsOf(graph)).toEqual({ right: 12, wrong: 4, unknown: 0 });
    expect(firstWrong(graph)).toBe('This account 0');
    expect([gone.state, gone.workloads.map(({ name }) => name)]).toEqual(['missing', ['resnet-endpoint']]);
  });

  test('a line of several requests shows the one that decides', () => {
    const others = linkAt(graph, 'Other services 0');
    if (!others) throw new Error('no line');
    expect(requestsOf(graph, others.link).map(({ words, actual }) => [words, actual])).toEqual([
      ['ec2.amazonaws.com', 'deny'],
      ['lambda.amazonaws.com', 'deny'],
    ]);
    const open = identitiesReply();
    const subject = open.roles[0]?.subject;
    if (subject)
      subject.trust = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      };
    const [changed] = graphsOf(open);
    const found = changed && linkAt(changed, 'Other services 0');
    if (!changed || !found) throw new Error('no line');
    expect(found.link).toMatchObject({ actual: 'allow', tone: 'fail', request: '0.2' });
    expect(factsOf(changed, found.link, found.link.request)).toMatchObject({
      outcome: 'allow',
      wanted: 'deny',
    });
  });

  test('what cannot be read makes no answer', () => {
    const blind = identitiesReply();
    blind.roles[0]?.subject.unread.push({ layer: 'identity', message: 'denied' });
    const [blindGraph] = graphsOf(blind);
    const tones = blindGraph?.reaches.flatMap(({ links }) => links.map(({ tone }) => tone)) ?? [];
    expect(new Set(tones)).toEqual(new Set(['blocked']));
  });

  test('lines meet the cards, and a denied one stops before it', () => {
    const role = { left: 400, top: 100, width: 200, height: 80 };
    const end = (side: 'in' | 'out', actual: 'allow' | 'deny', top: number) => {
      const card = { left: side === 'in' ? 0 : 700, top, width: 240, height: 60 };
      return { card, row: { ...card, top: top + 30, height: 20 }, side, actual, tone: 'pass', chosen: false };
    };
    const ends = [
      end('in', 'allow', 0),
      end('in', 'deny', 90),
      end('out', 'allow', 0),
      end('out', 'deny', 300),
    ];
    const wires = wiresOf(role, ends, false);
    expect(wires.map(({ bar }) => bar !== '')).toEqual([false, true, false, true]);
    expect(wires[0]?.path).toMatch(/^M400 .* 240 40$/);
    expect(wires[2]?.path).toMatch(/^M600 .* 700 40$/);
    expect(wires[3]?.path).toMatch(/^M600 .* 691 340$/);
    // One line along everything, and a short one for each row.
    expect(wiresOf(role, ends, true)).toHaveLength(5);
  });
});

describe('Spot prices', () => {
  const type = 'g4dn.xlarge';
  const reading = spot.readingOf(spotPricesReply());
  const week = reading.now - 7 * 86_400;

  test('a price holds until the next one', () => {
    const points = [
      [100, 1],
      [200, 2],
    ] as const;
    expect([99, 100, 199, 200, 999].map((at) => spot.priceAt(points, at))).toEqual([null, 1, 1, 2, 2]);
    expect(spot.clipped(points, 150, 300)).toEqual([
      [150, 1],
      [200, 2],
      [300, 2],
    ]);
    expect(spot.clipped(points, 10, 50)).toEqual([]);
  });

  test('zones stand in the order of their price, with what the learner has to do with them', () => {
    const standings = spot.standingsAt(reading, type, reading.now);
    const prices = standings.map(({ usd }) => usd);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(standings.map(({ zone, lowest }) => [zone, lowest])).toEqual([
      ['us-east-1a', true],
      ['us-east-1b', false],
      ['us-east-1c', false],
      ['us-east-1d', false],
    ]);
    expect(standings.map(({ marks }) => marks)).toEqual([
      ['bm-oldbox runs on demand'],
      [],
      ['your choice'],
      [],
    ]);
    expect(spot.standingsAt(reading, type, 0)).toEqual([]);
  });

  test('the lowest zone of each moment: stretches without gaps, each another zone than the one before', () => {
    const reign = spot.reignOf(reading, type, week);
    expect(reign[0]?.from).toBe(week);
    expect(reign.at(-1)?.to).toBe(reading.now);
    expect(reign.length).toBeGreaterThan(2);
    for (const [index, { to, zone }] of reign.entries()) {
      const next = reign[index + 1];
      if (next) expect([next.from, next.zone === zone]).toEqual([to, false]);
      expect(spot.standingsAt(reading, type, to - 1)[0]?.zone).toBe(zone);
    }
    expect(reignNote(reign)).toMatch(
      /^Lowest price, by time: us-east-1a \d+%, us-east-1b \d+%\. It changed \d+ times\.$/,
    );
    expect(reignNote([])).toBe('');
  });

  test('the words for a choice follow the check’s answer', () => {
    const tone = (choice: object) => {
      const reply = spotPricesReply();
      Object.assign(reply.choice, choice);
      return choiceNote(spot.readingOf(reply)).tone;
    };
    expect(tone({})).toBe('fail');
    expect(tone({ zoneStands: true })).toBe('pass');
    expect(tone({ zoneStands: true, priceStands: false })).toBe('fail');
    expect(tone({ zone: 'us-east-1z', priceStands: null })).toBe('fail');
    expect(tone({ zoneStands: null })).toBe('blocked');
    expect(tone({ state: 'none' })).toBe('info');
    expect(tone({ state: 'unreadable' })).toBe('fail');
  });

  test('pools of a group, and what runs, in sentences', () => {
    expect(groupNotes(reading)).toEqual([
      expect.stringMatching(
        /^Group bm-trainers draws on 3 types in 2 zones: 4 pools of 6 with a Spot price now\./,
      ),
    ]);
    expect(instanceNotes(reading)).toEqual([
      expect.stringMatching(
        /^bm-oldbox runs g4dn.xlarge in us-east-1a on demand, for \$0.5260 an hour; on Spot/,
      ),
      expect.stringMatching(
        /^bm-trainer runs g6.xlarge in us-east-1a on Spot, for \$0.\d{4} an hour instead of \$0.8048/,
      ),
    ]);
    const bare = spotPricesReply();
    bare.series = [];
    expect(groupNotes(spot.readingOf(bare))[0]).toMatch(/none of these pools has a Spot price now/);
  });

  test.each([300, 700, 1400])(
    'at %i pixels everything stands inside, and no label covers another',
    (width) => {
      for (const fromZero of [false, true]) {
        const scene = spot.sceneOf(reading, type, { days: 7, fromZero });
        const layout = layoutOf(scene, width);
        const labels = layout.ends.map(({ labelY }) => labelY);
        expect(labels).toHaveLength(4);
        for (const [index, y] of labels.entries()) {
          expect(y).toBeGreaterThanOrEqual(layout.top - 10);
          expect(y).toBeLessThanOrEqual(layout.bottom);
          const next = labels[index + 1];
          if (next !== undefined) expect(next - y).toBeGreaterThanOrEqual(18.9);
        }
        expect(layout.prices.length).toBeGreaterThanOrEqual(3);
        expect(layout.onDemandY === null).toBe(!fromZero);
        expect(layout.timeAt(layout.x(week + 1000))).toBeCloseTo(week + 1000, 3);
        expect(layout.timeAt(0)).toBe(scene.from);
        expect(layout.timeAt(width)).toBe(scene.to);
      }
    },
  );
});

describe('the bill', () => {
  const reading = bill.readingOf(billReply());
  const rows = (view: bill.View, changes = bill.NO_CHANGES) =>
    bill.rowsOf(reading, view, bill.billsOf(reading, changes), changes);

  test('what it comes to, and that a part of it has no price', () => {
    const bills = bill.billsOf(reading, bill.NO_CHANGES);
    expect(bill.sumOf(bills.now)).toBe('$375.14 or more');
    expect(bills.changed).toBe(false);
    expect(bill.doubtsOf(bills.now, 'bm-all-quiet')).toEqual([
      'bm-all-quiet: resources of kind composite alarm cannot be priced.',
    ]);
  });

  test('rows are the dearest first, by whatever they are grouped, and sum to the bill', () => {
    for (const view of ['resource', 'service', 'Project', 'Owner'] as const) {
      const all = rows(view);
      expect(all.map(({ usd }) => usd)).toEqual(all.map(({ usd }) => usd).toSorted((a, b) => b - a));
      expect(all.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(375.14, 2);
    }
    expect(rows('Owner').map(({ name, amount }) => [name, amount])).toEqual([
      ['amelia', '$253.99'],
      ['noor', '$73.00'],
      ['Without the tag Owner', '$48.15'],
    ]);
    expect(rows('Owner').map(({ untagged }) => untagged)).toEqual([false, false, true]);
    expect(rows('service').map(({ name }) => name)).toContain('EC2 Spot');
  });

  test('a resource is called by its tag Name where it has no other name', () => {
    const names = rows('resource').map(({ name, about }) => `${name}: ${about}`);
    expect(names).toContain('bm-trainer: g6.xlarge on Spot, i-0a1');
    expect(names).toContain('bm-cc-devbox: m5.xlarge, stopped, i-0b2');
    expect(names).toContain('bm-ml-data-000000 STANDARD: 500 GiB in 1,200 objects');
    expect(rows('resource').find(({ key }) => key === 'bm-all-quiet')).toMatchObject({
      amount: 'no price',
      before: 'no price',
    });
  });

  test('a quantity or a type that is turned moves its row; turned back, nothing has changed', () => {
    const gp3 = bill.turn(reading, bill.NO_CHANGES, {
      resource: 'vol-0b2',
      field: 'volumeType',
      value: 'gp3',
    });
    expect(rows('resource', gp3).find(({ key }) => key === 'vol-0b2')).toMatchObject({
      amount: '$6.40',
      before: '$8.00',
    });
    const back = bill.turn(reading, gp3, { resource: 'vol-0b2', field: 'volumeType', value: 'gp2' });
    expect(back).toEqual(bill.NO_CHANGES);
    const hours = bill.turn(reading, bill.NO_CHANGES, { resource: 'i-0a1', field: 'hours', value: 20 });
    expect(bill.workingsOf('resource', 'i-0a1', bill.billsOf(reading, hours).then)[0]?.text).toBe(
      '20 hours: 20 × $0.3141 per hour = $6.28',
    );
    expect(bill.turn(reading, hours, { resource: 'i-0a1', field: 'hours', value: 730 }).turned).toEqual([]);
  });

  test('what is taken away costs nothing, and is still there to be put back', () => {
    const without = bill.toggle(bill.NO_CHANGES, 'nat-0c3', true);
    expect(rows('resource', without).find(({ key }) => key === 'nat-0c3')).toMatchObject({
      amount: '$0.00',
      before: '$32.85',
      gone: true,
    });
    expect(bill.toggle(without, 'nat-0c3', false)).toEqual(bill.NO_CHANGES);
  });

  test('handles show what AWS does not say, and offer the types of the price list', () => {
    const gate = bill.handlesOf(reading, 'nat-0c3', bill.NO_CHANGES);
    expect(gate.sliders.map(({ field, value, unseen }) => [field, value, unseen])).toEqual([
      ['count', 1, false],
      ['hours', 730, false],
      ['gb', 0, true],
    ]);
    expect(gate.choices).toEqual([]);
    const [box] = bill.handlesOf(reading, 'i-0b2', bill.NO_CHANGES).choices;
    expect(box).toMatchObject({ field: 'instanceType', value: 'm5.xlarge' });
    expect(box?.options).toContain('g6.xlarge');
    // A machine on Spot has the one price that was quoted.
    expect(bill.handlesOf(reading, 'i-0a1', bill.NO_CHANGES).choices).toEqual([]);
  });

  test('what burns money now: not the stopped machine, but its disk', () => {
    const { rows: burning, sum } = bill.burningOf(reading, bill.billsOf(reading, bill.NO_CHANGES));
    expect(burning.map(({ id }) => id)).not.toContain('i-0b2');
    expect(burning.map(({ id }) => id)).toContain('vol-0b2');
    expect(bill.money(sum.day)).toBe('$12.33');
    expect(bill.money({ n: 1n, d: 1000n })).toBe('$0.001');
  });
});

describe('system map', () => {
  const { lab, labSession } = systemFixture(labReply(), labSessionReply());

  test('each part with its state, its names and whether it passed before', () => {
    const parts = partsOf(lab, labSession);
    expect(parts.map(({ place, status, before }) => [place, status, before])).toEqual([
      ['bucket', 'pass', false],
      ['trainer', 'fail', true],
      ['model', 'fail', false],
      ['cluster', 'none', false],
      ['balancer', 'none', false],
      ['alarms', 'blocked', false],
      ['bill', 'none', false],
      ['release', 'none', false],
    ]);
    expect(parts[0]).toMatchObject({
      handles: ['bm-cap-4f09c1'],
      href: '/labs/capstone-ml-system/data-bucket',
    });
    expect(passedOf(parts)).toBe(2);
  });

  test('a lab of other tasks has no parts', () => expect(partsOf(labReply(), labSessionReply())).toEqual([]));
});

describe('what a check changed, in words', () => {
  const titles = { tiering: 'The right class' };
  test.each([
    ['another verdict', [moved], 'The right class: passed, failed before.'],
    ['the same verdict with another value', [otherReason], '1 value changed without another verdict.'],
    ['nothing', [nothingMoved], ''],
    ['no task', [], ''],
    [
      'both',
      [moved, otherReason],
      'The right class: passed, failed before. 1 value changed without another verdict.',
    ],
  ])('%s', (_name, changes, expected) => {
    expect(changeSentence(changes, titles)).toBe(expected);
  });
});

describe('the next task after a pass', () => {
  const lab = labReply();
  const state = (passed: readonly string[]) => {
    const session = labSessionReply();
    for (const task of session.tasks)
      task.last = passed.includes(task.id) ? { ...results.pass, id: task.id } : null;
    return session;
  };
  const after = (id: string, passed: readonly string[]) => {
    const task = lab.tasks.find((one) => one.id === id);
    return task && nextTask(lab, state(passed), task)?.href;
  };
  const ids = lab.tasks.map(({ id }) => id);

  test('is the next in order that has not passed, then one before it, then none', () => {
    expect(after('secure-bucket', ['secure-bucket', 'tls-only'])).toBe('/labs/s3-lifecycle/tiering');
    expect(after('attic-fix', ['attic-fix'])).toBe('/labs/s3-lifecycle/secure-bucket');
    expect(after('attic-fix', ids)).toBeUndefined();
  });
});
