/** Sizes, labels and taints of node groups, and what EKS refuses of them. */
import type * as Sdk from '@aws-sdk/client-eks';
import type { NodegroupRecord } from './records.ts';
import { checkOneOf, invalidParameter } from './refusals.ts';

type Sizes = NodegroupRecord['scaling'];

/** @throws AwsError InvalidParameterException */
export function checkSizes({ minSize, maxSize, desiredSize }: Sizes): void {
  if (minSize < 0 || desiredSize < 0 || maxSize < 1)
    throw invalidParameter('minSize and desiredSize must be at least 0, maxSize at least 1');
  if (minSize > desiredSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`);
  if (desiredSize > maxSize)
    throw invalidParameter(`desired capacity ${desiredSize} can't be greater than max size ${maxSize}`);
}

/** @throws AwsError InvalidParameterException */
export function checkLabels(labels: Readonly<Record<string, string>>): void {
  if (
    Object.keys(labels).some((key) => /^([^/]*\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key))
  )
    throw invalidParameter(
      'Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]',
    );
  const broken = Object.entries(labels).find(
    ([key, value]) =>
      !/^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(key) ||
      !/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/.test(value),
  );
  if (broken !== undefined) throw invalidParameter(`Label ${broken.join('=')} is not valid`);
}

/** @throws AwsError InvalidParameterException */
export function checkTaints(taints: readonly Sdk.Taint[]): void {
  for (const { key, effect } of taints) {
    if (key === undefined || key === '') throw invalidParameter('Taint key must not be blank');
    if (effect === undefined) throw invalidParameter('Taint effect must not be blank');
    checkOneOf(effect, ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE'], 'taints.effect');
  }
}

const sameTaint = (a: Sdk.Taint, b: Sdk.Taint): boolean => a.key === b.key && a.effect === b.effect;

/** A taint is known by key and effect. */
export function changedTaints(
  before: readonly Sdk.Taint[],
  { addOrUpdateTaints = [], removeTaints = [] }: Sdk.UpdateTaintsPayload,
): Sdk.Taint[] {
  const kept = before.filter(
    (taint) => ![...addOrUpdateTaints, ...removeTaints].some((other) => sameTaint(taint, other)),
  );
  return [...kept, ...addOrUpdateTaints];
}

export function changedLabels(
  before: Readonly<Record<string, string>>,
  { addOrUpdateLabels = {}, removeLabels = [] }: Sdk.UpdateLabelsPayload,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...before, ...addOrUpdateLabels }).filter(([key]) => !removeLabels.includes(key)),
  );
}
