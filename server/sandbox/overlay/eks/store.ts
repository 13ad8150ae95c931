/** What is kept of EKS, by region and cluster. */
import type { OverlayContext } from '../../types.ts';
import { settled, type Life } from './life.ts';

/** Parts of a cluster. */
export type Part = 'nodegroup' | 'addon' | 'association' | 'entry' | 'update';
const PARTS: readonly Part[] = ['nodegroup', 'addon', 'association', 'entry', 'update'];

export const clusterKey = ({ region }: OverlayContext, name: string): string => `cluster/${region}/${name}`;
export const partKey = ({ region }: OverlayContext, part: Part, cluster: string, name: string): string =>
  `${part}/${region}/${cluster}/${name}`;

/** A record with a life, as it is now. */
export function live<T extends Life>(context: OverlayContext, key: string): T | undefined {
  return settled(context, context.state.get<T>(key));
}

/** All records of one kind as they are now, by key. */
export function liveUnder<T extends Life>(context: OverlayContext, prefix: string): T[] {
  return context.state
    .keys(prefix)
    .toSorted()
    .flatMap((key) => live<T>(context, key) ?? []);
}

/** All records of a part of a cluster that have no life of their own. */
export function partsOf<T>(context: OverlayContext, part: Part, cluster: string): T[] {
  return context.state
    .keys(partKey(context, part, cluster, ''))
    .toSorted()
    .flatMap((key) => context.state.get<T>(key) ?? []);
}

/** Forgets all parts of a cluster. */
export function forgetParts(context: OverlayContext, cluster: string): void {
  for (const part of PARTS)
    for (const key of context.state.keys(partKey(context, part, cluster, ''))) context.state.delete(key);
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
export function arnOf({ region, account }: OverlayContext, resource: string): string {
  return `arn:aws:eks:${region}:${account}:${resource}`;
}
