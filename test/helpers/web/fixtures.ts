// Contract-valid replies for tests of the pages: one learner half-way through the S3 part.
import { readFileSync } from 'node:fs';
import { AT, results } from '../../../web/gallery/samples.ts';
import type { TaskResult } from '../../../graders/contract/index.ts';
import type {
  CourseReply,
  LabReply,
  LabSessionReply,
  LessonReply,
  LifecycleReply,
  SessionReply,
} from '../../../server/contract/index.ts';

const course = JSON.parse(readFileSync(new URL('../../../lessons/course.json', import.meta.url), 'utf8')) as {
  title: string;
  parts: { id: string; title: string; summary: string; status: string; labs: string[] }[];
};

export const sessionReply = (): SessionReply => ({
  mode: 'self-study',
  learner: { id: 'local', name: 'You' },
  user: { id: 'local', name: 'You', admin: true, viewing: false },
  cohorts: [],
  csrfToken: 'token-1',
  version: '0.1.0',
  engine: { status: 'ready', message: '' },
});

export function courseReply(): CourseReply {
  const parts = course.parts.map((part): CourseReply['parts'][number] => {
    const ready = part.status === 'ready';
    const isS3 = part.id === 's3';
    return {
      id: part.id,
      title: part.title,
      summary: part.summary,
      status: ready ? 'ready' : 'planned',
      lesson: ready
        ? { title: part.title, minutes: isS3 ? 45 : 20, done: !isS3, position: isS3 ? 'lifecycle' : null }
        : null,
      quiz: ready ? { items: isS3 ? 14 : 8, best: isS3 ? null : 0.875, pass: 0.8 } : null,
      labs: part.labs.map((id) => ({
        id,
        title: isS3 ? 'Recordings that age well' : (LAB_TITLES[id] ?? id),
        summary: '',
        minutes: 75,
        ready: isS3,
        score: isS3 ? 44 : null,
        tasksPassed: isS3 ? 3 : 0,
        tasks: isS3 ? 8 : 0,
      })),
      steps: isS3
        ? [
            { kind: 'lesson', label: 'Read on in “S3”', href: '/lessons/s3#lifecycle', minutes: 45 },
            { kind: 'lab', label: 'Go on with the lab', href: '/labs/s3-lifecycle', minutes: 47 },
            { kind: 'quiz', label: 'Take the quiz', href: '/quizzes/s3', minutes: 21 },
          ]
        : [],
      minutesLeft: isS3 ? 113 : 0,
      done: ready && !isS3,
    };
  });
  return {
    title: course.title,
    parts,
    minutesLeft: 113,
    resume: {
      kind: 'lab',
      href: '/labs/s3-lifecycle/tiering',
      label: 'Go on with “The right class at the right age”',
      where: 'Lab, S3: storage that ages well',
      at: AT,
    },
    capstone: {
      part: 'capstone',
      waitsFor: [{ part: 's3', title: 'S3: storage that ages well', steps: 3, minutes: 113 }],
    },
    next: { href: '/lessons/s3', label: 'Go on reading: S3, storage that ages well' },
  };
}
const LAB_TITLES: Record<string, string> = {
  'iam-foundations': 'Whose keys are these?',
  'ec2-gpu-spot': 'A GPU box that nobody can knock on',
  'eks-serving': 'Answer while it rains',
};

const code = (kind: string, language: string, text: string, caption = '') =>
  `<figure class="code" data-language="${language}" data-kind="${kind}">${caption ? `<figcaption>${caption}</figcaption>` : ''}<pre tabindex="0"><code class="hljs language-${language}">${text}\n</code></pre></figure>`;

const paragraphs = (count: number) =>
  Array.from(
    { length: count },
    () =>
      `<p>A lifecycle rule is a filter and a list of actions. S3 looks at every object once a day, and an object that has reached the age a rule names moves on. It never moves back up: a <code>STANDARD_IA</code> object that somebody reads every morning stays where it is, and each read is billed.</p>`,
  ).join('\n');

