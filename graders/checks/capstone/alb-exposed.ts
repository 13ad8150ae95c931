import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { certificate } from '../../reads/acm.ts';
import { securityGroups } from '../../reads/ec2-groups.ts';
import {
  listenerRules,
  listeners,
  loadBalancer,
  type Listener,
  type LoadBalancer,
} from '../../reads/elbv2.ts';
import { targetGroup, targetHealth, type TargetGroup } from '../../reads/elbv2-targets.ts';
import { admission, INTERNET, readNetwork } from '../../semantics/network/index.ts';
import { reachesGroup, redirectsToHttps } from '../shared/alb-routes.ts';
import { firstFinding, someUnit } from '../shared/candidates.ts';
import { whole } from '../shared/chain-search.ts';
import { isPublic, placeArgs, placeReads } from '../shared/private-subnets.ts';
import { prefixListsOf, stopAtDoubts } from '../shared/security-groups.ts';
import { vpcsNamed } from '../shared/vpc.ts';
import { groupRuleArgs, groupRuleReads } from '../shared/world-groups.ts';

const PATH = '/predict';
const PORT = 443;
const ZONES = 2;
const TARGETS = 2;
const TCP = 6;
const isAcm = (arn: string): boolean => /^arn:[^:]+:acm:/.test(arn);

