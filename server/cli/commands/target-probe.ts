import { readFileSync, writeFileSync } from 'node:fs';
import { checks } from '../../../graders/checks/index.ts';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { labIds } from '../../catalog/lab-files.ts';
import { repositoryRoot } from '../../root.ts';
import { identifyEndpoint, type Identity } from '../../targets/identify.ts';
import { coverageOf, readsOfTasks, type TaskCoverage } from '../../targets/lab-coverage.ts';
import { manifestFor, READ_STATUSES, type Manifest } from '../../targets/manifests.ts';
import { probeReads, type Probe } from '../../targets/probe.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { withoutSecrets } from '../report.ts';
import { TARGET_OPTIONS, targetOf } from '../target.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';
import { TARGET_USAGE } from './target-usage.ts';

interface Finding {
  endpoint: string;
  identity: Identity;
  /** The manifest that was used beside the probe, by program and version; null for none. */
  manifest: { program: string; version: string | null; date: string; basis: string } | null;
  account: string | null;
  reads: Probe['reads'];
  tasks: TaskCoverage[];
}

/** `groundschool target probe`: which program answers, which reads it has, and which tasks could not be checked there. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(
    args,
    {
      ...TARGET_OPTIONS,
      lab: { type: 'string', multiple: true },
      format: { type: 'string', default: 'text' },
      'write-manifest': { type: 'string' },
    },
    TARGET_USAGE,
    { min: 0, max: 0 },
  );
  if (!['text', 'json'].includes(values.format))
    throw new UsageError('USAGE', `--format is text or json; got "${values.format}".`);
  const target = await targetOf(values, values.region ?? 'us-east-1');
  if (target.endpoint === null)
    throw new UsageError(
      'USAGE',
      'A probe is for emulators: name one with --endpoint-url. At AWS every read exists; `groundschool lab policy` says what it needs.',
    );
  const root = repositoryRoot();
  const labs = await Promise.all((values.lab ?? labIds(root)).map((id) => labForGrading(root, id)));
  const byLab = new Map<string, Map<string, AnyRead[]>>();
  for (const { manifest } of labs) byLab.set(manifest.id, await readsOfTasks(manifest, checks));
  const identity = await identifyEndpoint(target.endpoint, target.ca);
  const reads = [...byLab.values()].flatMap((tasks) => [...tasks.values()].flat());
  const probe = await probeReads(target, reads, new AbortController().signal);
  const manifest = manifestFor(identity);
  const finding: Finding = {
    endpoint: target.endpoint,
    identity,
    manifest: manifest && shortOf(manifest),
    account: probe.account,
    reads: probe.reads,
    tasks: [...byLab].flatMap(([lab, tasks]) => coverageOf(lab, tasks, probe.reads, manifest)),
  };
  if (values['write-manifest'] !== undefined) writeReads(values['write-manifest'], probe);
  const text = values.format === 'json' ? `${JSON.stringify(finding, null, 2)}\n` : inWords(finding);
  process.stdout.write(withoutSecrets(text));
  return probe.account === null ? EXIT.nothingChecked : EXIT.ok;
}

/** Puts what was seen into a manifest; what is in it by hand stays. @throws Error where the file is none */
function writeReads(file: string, { reads }: Probe): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  manifest.reads = Object.fromEntries(reads.map(({ operation, status }) => [operation, status]));
  manifest.date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

function shortOf({ program, version, date, basis }: Manifest): NonNullable<Finding['manifest']> {
  return { program, version, date, basis };
}

function inWords({ endpoint, identity, manifest, account, reads, tasks }: Finding): string {
  const version = identity.version ?? 'of a version that it does not say';
  const lines = [
    `${endpoint}: ${identity.program === 'unknown' ? 'a program that we do not know' : `${identity.program} ${version}`} (${identity.how}).`,
    account === null
      ? 'It does not say whose keys these are; nothing else was tried.'
      : `Account ${account}.`,
  ];
  if (manifest)
    lines.push(
      `Manifest: ${manifest.program} ${manifest.version ?? 'of any version'}, ${manifest.basis} on ${manifest.date}.`,
    );
  for (const status of READ_STATUSES) {
    const those = reads.filter((one) => one.status === status);
    if (those.length === 0) continue;
    lines.push(`${status.padEnd(10)} ${those.length} reads`);
    if (status !== 'supported')
      lines.push(...those.map(({ operation, why }) => `           ${operation}: ${why}`));
  }
  const hindered = tasks.filter(({ obstacles }) => obstacles.length > 0);
  const open = hindered.filter(({ obstacles }) => obstacles.every(({ kind }) => kind === 'unknown'));
  lines.push(
    '',
    `${tasks.length - hindered.length} of ${tasks.length} tasks can be checked there, ${hindered.length - open.length} cannot, of ${open.length} it is not known.`,
  );
  for (const { lab, task, obstacles } of hindered) {
    const isOpen = obstacles.every(({ kind }) => kind === 'unknown');
    lines.push(`${isOpen ? 'not known' : 'cannot be checked'}: ${lab} ${task}`);
    lines.push(...obstacles.map(({ operation, kind, why }) => `  ${operation} (${kind}): ${why}`));
  }
  return `${lines.join('\n')}\n`;
}
