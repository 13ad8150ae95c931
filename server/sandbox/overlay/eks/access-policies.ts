/**
 * What an access entry allows in the cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
 */
import type * as Sdk from '@aws-sdk/client-eks';
import type { OverlayHandler, OverlayOperation } from '../../types.ts';
import { findEntry, keepEntry, type EntryRecord } from './access-entries.ts';
import { pageOf } from './pages.ts';
import { invalidRequest, notFound } from './refusals.ts';

const POLICY = 'arn:aws:eks::aws:cluster-access-policy/';
const POLICIES = [
  'AmazonEKSAdminPolicy',
  'AmazonEKSAdminViewPolicy',
  'AmazonEKSClusterAdminPolicy',
  'AmazonEKSEditPolicy',
  'AmazonEKSViewPolicy',
];

const associate: OverlayHandler = (context, input) => {
  const record = findEntry(context, input);
  const { cluster: clusterName, principalArn } = record;
  const policyArn = String(input['policyArn']);
  const accessScope = input['accessScope'] as Sdk.AccessScope;
  if (!POLICIES.some((name) => policyArn === `${POLICY}${name}`))
    throw notFound(`The policyArn parameter: ${policyArn} could not be found.`, { clusterName });
  if (record.type !== 'STANDARD')
    throw invalidRequest('Policies can be associated with access entries of type STANDARD only.', {
      clusterName,
    });
  const at = context.now().toISOString();
  const before = record.policies.find((one) => one.policyArn === policyArn);
  const one = { policyArn, accessScope, associatedAt: before?.associatedAt ?? at, modifiedAt: at };
  keepEntry(context, { ...record, policies: [...record.policies.filter((other) => other !== before), one] });
  return Promise.resolve({ clusterName, principalArn, associatedAccessPolicy: shownPolicy(one) });
};

function shownPolicy(one: EntryRecord['policies'][number]): Record<string, unknown> {
  return { ...one, associatedAt: new Date(one.associatedAt), modifiedAt: new Date(one.modifiedAt) };
}

const dissociate: OverlayHandler = (context, input) => {
  const record = findEntry(context, input);
  const policies = record.policies.filter(({ policyArn }) => policyArn !== input['policyArn']);
  if (policies.length === record.policies.length)
    throw notFound('The specified policyArn is not associated with the access entry.', {
      clusterName: record.cluster,
    });
  keepEntry(context, { ...record, policies });
  return Promise.resolve({});
};

const associated: OverlayHandler = (context, input) => {
  const record = findEntry(context, input);
  const { items, next } = pageOf(record.policies.map(shownPolicy), input);
  return Promise.resolve({
    clusterName: record.cluster,
    principalArn: record.principalArn,
    associatedAccessPolicies: items,
    ...next,
  });
};

const policies: OverlayHandler = (_context, input) => {
  const { items, next } = pageOf(
    POLICIES.map((name) => ({ name, arn: `${POLICY}${name}` })),
    input,
  );
  return Promise.resolve({ accessPolicies: items, ...next });
};

export const accessPolicyOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'AssociateAccessPolicy', answer: associate },
  { service: 'eks', operation: 'DisassociateAccessPolicy', answer: dissociate },
  { service: 'eks', operation: 'ListAssociatedAccessPolicies', answer: associated },
  { service: 'eks', operation: 'ListAccessPolicies', answer: policies },
];
