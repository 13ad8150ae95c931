// Every page in every state: accessible in both themes, true to the Content-Security-Policy, and readable on a phone.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { brokenManifest, gradedManifest } from '../../web/gallery/editor-samples.ts';
import { built, launch } from '../helpers/web/browser.ts';
import type { FakeApi } from '../helpers/web/fake-api.ts';
import { fileOf, SERVING } from '../helpers/web/pods-fixture.ts';
import { expectState, type State } from '../helpers/web/states.ts';
import { systemFixture } from '../helpers/web/system-fixture.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;

// A browser on a busy machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const failing = (path: RegExp) => (api: FakeApi) =>
  api.fail('GET', path, 500, {
    code: 'CATALOG_BROKEN',
    message: 'The lesson could not be read.',
    cure: 'Look at the log.',
    details: ['lessons/s3/lesson.md:12'],
  });

const states: State[] = [
  { name: 'course map', path: '/', shows: 'AWS for ML infrastructure' },
  {
    name: 'course map, sandbox off and nothing done',
    path: '/',
    prepare: (api) => {
      api.session.engine = { status: 'unavailable', message: 'No Python 3.10 or newer was found.' };
      api.course.next = null;
      for (const part of api.course.parts)
        Object.assign(part, { status: 'planned', lesson: null, quiz: null });
    },
    act: (page) => page.locator('gs-top-bar summary').click(),
    shows: 'No Python 3.10 or newer was found.',
  },
  {
    name: 'course map, what the capstone waits for',
    path: '/',
    act: (page) => page.locator('summary', { hasText: 'Before the capstone' }).click(),
    shows: '1 h 53 min',
  },
  { name: 'my progress', path: '/progress', shows: 'How each objective stands' },
  {
    name: 'my progress, a receipt checked',
    path: '/progress',
    act: async (page) => {
      await page.getByLabel('The JSON file’s text').fill('{ }');
      await page.getByRole('button', { name: 'Check it' }).click();
    },
    shows: 'no field was',
  },
  {
    name: 'my progress, a receipt that was altered',
    path: '/progress',
    prepare: (api) =>
      api.fail('POST', /verify/, 409, {
        code: 'RECORD_ALTERED',
        message: 'It was changed after it was signed: /score.',
        details: ['/score'],
      }),
    act: (page) => page.getByRole('button', { name: 'Check it' }).click(),
    shows: 'It was changed after it was signed: /score.',
  },
  {
    name: 'my progress, nothing done yet',
    path: '/progress',
    prepare: (api) => {
      api.receipts = [];
      Object.assign(api.reviews, { due: 0, nextDueAt: null, parts: [] });
    },
    shows: 'gets a signed receipt here',
  },
  {
    name: 'my progress not available',
    path: '/progress',
    prepare: failing(/reviews/),
    shows: 'Your progress cannot be shown',
  },
  { name: 'review', path: '/review', shows: 'Question 1 of' },
  {
    name: 'review, answered',
    path: '/review',
    act: async (page) => {
      await page.locator('.choice').nth(1).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.locator('#next').waitFor();
    },
    shows: 'Comes back on',
  },
  {
    name: 'review, finished',
    path: '/review',
    prepare: (api) => {
      const [first] = api.review.items;
      if (first) api.review.items = [first];
    },
    act: async (page) => {
      await page.locator('.choice').nth(1).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.locator('#next').click();
    },
    shows: '0 of 1 question right',
  },
  {
    name: 'review, nothing due',
    path: '/review',
    prepare: (api) => Object.assign(api.reviews, { due: 0, open: null }),
    shows: 'Nothing is due',
  },
  {
    name: 'review not available',
    path: '/review',
    prepare: failing(/reviews/),
    shows: 'Your review cannot be opened',
  },
  { name: 'certificate', path: '/certificate', shows: 'Ada Lovelace' },
  {
    name: 'certificate, incomplete',
    path: '/certificate',
    prepare: (api) => {
      api.certificates.certificates = [];
      for (const scope of api.certificates.scopes) scope.complete = false;
    },
    shows: 'Take the quiz on “S3”',
  },
  {
    name: 'certificate, made',
    path: '/certificate',
    act: async (page) => {
      await page.getByLabel('Name on it').fill('Grace Hopper');
      await page.getByRole('button', { name: 'Make the certificate' }).click();
    },
    shows: 'Grace Hopper',
  },
  {
    name: 'certificate not available',
    path: '/certificate',
    prepare: failing(/certificates/),
    shows: 'Your certificates cannot be shown',
  },
  { name: 'coverage', path: '/course/coverage', shows: 'The right class at the right age' },
  {
    name: 'coverage, only what nothing covers',
    path: '/course/coverage',
    act: (page) => page.getByRole('radio', { name: /what is not covered/ }).check(),
    shows: 'Not covered yet',
  },
  {
    name: 'coverage, nothing left',
    path: '/course/coverage',
    prepare: (api) => {
      api.coverage.parts = api.coverage.parts.filter(({ id }) => id === 's3');
      Object.assign(api.coverage, { items: 3, covered: 3 });
    },
    act: (page) => page.getByRole('radio', { name: /what is not covered/ }).check(),
    shows: 'Nothing is left',
  },
  {
    name: 'coverage not available',
    path: '/course/coverage',
    prepare: failing(/coverage/),
    shows: 'The coverage cannot be shown',
  },
  { name: 'glossary', path: '/glossary', shows: 'The first characters of a key' },
  {
    name: 'glossary, filtered down to nothing',
    path: '/glossary',
    act: (page) => page.getByLabel('Filter').fill('zeppelin'),
    shows: 'Show all terms',
  },
  {
    name: 'glossary not available',
    path: '/glossary',
    prepare: failing(/glossary/),
    shows: 'The glossary cannot be shown',
  },
  { name: 'lesson', path: '/lessons/s3', shows: 'Keys, not folders' },
  {
    name: 'lesson, the definition of a term open',
    path: '/lessons/s3',
    act: (page) => page.getByRole('button', { name: 'prefix' }).click(),
    shows: 'The first characters of a key',
  },
  {
    name: 'lesson done',
    path: '/lessons/s3',
    prepare: (api) => (api.lesson.progress.done = true),
    shows: 'You marked this lesson as done.',
  },
  { name: 'lesson missing', path: '/lessons/ecs', shows: 'There is nothing at' },
  {
    name: 'lesson broken',
    path: '/lessons/s3',
    prepare: failing(/lessons/),
    shows: 'lessons/s3/lesson.md:12',
  },
  {
    name: 'workbench, failed task',
    path: '/labs/s3-lifecycle/tiering',
    shows: 'models/a.pth is GLACIER at 91 days',
  },
  {
    name: 'workbench, blocked task and attempts',
    path: '/labs/s3-lifecycle/version-hygiene',
    act: (page) => page.getByRole('tab', { name: /Attempts/ }).click(),
    shows: 'Whose move:',
  },
  {
    name: 'workbench, what changed, and two attempts compared',
    path: '/labs/s3-lifecycle/tiering',
    act: async (page) => {
      await page.getByText('Since attempt 1', { exact: true }).waitFor();
      await page.getByRole('tab', { name: /Attempts/ }).click();
      await page
        .getByText(/^Your calls: 14 changes/)
        .first()
        .click();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('1 read answered differently').click();
    },
    shows: 'Rules[ID=scratch]',
  },
  {
    name: 'workbench, the reference answer of a task that has passed',
    path: '/labs/s3-lifecycle/secure-bucket',
    act: async (page) => {
      await page.getByText('Reference answer').click();
      await page.getByText('One more step also answers').waitFor();
      await page.getByText('Compare with mine').click();
    },
    shows: 'Since what you handed in',
  },
  {
    name: 'workbench, the answer cannot be read',
    path: '/labs/s3-lifecycle/secure-bucket',
    prepare: failing(/solution/),
    act: (page) => page.getByText('Reference answer').click(),
    shows: 'The reference answer cannot be shown',
  },
  {
    name: 'workbench, an account on its way while the sandbox starts',
    path: '/labs/s3-lifecycle',
    prepare: (api) =>
      Object.assign(api.labSession, {
        status: 'preparing',
        problem: 'Making the sandbox’s Python environment.',
        attempts: [],
      }),
    shows: 'Start the sandbox',
  },
  {
    name: 'workbench, the server has gone away',
    path: '/labs/s3-lifecycle/tiering',
    act: async (page) => {
      await page.route('**/api/**', (route) => route.abort());
      await page.getByRole('button', { name: 'Check this task' }).click();
    },
    shows: 'The Groundschool server does not answer',
  },
  {
    name: 'workbench, its tour',
    path: '/labs/s3-lifecycle/tiering',
    act: async (page) => {
      await page.getByRole('button', { name: 'Help: show me around' }).press('Enter');
      await page.getByRole('button', { name: 'Next' }).press('Enter');
    },
    shows: 'One task at a time',
  },
  {
    name: 'course map of a newcomer',
    path: '/',
    prepare: (api) => {
      api.course.resume = null;
      for (const { lesson, quiz, labs } of api.course.parts) {
        if (lesson) lesson.done = false;
        if (quiz) quiz.best = null;
        for (const lab of labs) Object.assign(lab, { score: null, tasksPassed: 0 });
      }
    },
    shows: 'Open the first lab',
  },
  {
    name: 'workbench, file to hand in and journal',
    path: '/labs/s3-lifecycle/inventory-script',
    act: (page) => page.getByRole('tab', { name: /Call journal/ }).click(),
    shows: 'Not handed in',
  },
  {
    name: 'workbench, a manifest with slips beside the one that was checked',
    path: '/labs/s3-lifecycle/inventory-script',
    prepare: (api) => {
      const task = api.lab.tasks.find(({ id }) => id === 'inventory-script');
      const file = { task: 'inventory-script', name: 'serving.yaml' };
      if (task) task.artifacts = [{ name: file.name, language: 'yaml', starter: 'files/serving.yaml' }];
      api.drafts = [{ ...file, text: brokenManifest, savedAt: api.labSession.createdAt }];
      api.graded = [{ ...file, text: gradedManifest, attempt: 2, gradedAt: api.labSession.createdAt }];
    },
    act: async (page) => {
      await page.getByText('problems in serving.yaml').waitFor();
      await page.getByText('Compare with what attempt 2 checked').click();
    },
    shows: 'is no field; name is',
  },
  {
    name: 'workbench, the fields that fit in a manifest',
    path: '/labs/s3-lifecycle/inventory-script',
    prepare: (api) => {
      const task = api.lab.tasks.find(({ id }) => id === 'inventory-script');
      if (task) task.artifacts = [{ name: 'serving.yaml', language: 'yaml' }];
    },
    act: async (page) => {
      const editor = page.locator('.cm-content');
      await editor.focus();
      await page.keyboard.insertText('apiVersion: apps/v1\nkind: Deployment\nspec:\n  ');
      await page.keyboard.press('Control+Space');
      await page.getByRole('option').first().waitFor();
    },
    shows: 'LabelSelector, required',
  },
  {
    name: 'workbench, preparing',
    path: '/labs/s3-lifecycle',
    prepare: (api) => Object.assign(api.labSession, { status: 'preparing', attempts: [] }),
    shows: 'Preparing your account',
  },
  {
    name: 'workbench, account lost',
    path: '/labs/s3-lifecycle',
    prepare: (api) => Object.assign(api.labSession, { status: 'lost', problem: 'The engine stopped.' }),
    shows: 'Make a new account',
  },
  {
    name: 'workbench, reset asked',
    path: '/labs/s3-lifecycle',
    act: (page) => page.getByRole('button', { name: 'Reset', exact: true }).click(),
    shows: 'Reset the account?',
  },
  { name: 'time machine', path: '/labs/s3-lifecycle/time-machine', shows: 'Rules' },
  {
    name: 'time machine, bucket without rules',
    path: '/labs/s3-lifecycle/time-machine',
    act: (page) => page.getByRole('tab', { name: 'bm-attic-4f09c1' }).click(),
    shows: 'has no lifecycle configuration',
  },
  { name: 'VPC map', path: '/labs/vpc-two-az/vpc-map', shows: 'It gets through, and the reply comes back' },
  {
    name: 'VPC map, a zone down and a subnet open',
    path: '/labs/vpc-two-az/vpc-map',
    act: async (page) => {
      await page.getByRole('radio', { name: 'us-east-1a' }).check();
      await page.getByRole('button', { name: /^data-b,/ }).click();
    },
    shows: 'Routes decide, and they say otherwise',
  },
  {
    name: 'VPC map, VPC without subnets',
    path: '/labs/vpc-two-az/vpc-map',
    act: (page) => page.getByRole('tab', { name: 'bm-bare' }).click(),
    shows: 'has no subnets yet',
  },
  {
    name: 'VPC map, a read denied',
    path: '/labs/vpc-two-az/vpc-map',
    prepare: (api) => {
      delete api.network.description['NatGateways'];
      api.network.unread = [
        { collection: 'NatGateways', message: 'ec2:DescribeNatGateways could not be read: access denied.' },
      ];
    },
    shows: 'This cannot be told',
  },
  {
    name: 'VPC map, no VPC at all',
    path: '/labs/vpc-two-az/vpc-map',
    prepare: (api) => Object.assign(api.network, { vpcs: [], description: {} }),
    shows: 'There is no VPC in us-east-1',
  },
  {
    name: 'VPC map not available',
    path: '/labs/vpc-two-az/vpc-map',
    prepare: failing(/\/network$/),
    shows: 'Your network could not be read',
  },
  {
    name: 'decision matrix',
    path: '/labs/iam-foundations/decision-matrix',
    shows: '4 of 6 answers are as the task asks',
  },
  {
    name: 'decision matrix, a decision open',
    path: '/labs/iam-foundations/decision-matrix',
    act: (page) => page.getByRole('gridcell', { name: 'Allowed: not asked for, but so it is' }).click(),
    shows: 'The smallest request that shows it',
  },
  {
    name: 'decision matrix, a request of one’s own that is none',
    path: '/labs/iam-foundations/decision-matrix',
    act: async (page) => {
      await page.getByLabel('Action').fill('everything');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
    },
    shows: 'An action is a service and an operation',
  },
  {
    name: 'decision matrix, a user who is gone',
    path: '/labs/iam-foundations/decision-matrix',
    act: (page) => page.getByRole('tab', { name: 'Retire the shared user' }).click(),
    shows: 'There is no user ml-engineer',
  },
  {
    name: 'decision matrix, a read denied',
    path: '/labs/iam-foundations/decision-matrix',
    act: (page) => page.getByRole('tab', { name: 'Close the admin role' }).click(),
    shows: 'could not be read: access denied',
  },
  {
    name: 'decision matrix, a policy that is not understood',
    path: '/labs/iam-foundations/decision-matrix',
    prepare: (api) => {
      const [engineer] = api.decisions.subjects;
      engineer?.identity.push({
        name: 'odd (inline)',
        document: {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEqualz: { a: 'b' } } },
        },
      });
    },
    shows: 'What depends on it cannot be told',
  },
  {
    name: 'decision matrix not available',
    path: '/labs/iam-foundations/decision-matrix',
    prepare: failing(/\/decisions$/),
    shows: 'Your policies could not be read',
  },
  {
    name: 'Spot prices, a choice that another zone undercuts',
    path: '/labs/ec2-gpu-spot/spot-prices',
    shows: 'Another zone costs less',
  },
  {
    name: 'Spot prices, a month from zero, a moment in the past, the table open',
    path: '/labs/ec2-gpu-spot/spot-prices',
    act: async (page) => {
      await page.getByRole('radio', { name: '30 days' }).check();
      await page.getByLabel('From zero to on demand').check();
      await page.getByRole('button', { name: 'Previous change of the lowest zone' }).click();
      await page.getByText('The chart of g4dn.xlarge as a table').click();
    },
    shows: 'USD an hour at the same hour of each day',
  },
  {
    name: 'Spot prices, nothing handed in and nothing running',
    path: '/labs/ec2-gpu-spot/spot-prices',
    prepare: (api) => {
      const nothing = { type: null, zone: null, usd: null, zoneStands: null, priceStands: null };
      Object.assign(api.spot.choice, { state: 'none', message: 'You have not handed it in.', ...nothing });
      api.spot.uses = [];
      for (const type of api.spot.types) type.chosenFor = [];
    },
    shows: 'You have no group, fleet or GPU instance yet.',
  },
  {
    name: 'Spot prices, a type without any price',
    path: '/labs/ec2-gpu-spot/spot-prices',
    prepare: (api) => {
      api.spot.series = api.spot.series.filter(({ type }) => type !== 'g5.xlarge');
    },
    act: (page) => page.getByRole('tab', { name: 'g5.xlarge' }).click(),
    shows: 'No zone has a Spot price for this type.',
  },
  {
    name: 'Spot prices, a read denied',
    path: '/labs/ec2-gpu-spot/spot-prices',
    prepare: (api) => {
      api.spot.series = [];
      Object.assign(api.spot.choice, { zoneStands: null, priceStands: null });
      const message = 'ec2:DescribeSpotPriceHistory could not be read: access denied.';
      api.spot.unread = [{ what: 'prices', message }];
    },
    shows: 'What depends on it is not drawn',
  },
  {
    name: 'Spot prices not available',
    path: '/labs/ec2-gpu-spot/spot-prices',
    prepare: failing(/\/spot-prices$/),
    shows: 'Your Spot prices could not be read',
  },
  {
    name: 'identities, some lines wrong',
    path: '/labs/sagemaker-train-deploy/identities',
    shows: '12 of 16 lines are as the task asks',
  },
  {
    name: 'identities, a line of several requests, the table open',
    path: '/labs/sagemaker-train-deploy/identities',
    act: async (page) => {
      await page.getByRole('button', { name: 'Other services, become it: denied' }).click();
      await page.getByRole('button', { name: 'denied: lambda.amazonaws.com' }).click();
      await page.getByText('The graph as a table').click();
    },
    shows: 'The 2 requests of this line',
  },
  {
    name: 'identities, a role that is gone',
    path: '/labs/sagemaker-train-deploy/identities',
    act: (page) => page.getByRole('tab', { name: 'bm-gone' }).click(),
    shows: 'There is no role bm-gone in your account.',
  },
  {
    name: 'identities, policies and models that nobody may read',
    path: '/labs/sagemaker-train-deploy/identities',
    prepare: (api) => {
      const message = 'iam:GetPolicyVersion could not be read: access denied.';
      api.identities.roles[0]?.subject.unread.push({ layer: 'identity', message });
      api.identities.unread = [{ what: 'a model', message: 'sagemaker:DescribeModel could not be read.' }];
    },
    shows: 'What depends on it cannot be told',
  },
  {
    name: 'identities not available',
    path: '/labs/sagemaker-train-deploy/identities',
    prepare: failing(/\/identities$/),
    shows: 'Your roles could not be read',
  },
  { name: 'bill', path: '/labs/s3-lifecycle/bill', shows: 'Right now, while nobody does anything' },
  {
    name: 'bill by a tag, what has none',
    path: '/labs/s3-lifecycle/bill',
    act: async (page) => {
      await page.getByRole('radio', { name: 'Tag Owner' }).check();
      await page.getByRole('button', { name: 'Without the tag Owner' }).click();
    },
    shows: 'How it comes about',
  },
  {
    name: 'bill, a what-if and something taken away',
    path: '/labs/s3-lifecycle/bill',
    act: async (page) => {
      await page.getByRole('button', { name: 'bm-cc-idle' }).first().click();
      await page.getByLabel('it were not there').check();
      await page.getByRole('button', { name: 'vol-0b2' }).click();
      await page.getByLabel('Volume type').selectOption('gp3');
    },
    shows: 'Undo the what-if',
  },
  {
    name: 'bill, something without a price',
    path: '/labs/s3-lifecycle/bill',
    act: (page) => page.getByRole('button', { name: 'bm-all-quiet' }).click(),
    shows: 'resources of kind composite alarm cannot be priced',
  },
  {
    name: 'bill of an empty account',
    path: '/labs/s3-lifecycle/bill',
    prepare: (api) => {
      Object.assign(api.bill, { resources: [], unseen: [], quotes: [] });
    },
    shows: 'There is nothing in this account that costs money.',
  },
  {
    name: 'bill, a read denied',
    path: '/labs/s3-lifecycle/bill',
    prepare: (api) => {
      const message = 'ec2:DescribeVolumes could not be read: access denied.';
      api.bill.unread = [{ what: 'volumes', message }];
    },
    shows: 'So volumes may be missing from this bill.',
  },
  {
    name: 'bill not available',
    path: '/labs/s3-lifecycle/bill',
    prepare: failing(/\/bill$/),
    shows: 'Your account could not be priced',
  },
  {
    name: 'deployment, a canary that is turned back',
    path: '/labs/sagemaker-train-deploy/deployment',
    shows: 'Turned back after 1 min',
  },
  {
    name: 'deployment, rolling without an alarm, the table open',
    path: '/labs/sagemaker-train-deploy/deployment',
    act: async (page) => {
      await page.getByRole('tab', { name: 'Rolling by half' }).click();
      await page.getByLabel('An alarm goes off after').selectOption('none');
      await page.getByText('The timeline as a table').click();
    },
    shows: 'No alarm turns it back',
  },
  {
    name: 'deployment, never updated with settings',
    path: '/labs/sagemaker-train-deploy/deployment',
    prepare: (api) => Object.assign(api.deployment, { settings: null, alarms: [], events: [] }),
    shows: 'nothing turns back',
  },
  {
    name: 'deployment, no endpoint yet',
    path: '/labs/sagemaker-train-deploy/deployment',
    prepare: (api) =>
      Object.assign(api.deployment, {
        state: 'missing',
        message: 'There is no endpoint bm-birdsong in your account.',
        status: null,
        variants: [],
        settings: null,
        alarms: [],
        configs: [],
        events: [],
      }),
    shows: 'what an update of two instances would be',
  },
  {
    name: 'deployment, a read denied and an alarm on a query',
    path: '/labs/sagemaker-train-deploy/deployment',
    prepare: (api) => {
      const message = 'sagemaker:ListEndpointConfigs could not be read: access denied.';
      Object.assign(api.deployment, { configs: [], unread: [{ what: 'configurations', message }] });
      for (const alarm of api.deployment.alarms)
        Object.assign(alarm, { counts: null, problem: 'watches a query' });
    },
    shows: 'your alarms: none counts',
  },
  {
    name: 'deployment not available',
    path: '/labs/sagemaker-train-deploy/deployment',
    prepare: failing(/\/deployment$/),
    shows: 'Your endpoint could not be read',
  },
  {
    name: 'system map, some parts passed',
    // The fake serves one lab, whatever it is filled with.
    path: '/labs/s3-lifecycle/system-map',
    prepare: (api) => Object.assign(api, systemFixture(api.lab, api.labSession)),
    shows: '2 of 8 parts have passed',
  },
  {
    name: 'system map, a lab without a system',
    path: '/labs/s3-lifecycle/system-map',
    shows: 'This lab has no system to draw.',
  },
  {
    name: 'system map not available',
    path: '/labs/capstone-ml-system/system-map',
    prepare: failing(/\/labs\//),
    shows: 'Your system could not be drawn',
  },
  {
    name: 'pod detective, everybody runs',
    path: '/labs/eks-serving/pod-detective',
    shows: '3 of 3 pods run',
  },
  {
    name: 'pod detective, a zone down, the table open',
    path: '/labs/eks-serving/pod-detective',
    act: async (page) => {
      await page.getByRole('button', { name: 'Take it down, us-east-1a' }).click();
      await page.getByText('The map as a table').click();
    },
    shows: 'Why model-server 3 waits',
  },
  {
    name: 'pod detective, a drain that does not end',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      api.pods.files[0] = fileOf(
        'serving-manifest',
        'serving.yaml',
        SERVING.replace('minAvailable: 2', 'minAvailable: 3'),
      );
    },
    act: (page) => page.getByRole('button', { name: 'Drain, cpu-1' }).click(),
    shows: 'The drain does not end',
  },
  {
    name: 'pod detective, an update',
    path: '/labs/eks-serving/pod-detective',
    act: (page) => page.getByRole('button', { name: 'Roll out an update of model-server' }).click(),
    shows: 'at least 3 of 3 pods answer',
  },
  {
    name: 'pod detective, the batch as it is handed out',
    path: '/labs/eks-serving/pod-detective',
    act: (page) => page.getByRole('tab', { name: 'gpu-batch.yaml' }).click(),
    shows: 'This is the file that the lab hands out.',
  },
  {
    name: 'pod detective, what waits although nodes are awake',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      api.pods.groups.pop();
      api.pods.files.reverse();
    },
    shows: 'Nearest to taking it is',
  },
  {
    name: 'pod detective, a manifest that is refused',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      api.pods.files = [
        fileOf('serving-manifest', 'serving.yaml', SERVING.replace('replicas:', 'replica:')),
        fileOf('gpu-pending', 'gpu-batch.yaml', 'a: ['),
      ];
    },
    shows: 'The API server would refuse',
  },
  {
    name: 'pod detective, nothing handed in and nothing to read',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      const [first] = api.pods.files;
      if (first)
        api.pods.files = [
          { ...first, state: 'none', message: 'You have not handed in serving.yaml yet.', objects: [] },
        ];
    },
    shows: 'You have not handed in serving.yaml yet.',
  },
  {
    name: 'pod detective, a cluster without nodes',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      api.pods.groups = [];
    },
    shows: 'The cluster has no node group',
  },
  {
    name: 'pod detective, no cluster',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      const message = 'There is no cluster bm-serving in your account.';
      Object.assign(api.pods, { groups: [], types: [] });
      Object.assign(api.pods.cluster, { state: 'missing', message, version: null });
    },
    shows: 'There is no cluster bm-serving in your account.',
  },
  {
    name: 'pod detective, reads denied, a group on its way',
    path: '/labs/eks-serving/pod-detective',
    prepare: (api) => {
      api.pods.unread = [{ what: 'gpu', message: 'eks:DescribeNodegroup could not be read: access denied.' }];
      api.pods.idle = [{ name: 'cpu-new', status: 'CREATING' }];
      api.pods.cluster.autoMode = true;
    },
    shows: 'The nodes of gpu are missing here.',
  },
  {
    name: 'pod detective not available',
    path: '/labs/eks-serving/pod-detective',
    prepare: failing(/\/pods$/),
    shows: 'Your cluster could not be read',
  },
  { name: 'quiz', path: '/quizzes/s3', shows: 'Which statement about names' },
  {
    name: 'quiz with a line of code in the question, answered',
    path: '/quizzes/s3',
    prepare: (api) => {
      const [item] = api.quiz.items;
      if (!item) throw new Error('the quiz has no items');
      const code = '"aws:MultiFactorAuthPresent", '.repeat(4);
      const stemHtml = `${item.stemHtml}<figure class="code" data-language="json"><pre tabindex="0"><code>${code}</code></pre></figure>`;
      api.quiz.items = [{ ...item, stemHtml }, ...api.quiz.items.slice(1)];
    },
    act: async (page) => {
      await page.locator('.choice').nth(1).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.locator('#next').waitFor();
    },
    shows: 'MultiFactorAuthPresent',
  },
  {
    name: 'quiz answered',
    path: '/quizzes/s3',
    act: async (page) => {
      await page.locator('.choice').nth(1).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.locator('#next').waitFor();
    },
    shows: 'Not right',
  },
  { name: 'no such page', path: '/nowhere/at/all', shows: 'No page has this address' },
];

test.each(states)('$name', (state) => expectState(browser, root, state));

test('nothing moves for people who asked for calm', async () => {
  const { page, leave } = await visit(browser, root, '/labs/s3-lifecycle/tiering', undefined, {
    reducedMotion: 'reduce',
  });
  const moving = await page.evaluate(
    () =>
      document.getAnimations().filter((animation) => {
        const { duration, iterations } = animation.effect?.getTiming() ?? {};
        return Number(duration) > 0 && Number(duration) < 4000 && iterations === Infinity;
      }).length,
  );
  expect(moving).toBe(0);
  await leave();
});

test('4K uses the room and keeps a reading measure', async () => {
  const { page, leave } = await visit(browser, root, '/lessons/s3', undefined, {
    viewport: { width: 3840, height: 2160 },
  });
  const { size, measure } = await page
    .locator('gs-prose p')
    .first()
    .evaluate((paragraph) => ({
      size: parseFloat(getComputedStyle(paragraph).fontSize),
      measure: paragraph.getBoundingClientRect().width / parseFloat(getComputedStyle(paragraph).fontSize),
    }));
  expect(size).toBeGreaterThan(20);
  expect(measure).toBeLessThan(48);
  await leave();
});
