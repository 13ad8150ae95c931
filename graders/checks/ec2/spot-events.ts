import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { eventRules, ruleTargets, type EventRule } from '../../reads/eventbridge.ts';
import { unlessBlocked } from '../shared/sagemaker-jobs.ts';
import { matchesPattern } from '../../semantics/events/index.ts';

const DETAIL = { 'instance-id': 'i-0123456789abcdef0' };
/** Events as EC2 sends them. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
const SAMPLES = {
  'no-interruption-rule': {
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    detail: { ...DETAIL, 'instance-action': 'terminate' },
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
  'no-rebalance-rule': { 'detail-type': 'EC2 Instance Rebalance Recommendation', detail: DETAIL },
} as const;
type Missing = keyof typeof SAMPLES;
const MISSING = Object.keys(SAMPLES) as Missing[];

export default defineCheck({
  id: 'ec2/spot-events',
  title: 'Somebody hears the warnings that EC2 gives',
  params: Type.Object({}),
  reads: { rules: eventRules, targets: each(ruleTargets) },
  bind: () => ({
    rules: {},
    targets: after('rules', (rules: readonly EventRule[] | undefined) =>
      (rules ?? []).filter(({ EventPattern }) => EventPattern !== null).map(({ Name }) => ({ rule: Name })),
    ),
  }),
  reasons: {
    heard: pass('Interruptions and rebalance recommendations reach {targets}.'),
    'no-interruption-rule': fail(
      'No rule on the default bus matches "EC2 Spot Instance Interruption Warning".',
      'Create one whose pattern names source aws.ec2 and this detail-type.',
    ),
    'no-rebalance-rule': fail(
      'No rule on the default bus matches "EC2 Instance Rebalance Recommendation".',
      'Add the detail-type to the list in the pattern.',
    ),
    'rule-disabled': fail('Rule {rule} matches {event} and is switched off.', 'Enable it.'),
    'no-target': fail('Rule {rule} matches {event} and tells nobody.', 'Give it a target.'),
  },
  judge(saw, _params, run) {
    const event = (missing: Missing) => ({
      version: '0',
      id: '12345678-1234-1234-1234-123456789012',
      source: 'aws.ec2',
      account: run.account,
      time: new Date(run.now).toISOString(),
      region: run.region,
      resources: [`arn:aws:ec2:${run.region}:${run.account}:instance/${DETAIL['instance-id']}`],
      ...SAMPLES[missing],
    });
    const name = (missing: Missing) => SAMPLES[missing]['detail-type'];
    /** Rules that match; what cannot be evaluated blocks only where none is known to. */
    const matching = (missing: Missing, fits: (rule: EventRule) => boolean = () => true): EventRule[] => {
      const answers = (saw.rules() ?? []).flatMap((rule) =>
        rule.EventPattern === null || !fits(rule)
          ? []
          : [{ rule, answer: matchesPattern(rule.EventPattern, event(missing)) }],
      );
      const found = answers.flatMap(({ rule, answer }) =>
        'matches' in answer && answer.matches ? [rule] : [],
      );
      const unknown = answers.find(({ answer }) => 'unsupported' in answer);
      if (found.length === 0 && unknown && 'unsupported' in unknown.answer)
        cannotEvaluate(eventRules.id, `rule ${unknown.rule.Name}: ${unknown.answer.unsupported}`);
      return found;
    };
    const isOn = ({ State }: EventRule): boolean => State !== 'DISABLED';
    const targetsOf = ({ Name }: EventRule): readonly string[] =>
      saw.targets().find(({ args }) => args.rule === Name)?.value ?? [];
    const knownTargets = (rule: EventRule): readonly string[] => unlessBlocked(() => targetsOf(rule)) ?? [];
    const at = (rule: EventRule, path: string, expected: unknown, actual: unknown) =>
      saw.rules.at(`Rules[?Name=='${rule.Name}'] | [0].${path}`, expected, actual);
    return decide(
      [
        ...MISSING.map(
          (reason) => () =>
            matching(reason).length > 0
              ? undefined
              : {
                  reason,
                  data: {},
                  evidence: [saw.rules.at('Rules[].EventPattern', name(reason), 'no match')],
                },
        ),
        ...MISSING.map((missing) => () => {
          const [rule] = matching(missing);
          if (!rule || matching(missing, isOn).length > 0) return undefined;
          return {
            reason: 'rule-disabled' as const,
            data: { rule: rule.Name, event: name(missing) },
            evidence: [at(rule, 'State', 'ENABLED', rule.State)],
          };
        }),
        ...MISSING.map((missing) => () => {
          const rules = matching(missing, isOn);
          const [rule] = rules;
          // One that tells somebody is enough, whatever is not known of the others.
          if (!rule || rules.some((one) => knownTargets(one).length > 0)) return undefined;
          if (rules.some((one) => targetsOf(one).length > 0)) return undefined;
          return {
            reason: 'no-target' as const,
            data: { rule: rule.Name, event: name(missing) },
            evidence: [at(rule, 'Targets', 'at least one', 'none')],
          };
        }),
      ],
      () => {
        const rules = MISSING.flatMap((missing) => matching(missing, isOn)).filter(
          (rule) => knownTargets(rule).length > 0,
        );
        const targets = [...new Set(rules.flatMap((rule) => [...knownTargets(rule)]))].join(', ');
        return {
          reason: 'heard',
          data: { targets },
          evidence: rules.slice(0, 2).map((rule) => at(rule, 'EventPattern', 'a match', rule.EventPattern)),
        };
      },
    );
  },
});
