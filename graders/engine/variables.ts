import { createHash } from 'node:crypto';
import type { CommonVariables, Variables, VariableSpec } from '../contract/index.ts';
import { fillTemplate, templateNames } from '../kit/index.ts';
import { atPlace, GraderError } from './errors.ts';

export interface VariablesInput {
  lab: { id: string; variables: Readonly<Record<string, VariableSpec>> };
  /** `labs/variables.json`; a lab may declare one of these again. */
  common: CommonVariables;
  /** The learner's seed; without one every variable has its default. */
  seed?: string;
  /** `--var name=value`. */
  overrides?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The values of a lab's variables for one learner (lab-catalogue §1): the index into the set of values is
 * SHA-256(seed ‖ lab ‖ variable) mod the size of the set; `hex: n` is the set of all n-digit numbers. An override may be
 * any string, and becomes a number or a boolean where the declared choices are.
 *
 * @throws GraderError VARIABLE_UNKNOWN (lists the known names), VARIABLE_INVALID, VARIABLE_CYCLE.
 */
export function resolveVariables({ lab, common, seed, overrides = {} }: VariablesInput): Variables {
  const specs: Record<string, VariableSpec> = { ...common, ...lab.variables };
  const known = Object.keys(specs).sort();
  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(specs, name));
  if (unknown.length > 0) {
    throw new GraderError(
      'VARIABLE_UNKNOWN',
      `Lab ${lab.id} has no variable ${unknown.join(', ')}. Known: ${known.join(', ')}.`,
    );
  }

  const values: Variables = {};
  const resolving: string[] = [];
  const resolve = (name: string): void => {
    if (Object.hasOwn(values, name)) return;
    if (resolving.includes(name)) {
      const path = [...resolving, name].join(' → ');
      throw new GraderError('VARIABLE_CYCLE', `Variables of lab ${lab.id} need each other: ${path}.`);
    }
    const spec = specs[name] as VariableSpec;
    const override = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
    if (override !== undefined) {
      values[name] = coerce(name, spec, override);
      return;
    }
    if ('value' in spec) {
      resolving.push(name);
      for (const needed of templateNames(spec.value)) if (Object.hasOwn(specs, needed)) resolve(needed);
      resolving.pop();
      const filled = atPlace(`Variable ${name} of lab ${lab.id}`, () =>
        fillTemplate(spec.value, values),
      ) as Variables[string];
      values[name] = spec.match === undefined ? filled : partOf(lab.id, name, String(filled), spec.match);
      return;
    }
    values[name] = draw(lab.id, name, spec, seed);
  };
  for (const name of known) resolve(name);
  return values;
}

/** The first group of a match: a script cannot take a list or an address block apart. */
function partOf(lab: string, name: string, text: string, match: string): string {
  const invalid = (problem: string): never => {
    throw new GraderError('VARIABLE_INVALID', `Variable ${name} of lab ${lab} ${problem}.`);
  };
  let pattern: RegExp;
  try {
    pattern = new RegExp(match);
  } catch (error) {
    return invalid(
      `has a match that is no regular expression: ${error instanceof Error ? error.message : match}`,
    );
  }
  return pattern.exec(text)?.[1] ?? invalid(`is a part of "${text}", which has none`);
}

function draw(
  lab: string,
  name: string,
  spec: Exclude<VariableSpec, { value: string }>,
  seed: string | undefined,
): string | number | boolean {
  if ('hex' in spec) {
    if (seed === undefined) return spec.default;
    return indexOf(seed, lab, name, 16n ** BigInt(spec.hex))
      .toString(16)
      .padStart(spec.hex, '0');
  }
  const index = seed === undefined ? 0 : Number(indexOf(seed, lab, name, BigInt(spec.choices.length)));
  return spec.choices[index] as string | number | boolean;
}

function indexOf(seed: string, lab: string, name: string, size: bigint): bigint {
  const digest = createHash('sha256').update(`${seed}${lab}${name}`).digest('hex');
  return BigInt(`0x${digest}`) % size;
}

function coerce(
  name: string,
  spec: VariableSpec,
  override: string | number | boolean,
): string | number | boolean {
  if (!('choices' in spec)) return String(override);
  if (spec.choices.every((choice) => typeof choice === 'number')) {
    const number = typeof override === 'string' && override.trim() === '' ? NaN : Number(override);
    if (Number.isFinite(number)) return number;
    throw new GraderError(
      'VARIABLE_INVALID',
      `Variable ${name} is a number, such as ${String(spec.choices[0])}; got "${String(override)}".`,
    );
  }
  if (spec.choices.every((choice) => typeof choice === 'boolean')) {
    if (override === true || override === 'true') return true;
    if (override === false || override === 'false') return false;
    throw new GraderError(
      'VARIABLE_INVALID',
      `Variable ${name} is true or false; got "${String(override)}".`,
    );
  }
  return String(override);
}