const figure = `<figure class="figure"><svg viewBox="0 0 640 150" role="img" aria-label="An object moves from Standard over Standard-IA to Glacier Instant Retrieval" class="figure-svg"><g fill="none" stroke="currentColor" stroke-width="1.5"><rect x="10" y="50" width="150" height="50" rx="6"/><rect x="245" y="50" width="150" height="50" rx="6"/><rect x="480" y="50" width="150" height="50" rx="6"/><path d="M160 75h78m-8-6 8 6-8 6M395 75h78m-8-6 8 6-8 6"/></g><g fill="currentColor" font-family="sans-serif" font-size="14" text-anchor="middle"><text x="85" y="80">STANDARD</text><text x="320" y="80">STANDARD_IA</text><text x="555" y="80">GLACIER_IR</text><text x="200" y="62" font-size="12">day 30</text><text x="435" y="62" font-size="12">day 90</text></g></svg></figure>`;

export const lessonReply = (): LessonReply => ({
  part: 's3',
  title: 'S3: storage that ages well',
  summary:
    'Keys and prefixes, a bucket that refuses strangers and plain HTTP, versions, lifecycle rules you can predict, and what each storage class costs.',
  minutes: 45,
  updated: '2026-11-25',
  objectives: [
    'Explain keys and prefixes, and page through a listing of any length.',
    'Make a bucket private, encrypted and closed to plain HTTP.',
    'Write lifecycle rules that also tame old versions and dead uploads.',
    'Pick a storage class from access pattern and minimum charges.',
  ],
  html: `<p>Brackenmere records birds at night. Eleven people, four years, 41 TB, and one bucket that never forgot anything: the bill of October was <data class="price" value="943" title="Price as of 2026-08">$943.00</data>, most of it for recordings that nobody will open again.</p>
<h2 id="keys">Keys, not folders</h2>
<p>There are no folders. What selects objects is a <a class="term" href="/glossary#prefix">prefix</a>, compared letter by letter.</p>
${paragraphs(1)}
${code('run', 'bash', '<span class="hljs-built_in">export</span> BUCKET=bm-demo-$(aws sts get-caller-identity --query Account --output text)\naws s3api create-bucket --bucket <span class="hljs-string">"<span class="hljs-variable">$BUCKET</span>"</span>\naws s3api list-objects-v2 --bucket <span class="hljs-string">"<span class="hljs-variable">$BUCKET</span>"</span> --prefix models/ --query <span class="hljs-string">\'Contents[].Key\'</span>')}
<p>Look at the second line of the output:</p>
${code('output', 'text', '{\n    "Location": "/bm-demo-000000000001"\n}')}
<div class="markdown-alert markdown-alert-warning"><p class="markdown-alert-title">Warning</p><p>Tutorials older than 2023 still switch ACLs on. New buckets have them off, and that is right.</p></div>
<h2 id="lifecycle">Rules you can predict</h2>
${figure}
${paragraphs(2)}
${code('lifecycle', 'json', '{\n  <span class="hljs-attr">"Rules"</span>: [\n    { <span class="hljs-attr">"ID"</span>: <span class="hljs-string">"models"</span>, <span class="hljs-attr">"Status"</span>: <span class="hljs-string">"Enabled"</span>, <span class="hljs-attr">"Filter"</span>: { <span class="hljs-attr">"Prefix"</span>: <span class="hljs-string">"models/"</span> },\n      <span class="hljs-attr">"Transitions"</span>: [ { <span class="hljs-attr">"Days"</span>: <span class="hljs-number">30</span>, <span class="hljs-attr">"StorageClass"</span>: <span class="hljs-string">"STANDARD_IA"</span> } ] }\n  ]\n}', '<code>lifecycle.json</code>')}
<section class="self-check"><div class="self-check-question"><p>A 50 KiB label file under <code>models/</code> is 200 days old. In which class is it?</p></div><details class="self-check-answer"><summary>Show the answer</summary><p>Still in Standard: objects under 128 KB stay unless the rule has a size filter of its own.</p></details></section>
<h3 id="minimums">Minimum charges</h3>
<table><thead><tr><th scope="col">Class</th><th scope="col">Storage, GB-month</th><th scope="col">Minimum days</th></tr></thead><tbody><tr><td>Standard</td><td>$0.023</td><td>none</td></tr><tr><td>Standard-IA</td><td>$0.0125</td><td>30</td></tr><tr><td>Glacier Instant Retrieval</td><td>$0.004</td><td>90</td></tr></tbody></table>
${paragraphs(2)}
<aside class="lab-box"><p>In the lab you write these rules for three prefixes, and the time machine shows where they put each object.</p><p class="lab-box-link"><a href="/labs/s3-lifecycle/tiering">Open this task in the workbench</a></p></aside>
<h2 id="versions">Versions and dead uploads</h2>
${paragraphs(3)}
${code('expect-error', 'bash', 'aws s3api put-bucket-lifecycle-configuration --bucket "$BUCKET" --lifecycle-configuration file://broken.json')}
${code('norun', 'bash', 'aws s3 sync s3://bm-recordings/2022/ ./2022/', 'Not run by the tests of this course: needs 9 TB of recordings')}
${paragraphs(2)}`,
  toc: [
    { id: 'keys', text: 'Keys, not folders', depth: 2 },
    { id: 'lifecycle', text: 'Rules you can predict', depth: 2 },
    { id: 'minimums', text: 'Minimum charges', depth: 3 },
    { id: 'versions', text: 'Versions and dead uploads', depth: 2 },
  ],
  terms: [
    {
      id: 'prefix',
      term: 'prefix',
      html: 'The first characters of a key. Listings, rules and policies select objects by it.',
    },
  ],
  labs: [{ id: 's3-lifecycle', title: 'Recordings that age well', ready: true }],
  quiz: true,
  sources: [
    {
      title: 'Managing the lifecycle of objects',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
    },
    { title: 'Amazon S3 pricing', url: 'https://aws.amazon.com/s3/pricing/' },
  ],
  priceDate: '2026-08',
  previous: { part: 'intro', title: 'Before you fly' },
  next: null,
  progress: { done: false, position: 'lifecycle' },
});

