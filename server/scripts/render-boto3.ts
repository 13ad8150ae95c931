import { fillTemplate, templateNames } from '../../graders/kit/index.ts';
import type { Variables } from '../../graders/contract/index.ts';
import { botoClient, xformName } from './names.ts';
import type { Step } from './schema.ts';

/** Renders steps as a Python script with boto3: the same calls with the same inputs. */
export function renderBoto3(steps: readonly Step[], variables: Variables, folder: string): string {
  const services = [
    ...new Set(
      steps.flatMap((step) =>
        step.kind === 'call' ? [step.service] : step.kind === 'presign' ? ['s3'] : [],
      ),
    ),
  ];
  const needsAccount = JSON.stringify(steps).includes('{{acct}}');
  const lines = ['import json', '', 'import boto3', ''];
  for (const service of services)
    lines.push(`${name(service)} = boto3.client(${python(botoClient(service), variables)})`);
  if (needsAccount) lines.push('acct = boto3.client("sts").get_caller_identity()["Account"]');
  lines.push('');
  for (const step of steps) {
    const rendered = renderStep(step, variables, folder);
    if (!step.forEach) {
      lines.push(...rendered);
      continue;
    }
    const list =
      'of' in step.forEach
        ? `${step.forEach.of.split('.')[0]}.get(${step.forEach.of
            .split('.')
            .slice(1)
            .map((part) => JSON.stringify(part))
            .join(', {}).get(')}, [])`
        : 'file' in step.forEach
          ? `json.load(open(${JSON.stringify(`${folder}/${step.forEach.file}`)}))`
          : python(step.forEach.list, variables);
    lines.push(`for item in ${list}:`, ...rendered.map((line) => `    ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

const name = (service: string): string => service.replaceAll('-', '_');

function renderStep(step: Step, variables: Variables, folder: string): string[] {
  const assign = step.as === undefined ? '' : `${step.as} = `;
  if (step.kind === 'artifact') {
    return 'file' in step.content
      ? [`# hand in ${folder}/${step.content.file} for ${step.task}`]
      : [`print(${python(step.content.text, variables)})  # hand in for ${step.task} as ${step.name}`];
  }
  if (step.kind === 'presign') {
    const method = step.method === 'GET' ? 'get_object' : 'put_object';
    return [
      `${assign}s3.generate_presigned_url(${JSON.stringify(method)}, Params=${python(step.input, variables)}, ExpiresIn=${python(step.expiresIn, variables)})`,
    ];
  }
  const args = Object.entries(step.input).map(([key, value]) => `${key}=${python(value, variables, folder)}`);
  const call = `${assign}${name(step.service)}.${xformName(step.operation, '_')}`;
  const full = `${call}(${args.join(', ')})`;
  const lines = full.length <= 110 ? [full] : [`${call}(`, ...args.map((arg) => `    ${arg},`), ')'];
  if (!step.mayFail) return lines;
  return [
    'try:',
    ...lines.map((line) => `    ${line}`),
    `except ${name(step.service)}.exceptions.ClientError:`,
    '    pass',
  ];
}

/** A JSON value as a Python expression; `{{step.Member}}` becomes an index into the earlier result. */
function python(value: unknown, variables: Variables, folder = ''): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonText(value, variables);
  if (Array.isArray(value)) return `[${value.map((entry) => python(entry, variables, folder)).join(', ')}]`;
  const entries = Object.entries(value as object) as [string, unknown][];
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith('$')) {
    const [special, content] = first;
    if (special === '$json') return `json.dumps(${python(content, variables, folder)})`;
    if (special === '$zeros') return `bytes(${python(content, variables, folder)})`;
    if (special === '$text') return `${python(content, variables, folder)}.encode()`;
    if (special === '$file') return `open(${JSON.stringify(`${folder}/${String(content)}`)}, "rb")`;
  }
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${python(entry, variables, folder)}`).join(', ')}}`;
}

function pythonText(text: string, variables: Variables): string {
  const unknown = templateNames(text).filter((path) => !Object.hasOwn(variables, path));
  if (unknown.length === 0) return JSON.stringify(fillTemplate(text, variables));
  const index = (path: string): string => {
    const [root = '', ...steps] = path.split('.');
    return root + steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `["${step}"]`)).join('');
  };
  const whole = /^\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}$/.exec(text)?.[1];
  if (whole !== undefined) return index(whole);
  const parts = text.split(/(\{\{\s*[A-Za-z0-9_.-]+\s*\}\})/).filter((part) => part !== '');
  return parts
    .map((part) => {
      const path = /^\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}$/.exec(part)?.[1];
      if (path === undefined) return JSON.stringify(part);
      return Object.hasOwn(variables, path) ? JSON.stringify(String(variables[path])) : `str(${index(path)})`;
    })
    .join(' + ');
}
