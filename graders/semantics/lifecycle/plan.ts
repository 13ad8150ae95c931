import type { LifecycleConfiguration } from './configuration.ts';
import { RuleReader, type Plan } from './rule-reader.ts';
import { finding } from './times.ts';
import type { Probe, RuleRef } from './types.ts';
import { isStorageClass, rank } from './values.ts';

/** Reads every rule for one probe. Never throws: what cannot be evaluated becomes a finding. */
export function planFor(
  config: LifecycleConfiguration | null | undefined,
  probe: Probe,
  today: string,
): Plan {
  const plan: Plan = { start: 'kept', effects: [], notes: [], findings: [] };
  if (probe.kind === 'current' || probe.kind === 'noncurrent') {
    plan.start = probe.uploadClass ?? 'STANDARD';
    if (!isStorageClass(plan.start)) {
      plan.findings.push(
        finding({ code: 'probe-class-unknown', path: 'probe.uploadClass', value: plan.start }, 0, null),
      );
      plan.start = 'STANDARD';
    }
  }
  const rules: unknown = config?.Rules ?? [];
  if (Array.isArray(rules)) {
    rules.forEach((rule: unknown, index) =>
      new RuleReader(plan, config ?? {}, probe, today, index).read(rule),
    );
  } else {
    plan.findings.push(finding({ code: 'rules-malformed', path: 'Rules', value: rules }, 0, null));
  }
  plan.effects.sort((a, b) => a.day - b.day || rank(b.to) - rank(a.to) || byName(a.rule, b.rule));
  return plan;
}

/** Of equal effects the lesser ID comes first, so that the order of the rules decides nothing; nameless ones last. */
function byName(a: RuleRef, b: RuleRef): number {
  if (a.id === b.id) return 0;
  return a.id !== null && (b.id === null || a.id < b.id) ? -1 : 1;
}