const task = (
  id: string,
  title: string,
  points: number,
  more: Partial<LabReply['tasks'][number]> = {},
): LabReply['tasks'][number] => ({
  id,
  title,
  kind: 'build',
  points,
  after: ['secure-bucket'],
  artifacts: [],
  hints: 3,
  ...more,
});

export const labReply = (): LabReply => ({
  id: 's3-lifecycle',
  title: 'Recordings that age well',
  summary: 'Recordings, models and abandoned experiments in one public bucket that never forgets.',
  part: 's3',
  minutes: 75,
  costNote: 'one KMS key ($1.00 a month, prorated) and a few megabytes of storage.',
  introHtml:
    '<p>Recordings, models and abandoned experiments lie in one public bucket that never forgets. Build one that ages its contents, and repair the attic that the contractor left.</p>',
  hintCosts: [0, 10, 25],
  tasks: [
    task('secure-bucket', 'Private, owned, encrypted', 16, { after: [] }),
    task('tls-only', 'Refuse plain HTTP', 12),
    task('tiering', 'The right class at the right age', 20),
    task('version-hygiene', 'Old versions and dead uploads go', 12),
    task('dataset-sync', 'Sync forty files', 10),
    task('presigned-link', 'A link for one hour', 6, {
      artifacts: [{ name: 'url.txt', language: 'text', about: 'The presigned URL, alone in the file.' }],
    }),
    task('inventory-script', 'Count past a thousand', 10, {
      kind: 'fix',
      after: [],
      artifacts: [{ name: 'inventory.py', language: 'python', starter: 'files/inventory.py' }],
    }),
    task('attic-fix', 'Repair the attic', 14, { kind: 'fix', after: [] }),
  ],
  files: [
    { path: 'dataset/manifest.json', bytes: 2210 },
    { path: 'inventory.py', bytes: 412 },
  ],
});

const instructions = `<p><strong>Goal</strong> Every object of <code>bm-ml-data-4f09c1</code> is in the storage class that suits its age.</p><h3>What to do</h3><p>Write lifecycle rules so that</p><ul><li><code>models/</code> is in Standard-IA from day 30 and in Glacier Instant Retrieval from day 90,</li><li><code>experiments/</code> is in Glacier Deep Archive from day 60,</li><li>anything tagged <code>retention=scratch</code> is gone after 14 days.</li></ul><h3>Done when</h3><p>Objects outside these prefixes, and small files, stay where they are.</p>`;

