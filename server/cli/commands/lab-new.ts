import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../root.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

const title = (id: string): string => id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());

/** Every file of a lab in its smallest valid form: one task, judged by a check that exists. */
function files(id: string): Record<string, string> {
  const manifest = {
    id,
    title: title(id),
    summary: 'What goes wrong without this, and what the learner builds, in one or two sentences.',
    lesson: 's3',
    minutes: 30,
    costNote: 'What the lab costs on a real account, and what it costs in the sandbox.',
    variables: {
      bucket: { value: `{{prefix}}-${id}-{{suffix}}`, about: 'Your bucket' },
      key_alias: { value: `alias/{{prefix}}-${id}`, about: 'Alias of the key' },
    },
    tasks: [
      {
        id: 'first-task',
        title: 'Say the effect, not the clicks',
        kind: 'build',
        points: 100,
        after: [],
        covers: ['S3.8'],
        checks: [
          { use: 's3/secure-bucket', params: { bucket: '{{bucket}}', keyAlias: '{{key_alias}}' }, weight: 1 },
        ],
      },
    ],
  };
  const mistake = (name: string, step: string, reason: string): [string, string] => [
    `fixtures/labs/${id}/mistake-${name}.yaml`,
    `title: What the learner forgot\nwithout: [${step}]\nexpect: { first-task: ${reason} }\n`,
  ];
  return Object.fromEntries([
    [`labs/${id}/lab.json`, `${JSON.stringify(manifest, null, 2)}\n`],
    [
      `labs/${id}/task.md`,
      `The situation, in a few lines of the story.\n\n## first-task\n\n### Goal\n\nOne sentence that names the effect.\n\n### What to do\n\nWhat to reach, without giving the answer away. The bucket is \`{{bucket}}\`.\n\n### Done when\n\nThe learner can predict the verdict.\n`,
    ],
    [
      `labs/${id}/hints.md`,
      `## first-task\n\n### H1\n\nWhere to look.\n\n### H2\n\nWhich concept decides.\n\n### H3\n\nNearly the command, with blanks.\n`,
    ],
    [
      `labs/${id}/setup.yaml`,
      `# What the learner inherits.\n- kms:CreateKey: { Description: Key of the lab }\n  as: key\n- kms:CreateAlias: { AliasName: '{{key_alias}}', TargetKeyId: '{{key.KeyMetadata.KeyId}}' }\n`,
    ],
    [
      `labs/${id}/solution.yaml`,
      `# The reference answer; mistakes drop or replace its named steps.\n- s3:CreateBucket: { Bucket: '{{bucket}}' }\n  step: create-bucket\n  task: first-task\n- s3:PutBucketEncryption:\n    Bucket: '{{bucket}}'\n    ServerSideEncryptionConfiguration:\n      Rules:\n        - ApplyServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: '{{key_alias}}' }\n          BucketKeyEnabled: true\n  step: encryption\n  task: first-task\n`,
    ],
    mistake('no-bucket', 'create-bucket, encryption', 'bucket-missing'),
    mistake('no-key', 'encryption', 'not-kms'),
  ]);
}

/** `groundschool lab new`: makes the folder with every file, valid but small, and says what comes next. */
export default async function run(args: readonly string[]): Promise<number> {
  const { words } = parseCommand(args, {}, 'groundschool lab new <lab>', { min: 1, max: 1 });
  const id = words[0] ?? '';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new UsageError('USAGE', `A lab's id is kebab-case, such as vpc-two-az; got "${id}".`);
  const root = repositoryRoot();
  const made = files(id);
  const there = Object.keys(made).filter((file) => existsSync(join(root, file)));
  if (existsSync(join(root, 'labs', id))) there.push(`labs/${id}`);
  if (there.length > 0)
    throw new UsageError('FILE_EXISTS', `${there.join(', ')} exists already; nothing was written.`);
  for (const [file, content] of Object.entries(made)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    process.stdout.write(`Wrote ${file}\n`);
  }
  process.stdout.write(
    `Next: list "${id}" in a part of lessons/course.json, write the tasks, then run\n  npx groundschool lab policy ${id} --write\n  npx groundschool lab check ${id}\n`,
  );
  return EXIT.ok;
}
