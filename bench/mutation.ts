/**
 * The mutation score of the models in graders/semantics: which small changes of the code the tests do not notice.
 * Reads the reports that Stryker left (see test/mutation/README.md), gives each survivor the reason that
 * test/mutation/survivors.yaml has for it, and with `--write` makes docs/mutation-score.md, where a model or file without a report
 * keeps the rows that it had; a model with files that were never measured says so. Exit code 1 below 90 %.
 *
 *   npx esbuild bench/mutation.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-mutation.mjs && node .cache/bench-mutation.mjs [--write]
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../server/root.ts';

/** The parts of Stryker's report (mutation-testing-report-schema 2) that are read here. */
interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}
interface Mutant {
  mutatorName: string;
  replacement?: string;
  status: 'Killed' | 'Survived' | 'Timeout' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored';
  location: { start: Position; end: Position };
}
interface Position {
  line: number;
  column: number;
}
/** Why a change may stay unnoticed: `match` is found in "original → replacement" of a mutant of `file`. */
interface Excuse {
  file: string;
  match: string;
  why: string;
}
interface Survivor {
  file: string;
  line: number;
  change: string;
  why: string | undefined;
}

const MODELS = [
  'iam',
  'network',
  'lifecycle',
  'events',
  'pricing',
  'manifests',
  'scheduling',
  'schedules',
  'deployment',
];
const TARGET = 0.9;
const root = repositoryRoot();
const excuses = parse(readFileSync(join(root, 'test/mutation/survivors.yaml'), 'utf8')) as Excuse[];

/** The text between two positions of a file, on one line and not too long. */
function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const whole = lines.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === lines.length - 1 ? end.column - 1 : undefined),
  );
  return oneLine(whole.join(' '));
}

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 90 ? `${flat.slice(0, 89)}…` : flat;
}

const measured: string[] = [];
const rows: { model: string; file: string; killed: number; total: number }[] = [];
const survivors: Survivor[] = [];
for (const model of MODELS) {
  const path = join(root, `reports/mutation/${model}.json`);
  if (!existsSync(path)) {
    console.log(`${model}: no report; run npx stryker run test/mutation/stryker.${model}.json`);
    continue;
  }
  measured.push(model);
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  for (const [file, { source, mutants }] of Object.entries(files)) {
    const counted = mutants.filter(
      ({ status }) => !['RuntimeError', 'CompileError', 'Ignored'].includes(status),
    );
    const alive = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    rows.push({ model, file, killed: counted.length - alive.length, total: counted.length });
    for (const { location, replacement } of alive) {
      const change = `${textAt(source, location)} → ${oneLine(replacement ?? '')}`;
      const excuse = excuses.find((one) => file.endsWith(one.file) && new RegExp(one.match).test(change));
      survivors.push({ file, line: location.start.line, change, why: excuse?.why });
    }
  }
}

const share = (killed: number, total: number): string =>
  total === 0 ? '–' : `${((100 * killed) / total).toFixed(1)} %`;
const reported = new Set(rows.map(({ file }) => file));
const kept = keptRows();
/** Of a model: what was measured now, and the files that another run measured. */
const rowsOf = (model: string): typeof rows => [...rows, ...kept.files].filter((row) => row.model === model);
const sum = (of: typeof rows): [killed: number, total: number] => [
  of.reduce((all, { killed }) => all + killed, 0),
  of.reduce((all, { total }) => all + total, 0),
];
for (const model of measured) {
  const [killed, total] = sum(rowsOf(model));
  console.log(`${nameOf(model)}: ${killed} of ${total} mutants noticed, ${share(killed, total)}`);
  if (total === 0 || killed / total < TARGET) process.exitCode = 1;
}
if (measured.length === 0) process.exitCode = 1;
const unexplained = survivors.filter(({ why }) => why === undefined);
console.log(`${survivors.length} survivors, ${unexplained.length} of them without a reason`);
if (process.argv.includes('--list')) {
  for (const { file, line, change } of unexplained) console.log(`${file}:${line}  ${change}`);
}
if (process.argv.includes('--write')) {
  writeFileSync(join(root, 'docs/mutation-score.md'), `${page()}\n`);
}

/** A model, and how many of its files were measured where that is not all of them. */
function nameOf(model: string): string {
  const folder = join(root, 'graders/semantics', model);
  const files = readdirSync(folder).filter((name) => /^(?!types|index).*\.ts$/.test(name)).length;
  const known = rowsOf(model).length;
  return known < files ? `${model} (${known} of ${files} files)` : model;
}

/** The rows of the page as it is: a model, or a file of one, that was not measured now keeps them. */
function keptRows(): { models: string[]; files: typeof rows; survivors: string[] } {
  const path = join(root, 'docs/mutation-score.md');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const written =
    /on (\d{4}-\d\d-\d\d)/.exec(lines.find((line) => line.startsWith('Generated')) ?? '')?.[1] ?? '';
  const files = lines.flatMap((line) => {
    const [, file = '', model = '', total, killed] =
      /^\| (graders\/semantics\/([^/]+)\/\S+) \| (\d+) \| (\d+) \|/.exec(line) ?? [];
    const isKept = file !== '' && !reported.has(file) && existsSync(join(root, file));
    return isKept ? [{ model, file, killed: Number(killed), total: Number(total) }] : [];
  });
  return {
    // Pages of before had no day in their rows.
    models: lines
      .filter((line) => MODELS.some((model) => !measured.includes(model) && line.startsWith(`| ${model} |`)))
      .map((line) => (line.split('|').length > 6 ? line : `${line} ${written} |`)),
    files,
    survivors: lines.filter((line) =>
      files.some(({ file }) => line.startsWith(`| ${file.replace('graders/semantics/', '')}:`)),
    ),
  };
}

function page(): string {
  const today = new Date().toISOString().slice(0, 10);
  const cell = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
  const lines = [
    '# Would the tests of the models notice?',
    '',
    `Generated by \`bench/mutation.ts\` on ${today}; do not edit.`,
    '',
    'Stryker changes one thing in a model, runs its tests, and puts it back. A change that no test notices survived.',
    '',
    '| model | changes | noticed | score | measured |',
    '| --- | --- | --- | --- | --- |',
    ...MODELS.flatMap((model) => {
      if (!measured.includes(model)) return kept.models.filter((line) => line.startsWith(`| ${model} |`));
      const [killed, total] = sum(rowsOf(model));
      return [`| ${nameOf(model)} | ${total} | ${killed} | ${share(killed, total)} | ${today} |`];
    }),
    '',
    '| file | changes | noticed | score |',
    '| --- | --- | --- | --- |',
    ...MODELS.flatMap(rowsOf).map(
      ({ file, killed, total }) => `| ${file} | ${total} | ${killed} | ${share(killed, total)} |`,
    ),
    '',
    '## What survived',
    '',
    '| where | change | why it may |',
    '| --- | --- | --- |',
    ...kept.survivors,
    ...survivors.map(
      ({ file, line, change, why }) =>
        `| ${file.replace('graders/semantics/', '')}:${line} | ${cell(change)} | ${why ?? 'no reason: a case is missing'} |`,
    ),
  ];
  return lines.join('\n');
}
