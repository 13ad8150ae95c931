import type { Variables } from '../../graders/contract/index.ts';
import { cliCommand, xformName } from './names.ts';
import type { CallStep, Step } from './schema.ts';

const quote = (text: string): string =>
  /^[A-Za-z0-9_./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Renders steps as a bash script of AWS CLI commands: the same calls with the same inputs, for reading and for running.
 * Results of named steps become shell variables that jq reads; `{{names}}` of the lab are filled in.
 *
 * @param folder path of the lab folder as the reader's shell sees it
 */
export function renderCli(steps: readonly Step[], variables: Variables, folder: string): string {
  const lines = ['set -euo pipefail'];
  if (JSON.stringify(steps).includes('{{acct}}')) {
    lines.push('acct=$(aws sts get-caller-identity --query Account --output text)');
  }
  for (const step of steps) {
    const item = step.forEach;
    const body = renderStep(step, variables, folder);
    if (body.length === 0) continue;
    if (!item) {
      lines.push(...body);
      continue;
    }
    const source =
      'of' in item
        ? `jq -c '.${item.of.split('.').slice(1).join('.')}[]?' <<<"$${item.of.split('.')[0]}"`
        : 'file' in item
          ? `jq -c '.[]' ${quote(`${folder}/${item.file}`)}`
          : `jq -c '.[]' <<<${quote(JSON.stringify(item.list))}`;
    lines.push(`${source} | while read -r item; do`, ...body.map((line) => `  ${line}`), 'done');
  }
  return `${lines.join('\n')}\n`;
}

/** A string with templates as one bash word: text in single quotes, results of earlier steps read by jq. */
function word(value: string, variables: Variables): string {
  const parts = value.split(/(\{\{\s*[A-Za-z0-9_.-]+\s*\}\})/);
  if (parts.length === 1) return quote(value);
  const filled: (string | { code: string })[] = parts.map((part) => {
    const name = /^\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}$/.exec(part)?.[1];
    if (name === undefined) return part;
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const [root, ...path] = name.split('.');
    if (path.length === 0) return { code: `"$${root}"` };
    const jq = path.map((entry) => (/^\d+$/.test(entry) ? `[${entry}]` : `.${entry}`)).join('');
    return { code: `"$(jq -r '${jq.startsWith('[') ? `.${jq}` : jq}' <<<"$${root}")"` };
  });
  if (filled.every((part) => typeof part === 'string')) return quote(filled.join(''));
  return filled
    .map((part) => (typeof part === 'string' ? (part === '' ? '' : quote(part)) : part.code))
    .join('');
}

function argument(
  name: string,
  value: unknown,
  variables: Variables,
  body: string[],
  folder: string,
): string {
  const flag = `--${xformName(name, '-')}`;
  if (typeof value === 'boolean') return value ? flag : `--no-${xformName(name, '-')}`;
  if (typeof value === 'number') return `${flag} ${value}`;
  if (typeof value === 'string') return `${flag} ${word(value, variables)}`;
  const [special, ...more] = Object.keys(value as object);
  if (special?.startsWith('$') && more.length === 0) {
    const content = (value as Record<string, unknown>)[special];
    if (special === '$file') return `${flag} ${quote(`${folder}/${String(content)}`)}`;
    if (special === '$json') return `${flag} ${word(JSON.stringify(content), variables)}`;
    const file = 'body.bin';
    if (special === '$zeros') body.push(`head -c ${word(String(content), variables)} /dev/zero > ${file}`);
    else body.push(`printf %s ${word(String(content), variables)} > ${file}`);
    return `${flag} ${file}`;
  }
  return `${flag} ${word(JSON.stringify(flattenSpecials(value)), variables)}`;
}

/** `$json` inside a structure is a string member there. */
function flattenSpecials(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flattenSpecials);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$json') return JSON.stringify(first[1]);
  return Object.fromEntries(entries.map(([key, entry]) => [key, flattenSpecials(entry)]));
}

function renderCall(step: CallStep & Step, variables: Variables, folder: string): string[] {
  const body: string[] = [];
  const args = Object.entries(step.input).map(([name, value]) =>
    argument(name, value, variables, body, folder),
  );
  const command = `aws ${cliCommand(step.service)} ${xformName(step.operation, '-')}`;
  const full = [command, ...args].join(' ');
  const broken = full.length <= 110 ? full : [command, ...args].join(' \\\n    ');
  const guarded = step.mayFail ? `${broken} || true` : broken;
  body.push(
    step.as === undefined
      ? step.forEach
        ? `${guarded} > /dev/null`
        : guarded
      : `${step.as}=$(${broken} --output json)`,
  );
  return body;
}

function renderStep(step: Step, variables: Variables, folder: string): string[] {
  if (step.kind === 'call') return renderCall(step, variables, folder);
  if (step.kind === 'presign') {
    const { Bucket, Key } = step.input as Record<string, string>;
    const presign = `aws s3 presign ${word(`s3://${Bucket}/${Key}`, variables)} --expires-in ${word(String(step.expiresIn), variables)}`;
    return [step.as === undefined ? presign : `${step.as}=$(${presign})`];
  }
  const target = `${step.task}-${step.name}`;
  return 'file' in step.content
    ? [`# hand in ${folder}/${step.content.file} for ${step.task}`]
    : [`printf '%s\\n' ${word(step.content.text, variables)} > ${quote(target)}  # hand in for ${step.task}`];
}