export default defineCheck({
  id: 'capstone/alb-exposed',
  title: 'One address over HTTPS that survives the loss of a zone',
  params: Type.Object({
    alb: Type.String(),
    tg: Type.String(),
    vpcName: Type.String(),
    appPort: Type.Number(),
  }),
  reads: {
    alb: loadBalancer,
    listeners,
    rules: each(listenerRules),
    certificates: each(certificate),
    tg: targetGroup,
    health: targetHealth,
    ...groupRuleReads,
    ...placeReads,
  },
  bind: ({ alb, tg }) => ({
    alb: { name: alb },
    listeners: after('alb', (found: LoadBalancer | undefined) =>
      found ? { loadBalancerArn: found.LoadBalancerArn } : null,
    ),
    rules: after('listeners', (all: readonly Listener[] | undefined) =>
      (all ?? []).map(({ ListenerArn }) => ({ listenerArn: ListenerArn })),
    ),
    certificates: after('listeners', (all: readonly Listener[] | undefined) => {
      const arns = (all ?? []).flatMap(({ Certificates }) =>
        Certificates.map(({ CertificateArn }) => CertificateArn),
      );
      return [...new Set(arns.filter(isAcm))].sort().map((arn) => ({ arn }));
    }),
    tg: { name: tg },
    health: after('tg', (found: TargetGroup | undefined) =>
      found ? { targetGroupArn: found.TargetGroupArn } : null,
    ),
    ...groupRuleArgs,
    ...placeArgs,
  }),
  reasons: {
    exposed: pass('{alb} answers HTTPS in {zones} and forwards to {healthy} healthy targets of {tg}.'),
    'alb-missing': fail(
      'There is no load balancer {alb}.',
      'Create it in this Region; its name is fixed then.',
    ),
    'not-yet': fail('Load balancer {alb} is still {state}.', 'Grade again when it is active.'),
    unhealthy: fail('Load balancer {alb} is {state}.', 'Look at the reason of its state.'),
    'not-application': fail(
      '{alb} is a load balancer of type {type}.',
      'A type cannot be changed: make one of type application.',
    ),
    'one-zone': fail(
      '{alb} has public subnets of {vpcName} in {zones}.',
      'Give it a public subnet in each of two Availability Zones.',
    ),
    'no-https': fail('{finding}.', 'HTTPS on 443 with an issued certificate; HTTP redirects there.'),
    'not-forwarding': fail(
      'A request for /predict to {listener} does not reach {tg}: {finding}.',
      'Rules come before the default action, the lowest number first.',
    ),
    'no-healthy-target': fail(
      '{tg} has {registered} targets on port {appPort}, {healthy} of them healthy: {finding}.',
      'The reason stands beside each target in describe-target-health.',
    ),
    closed: fail('{alb} cannot be reached from the Internet: {finding}.', 'Admit TCP 443 from everywhere.'),
  },
  judge(saw, { alb: name, tg, vpcName, appPort }) {
    const alb = () => saw.alb();
    const state = () => alb()?.State.Code ?? 'in no state';
    const ready = () => (alb() && state() === 'active' ? alb() : undefined);
    const all = () => (ready() ? (saw.listeners() ?? []) : []);
    const at = (path: string, expected: unknown, actual: unknown) =>
      saw.alb.at(`LoadBalancers[0].${path}`, expected, actual);
    const named = ({ Protocol, Port }: Listener) => `${Protocol ?? '?'} ${Port ?? '?'}`;
    const secured = ({ Port, Protocol, Certificates }: Listener): boolean =>
      Port === PORT &&
      Protocol === 'HTTPS' &&
      someUnit(Certificates, ({ CertificateArn: arn }) => {
        if (arn !== '' && !isAcm(arn)) return cannotEvaluate(certificate.id, `${arn}, a certificate of IAM`);
        return saw.certificates().find(({ args }) => args.arn === arn)?.value?.Status === 'ISSUED';
      });
    const rulesOf = ({ ListenerArn }: Listener) =>
      saw.rules().find(({ args }) => args.listenerArn === ListenerArn)?.value ?? [];
    const stated = (reason: 'not-yet' | 'unhealthy', is: (now: string) => boolean) => () =>
      alb() && is(state())
        ? {
            reason,
            data: { alb: name, state: state() },
            evidence: [at('State.Code', 'active', state())],
          }
        : undefined;
    const insecure = (finding: string, actual: unknown) => ({
      reason: 'no-https' as const,
      data: { finding },
      evidence: [
        saw.listeners.at('Listeners', 'HTTPS 443 with an issued certificate, HTTP that redirects', actual),
      ],
    });
    /** Zones in which the balancer has a public subnet of the network. */
    const zones = (of: LoadBalancer): string[] => {
      const networks = new Set(vpcsNamed(saw.vpcs() ?? [], vpcName).map(({ VpcId }) => VpcId));
      const subnets = (saw.subnets() ?? []).filter(({ VpcId }) => VpcId !== null && networks.has(VpcId));
      const open = of.AvailabilityZones.filter(
        ({ SubnetId: id }) =>
          id !== null && subnets.some(({ SubnetId }) => SubnetId === id) && isPublic(saw, id),
      );
      return [...new Set(open.flatMap(({ ZoneName }) => ZoneName ?? []))].sort();
    };
    const targets = () => {
      const port = saw.tg()?.Port ?? null;
      const registered = (saw.health() ?? []).filter(({ Target }) => (Target.Port ?? port) === appPort);
      const healthy = registered.filter(({ TargetHealth }) => TargetHealth.State === 'healthy');
      return { registered, healthy };
    };
    return decide(
      [
        () =>
          alb()
            ? undefined
            : {
                reason: 'alb-missing' as const,
                data: { alb: name },
                evidence: [at('LoadBalancerName', name, saw.alb.absence())],
              },
        stated('not-yet', (now) => now === 'provisioning'),
        stated('unhealthy', (now) => now !== 'provisioning' && now !== 'active'),
        () => {
          const type = ready()?.Type ?? 'unknown';
          if (!ready() || type === 'application') return undefined;
          return {
            reason: 'not-application' as const,
            data: { alb: name, type },
            evidence: [at('Type', 'application', type)],
          };
        },
        () => {
          const found = ready();
          const open = found ? zones(found) : [];
          if (!found || open.length >= ZONES) return undefined;
          const actual = open.join(', ') || 'no zone';
          return {
            reason: 'one-zone' as const,
            data: { alb: name, vpcName, zones: actual },
            evidence: [at('AvailabilityZones', 'public subnets in two zones', actual)],
          };
        },
        () => {
          if (!ready() || someUnit(all(), secured)) return undefined;
          const there = all().map(named).join(', ') || 'none';
          return insecure(
            `${name} has no HTTPS listener on 443 with an issued certificate (its listeners: ${there})`,
            there,
          );
        },
        () => {
          const ports = new Set(all().flatMap(({ Protocol, Port }) => (Protocol === 'HTTPS' ? Port : [])));
          return firstFinding(all(), (listener) => {
            if (listener.Protocol !== 'HTTP') return undefined;
            const words = `Listener ${named(listener)} of ${name} does something else than redirect to HTTPS`;
            const redirects = (actions: Listener['DefaultActions']) =>
              redirectsToHttps(actions, listener, ports);
            if (!redirects(listener.DefaultActions)) return insecure(words, listener.DefaultActions);
            const rule = rulesOf(listener).find(({ Actions }) => !redirects(Actions));
            return rule && insecure(`${words}, by rule ${rule.Priority ?? ''}`, rule.Actions);
          });
        },
        () => {
          const open = all().filter(({ Port, Protocol }) => Port === PORT && Protocol === 'HTTPS');
          const [first] = open;
          if (!first) return undefined;
          const arn = saw.tg()?.TargetGroupArn;
          const reached =
            arn !== undefined &&
            someUnit(
              open,
              (listener) => secured(listener) && reachesGroup(listener, rulesOf(listener), PATH, arn),
            );
          if (reached) return undefined;
          const finding =
            arn === undefined
              ? `there is no target group ${tg}`
              : 'no rule and no default action forwards it there';
          return {
            reason: 'not-forwarding' as const,
            data: { listener: named(first), tg, finding },
            evidence: [
              saw.listeners.at(
                `Listeners[?ListenerArn=='${first.ListenerArn}'] | [0].DefaultActions`,
                `${PATH} forwarded to ${tg}`,
                first.DefaultActions,
              ),
            ],
          };
        },
        () => {
          if (!ready() || !saw.tg()) return undefined;
          const { registered, healthy } = targets();
          if (registered.length >= TARGETS && healthy.length >= TARGETS) return undefined;
          const states = (saw.health() ?? []).map(
            ({ Target: { Id, Port }, TargetHealth: { State, Reason } }) =>
              `${Id}:${Port ?? saw.tg()?.Port ?? '?'} is ${State ?? 'unknown'}${Reason === null ? '' : ` (${Reason})`}`,
          );
          return {
            reason: 'no-healthy-target' as const,
            data: {
              tg,
              appPort,
              registered: registered.length,
              healthy: healthy.length,
              finding: states.join(', ') || 'none is registered',
            },
            evidence: [
              saw.health.at('TargetHealthDescriptions', `${TARGETS} healthy on port ${appPort}`, states),
            ],
          };
        },
        () => {
          const found = ready();
          if (!found) return undefined;
          const shut = (path: string, expected: string, finding: string) => ({
            reason: 'closed' as const,
            data: { alb: name, finding },
            evidence: [at(path, expected, finding)],
          });
          if (found.Scheme !== 'internet-facing')
            return shut('Scheme', 'internet-facing', `its scheme is ${found.Scheme ?? 'unknown'}`);
          const lists = prefixListsOf(saw.lists);
          const network = readNetwork({ SecurityGroups: saw.groups(), ManagedPrefixLists: lists.known });
          const traffic = { protocol: TCP, port: PORT };
          const answer = admission(network, found.SecurityGroups, 'in', traffic, 4, INTERNET[4]);
          const { found: missing, doubts } = whole(answer, INTERNET[4], () => true);
          if (missing)
            return shut(
              'SecurityGroups',
              'groups that admit TCP 443 from every public address',
              `its groups ${found.SecurityGroups.join(', ')} do not admit TCP 443 from everywhere`,
            );
          stopAtDoubts(doubts, securityGroups.id, lists);
          return undefined;
        },
      ],
      () => {
        const found = ready();
        const where = found ? zones(found).join(', ') : '';
        const { healthy } = targets();
        return {
          reason: 'exposed' as const,
          data: { alb: name, tg, zones: where, healthy: healthy.length },
          evidence: [
            at('AvailabilityZones', 'public subnets in two zones', where),
            saw.health.at(
              'TargetHealthDescriptions',
              `${TARGETS} healthy on port ${appPort}`,
              healthy.length,
            ),
          ],
        };
      },
    );
  },
});