export function labSessionReply(): LabSessionReply {
  const lab = labReply();
  const last: Record<string, TaskResult> = {
    'secure-bucket': results.pass,
    tiering: results.fail,
    'version-hygiene': results.blocked,
    'attic-fix': results.partial,
  };
  return {
    id: 'ls_00000001',
    lab: lab.id,
    status: 'ready',
    problem: null,
    createdAt: AT,
    generation: 1,
    variables: { bucket: 'bm-ml-data-4f09c1', attic: 'bm-attic-4f09c1' },
    target: {
      kind: 'sandbox',
      endpoint: 'http://127.0.0.1:4566',
      account: '000000000001',
      region: 'us-east-1',
    },
    score: 23,
    maxScore: 100,
    tasks: lab.tasks.map((one) => ({
      id: one.id,
      instructionsHtml: instructions,
      best: last[one.id]?.points ?? 0,
      hintCost: one.id === 'tiering' ? 2 : 0,
      hintsOpened: one.id === 'tiering' ? [1, 2] : [],
      last: last[one.id] ?? null,
      targetedHintHtml:
        one.id === 'tiering'
          ? '<p>In this account the second transition names <code>GLACIER</code>: Flexible Retrieval, where a model needs a restore of hours before a pod can load it.</p>'
          : null,
      answerOpen: last[one.id]?.status === 'pass',
    })),
    attempts: [
      {
        id: 'at_00000002',
        number: 2,
        status: 'done',
        createdAt: AT,
        finishedAt: AT,
        score: 23,
        checkable: 88,
        tasks: null,
      },
      {
        id: 'at_00000001',
        number: 1,
        status: 'done',
        createdAt: '2026-11-25T09:10:00.000Z',
        finishedAt: AT,
        score: 16,
        checkable: 16,
        tasks: ['secure-bucket'],
      },
    ],
  };
}

export const hintTexts: Record<number, string> = {
  1: '<p>Look at the table of probes: which objects move, and which must not?</p>',
  2: '<p>A filter decides which objects a rule sees; a transition decides when. Minimum charges make some moves dear.</p>',
  3: code(
    'norun',
    'bash',
    'aws s3api put-bucket-lifecycle-configuration --bucket … --lifecycle-configuration file://rules.json',
  ),
};

export const lifecycleReply = (): LifecycleReply => ({
  today: '2026-11-25',
  buckets: [
    {
      name: 'bm-ml-data-4f09c1',
      state: 'read',
      message: '',
      versioning: 'Enabled',
      configuration: {
        Rules: [
          {
            ID: 'models',
            Status: 'Enabled',
            Filter: { Prefix: 'models/' },
            Transitions: [
              { Days: 30, StorageClass: 'STANDARD_IA' },
              { Days: 90, StorageClass: 'GLACIER' },
            ],
          },
          {
            ID: 'experiments',
            Status: 'Enabled',
            Filter: { Prefix: 'experiments/' },
            Transitions: [{ Days: 60, StorageClass: 'DEEP_ARCHIVE' }],
          },
          {
            ID: 'scratch',
            Status: 'Enabled',
            Filter: { Tag: { Key: 'retention', Value: 'scratch' } },
            Expiration: { Days: 14 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
          { ID: 'old', Status: 'Disabled', Filter: {}, Expiration: { Days: 365 } },
        ],
      },
      probes: [
        {
          label: 'A model',
          key: 'models/a.pth',
          sizeBytes: 5242880,
          tags: {},
          expected: [
            { day: 29, state: 'STANDARD' },
            { day: 31, state: 'STANDARD_IA' },
            { day: 91, state: 'GLACIER_IR' },
            { day: 2000, state: 'GLACIER_IR' },
          ],
        },
        {
          label: 'A small file',
          key: 'models/tiny.json',
          sizeBytes: 51200,
          tags: {},
          expected: [{ day: 91, state: 'STANDARD' }],
        },
        {
          label: 'An experiment',
          key: 'experiments/run1/x.bin',
          sizeBytes: 5242880,
          tags: {},
          expected: [
            { day: 59, state: 'STANDARD' },
            { day: 61, state: 'DEEP_ARCHIVE' },
          ],
        },
        {
          label: 'Scratch data',
          key: 'datasets/y.wav',
          sizeBytes: 5242880,
          tags: { retention: 'scratch' },
          expected: [
            { day: 13, state: 'STANDARD' },
            { day: 15, state: 'expired' },
          ],
        },
        { label: 'A dataset file', key: 'datasets/x.wav', sizeBytes: 5242880, tags: {}, expected: [] },
      ],
    },
    {
      name: 'bm-attic-4f09c1',
      state: 'no-rules',
      message:
        'Bucket bm-attic-4f09c1 has no lifecycle configuration, so every object stays where it was uploaded.',
      versioning: null,
      configuration: null,
      probes: [
        {
          label: 'A model',
          key: 'models/x',
          sizeBytes: 5242880,
          tags: {},
          expected: [{ day: 121, state: 'GLACIER_IR' }],
        },
      ],
    },
  ],
});
