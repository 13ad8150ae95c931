/**
 * The life of what EKS keeps: CREATING, ACTIVE, UPDATING, DELETING. An account at instant pace sees ACTIVE only.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
 */
import type { OverlayContext } from '../../types.ts';

/** Seconds that AWS takes, about what the user guide says. */
export const SECONDS = {
  createCluster: 540,
  updateCluster: 150,
  updateVersion: 600,
  deleteCluster: 150,
  createNodegroup: 150,
  updateNodegroup: 60,
  updateNodegroupVersion: 240,
  deleteNodegroup: 150,
  addon: 30,
} as const;

export interface Life {
  createdAt: string;
  modifiedAt: string;
  /** ACTIVE from then on. */
  readyAt: string;
  /** There is none any more from then on. */
  goneAt?: string;
  /** The update in progress, and what it changes when it is through. */
  pending?: { update: string; readyAt: string; change: Record<string, unknown> };
}

export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

/** When something is ready that begins now. */
export function readyAt(context: OverlayContext, seconds: number): string {
  const wait = context.pace === 'gradual' ? seconds * 1000 : 0;
  return new Date(context.now().getTime() + wait).toISOString();
}

/** The record as it is now: what was pending and is due has happened; undefined when it is gone. */
export function settled<T extends Life>(context: OverlayContext, record: T | undefined): T | undefined {
  const now = context.now().toISOString();
  if (record === undefined || (record.goneAt !== undefined && record.goneAt <= now)) return undefined;
  const { pending } = record;
  if (pending === undefined || pending.readyAt > now) return record;
  const { pending: _through, ...same } = record;
  return { ...same, ...pending.change, modifiedAt: pending.readyAt } as T;
}

/** The state of a settled record. */
export function statusOf(context: OverlayContext, record: Life): Status {
  if (record.goneAt !== undefined) return 'DELETING';
  if (record.readyAt > context.now().toISOString()) return 'CREATING';
  return record.pending === undefined ? 'ACTIVE' : 'UPDATING';
}
