import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { roleOf } from '../shared/iam-holdings.ts';
import {
  bindPermissions,
  firstDeviation,
  permissionReads,
  permissionsOf,
} from '../shared/iam-permissions.ts';
import { guardProbes, whoAmI, type Probe } from '../shared/iam-probes.ts';
import type { Decision } from '../../semantics/iam/index.ts';

const regionOf = (probe: Probe): string => String(probe.context['aws:RequestedRegion']);

export default defineCheck({
  id: 'iam/region-guard',
  title: 'The freelancer works in one Region, and global services still answer',
  params: Type.Object({ role: Type.String(), prefix: Type.String(), guardRegion: Type.String() }),
  reads: permissionReads,
  bind: ({ role }) => bindPermissions({ role }),
  reasons: {
    guarded: pass('{role} works in {guardRegion} and nowhere else, and global services answer.'),
    'role-missing': fail('There is no role {role}.', 'Reset the account to get it back.'),
    'guard-leaks': fail(
      '{action} still works in {region}. {counterExample}',
      'A condition on one Allow limits that Allow only; a Deny limits all of them.',
    ),
    'global-broken': fail(
      '{action} is global, answers in us-east-1, and is now blocked. {counterExample}',
      'Leave the global services out of the Deny with NotAction.',
    ),
    'home-broken': fail(
      'Work in {guardRegion} is blocked: {counterExample}',
      'Let the Deny apply to other Regions only.',
    ),
  },
  judge(saw, params, run) {
    const { role, guardRegion } = params;
    const permissions = () => permissionsOf(saw, { role }, run);
    const probes = (topic: string) =>
      guardProbes(params, run.account).filter((probe) => probe.topic === topic);
    const wrong = <K extends string>(reason: K, topic: string, more: readonly Probe[] = []) => {
      const own = permissions();
      if (!own) return undefined;
      // Nothing has to allow GetCallerIdentity, so only an explicit Deny counts there.
      const decideOne = (probe: Probe): Decision => {
        const decision = own.decide(probe);
        return probe === whoAmI && decision.effect !== 'explicit-deny'
          ? { ...decision, allowed: true }
          : decision;
      };
      const found = firstDeviation([...probes(topic), ...more], decideOne);
      return (
        found && {
          reason,
          data: {
            action: found.probe.action,
            region: regionOf(found.probe),
            counterExample: own.counterExample(found.probe, found.decision),
          },
          evidence: [own.evidence(found.probe, found.decision)],
        }
      );
    };
    return decide(
      [
        () =>
          roleOf(saw.account(), role)
            ? undefined
            : {
                reason: 'role-missing',
                data: {},
                evidence: [saw.account.at('RoleDetailList', `a role ${role}`, 'no such role')],
              },
        () => wrong('guard-leaks', 'leak'),
        () => wrong('global-broken', 'global', [whoAmI]),
        () => wrong('home-broken', 'home'),
      ],
      () => ({
        reason: 'guarded',
        data: {},
        evidence: [
          saw.account.at(
            `RoleDetailList[?RoleName=='${role}'] | [0]`,
            `work in ${guardRegion} only, global services answer`,
            'each request as wanted',
          ),
        ],
      }),
    );
  },
});
