import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { logGroups, type LogGroup } from '../../reads/logs.ts';

/** What the contractor left, and what somebody still needs. */
const KEPT = ['api', 'train', 'audit'] as const;

export default defineCheck({
  id: 'cost/log-retention',
  title: 'Logs end',
  params: Type.Object({ prefix: Type.String(), retention_max: Type.Integer({ minimum: 1 }) }),
  reads: { groups: logGroups },
  bind: ({ prefix }) => ({ groups: { prefix: `/${prefix}/` } }),
  reasons: {
    ends: pass('{count} log groups below {folder} keep their events for {most} days at most.'),
    'group-missing': fail(
      'Log group {name} was deleted, not limited.',
      'Create it again and give it a retention; its events are lost.',
    ),
    'kept-for-ever': fail(
      '{name} keeps its events for ever.',
      'Give it a retention with put-retention-policy.',
    ),
    'too-long': fail(
      '{name} keeps its events for {days} days; the task allows {most}.',
      'Shorten its retention.',
    ),
  },
  judge(saw, { prefix, retention_max: most }) {
    const folder = `/${prefix}/`;
    const groups = (): LogGroup[] =>
      (saw.groups() ?? []).filter(({ logGroupName }) => logGroupName.startsWith(folder));
    const at = ({ logGroupName: name, retentionInDays }: LogGroup) =>
      saw.groups.at(
        `logGroups[?logGroupName=='${name}'] | [0].retentionInDays`,
        `1 to ${most}`,
        retentionInDays ?? 'none',
      );
    return decide(
      [
        () => {
          const found = new Set(groups().map(({ logGroupName }) => logGroupName));
          const name = KEPT.map((one) => `${folder}${one}`).find((one) => !found.has(one));
          if (name === undefined) return undefined;
          return {
            reason: 'group-missing' as const,
            data: { name },
            evidence: [saw.groups.at('logGroups[].logGroupName', name, [...found].join(', ') || 'none')],
          };
        },
        () => {
          const group = groups().find(({ retentionInDays }) => retentionInDays === null);
          if (!group) return undefined;
          return {
            reason: 'kept-for-ever' as const,
            data: { name: group.logGroupName, most },
            evidence: [at(group)],
          };
        },
        () => {
          const group = groups().find(({ retentionInDays }) => (retentionInDays ?? 0) > most);
          if (!group) return undefined;
          return {
            reason: 'too-long' as const,
            data: { name: group.logGroupName, days: group.retentionInDays, most },
            evidence: [at(group)],
          };
        },
      ],
      () => ({
        reason: 'ends' as const,
        data: { folder, most, count: groups().length },
        evidence: groups().map(at),
      }),
    );
  },
});
