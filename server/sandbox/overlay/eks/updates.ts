/** ListUpdates, DescribeUpdate. https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeUpdate.html */
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { addonOf } from './addons.ts';
import { pageOf } from './pages.ts';
import { clusterOf, nodegroupOf, shownUpdate, type UpdateRecord } from './records.ts';
import { notFound } from './refusals.ts';
import { partKey, partsOf } from './store.ts';

/** What the updates belong to: the cluster, or the node group or add-on that is named. */
function subject(context: OverlayContext, input: Record<string, unknown>): { cluster: string; of: string } {
  const cluster = clusterOf(context, String(input['name'])).name;
  const nodegroup = input['nodegroupName'] as string | undefined;
  const addon = input['addonName'] as string | undefined;
  if (nodegroup !== undefined)
    return { cluster, of: `nodegroup/${nodegroupOf(context, cluster, nodegroup).id}` };
  if (addon !== undefined) return { cluster, of: `addon/${addonOf(context, cluster, addon).id}` };
  return { cluster, of: '' };
}

const list: OverlayHandler = (context, input) => {
  const { cluster, of } = subject(context, input);
  const all = partsOf<UpdateRecord>(context, 'update', cluster)
    .filter((update) => update.of === of)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
    .map(({ id }) => id);
  const { items, next } = pageOf(all, input);
  return Promise.resolve({ updateIds: items, ...next });
};

const describe: OverlayHandler = (context, input) => {
  const { cluster, of } = subject(context, input);
  const id = String(input['updateId']);
  const found = context.state.get<UpdateRecord>(partKey(context, 'update', cluster, id));
  if (found === undefined || found.of !== of)
    throw notFound(`No update found for ID: ${id}`, { clusterName: cluster });
  return Promise.resolve({ update: shownUpdate(context, found) });
};

export const updateOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'ListUpdates', answer: list },
  { service: 'eks', operation: 'DescribeUpdate', answer: describe },
];
