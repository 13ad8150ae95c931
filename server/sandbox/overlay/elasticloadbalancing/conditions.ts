/** Conditions of rules. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalid } from './store.ts';

/** The member that holds the values of a field. */
const CONFIGS = {
  'path-pattern': 'PathPatternConfig',
  'host-header': 'HostHeaderConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const;

/** The conditions as AWS shows them: values of paths and hosts in both places. @throws AwsError ValidationError */
export function completeConditions(asked: readonly Sdk.RuleCondition[]): Sdk.RuleCondition[] {
  if (asked.length === 0) throw invalid('A condition must be specified');
  return asked.map((condition) => {
    const field = condition.Field ?? '';
    if (!Object.hasOwn(CONFIGS, field))
      throw invalid(`Condition field '${field}' must be one of '[${Object.keys(CONFIGS).join(', ')}]'`);
    const member = CONFIGS[field as keyof typeof CONFIGS];
    const config = condition[member] as { Values?: unknown[]; RegexValues?: string[] } | undefined;
    const values = (config?.Values ?? condition.Values ?? []) as string[];
    const patterns = config?.RegexValues ?? condition.RegexValues ?? [];
    if (values.length === 0 && patterns.length === 0) throw invalid('A condition value must be specified');
    if (config !== undefined && condition.Values !== undefined)
      throw invalid(`You cannot provide both Values and '${member}' for a condition of type '${field}'`);
    if (field !== 'path-pattern' && field !== 'host-header') {
      if (config === undefined) throw invalid(`A '${member}' must be specified with '${field}'`);
      return condition;
    }
    const long = values.find((value) => value.length > 128);
    if (long !== undefined) throw invalid(`The '${field}' value is too long; the limit is '128'`);
    return patterns.length > 0 && values.length === 0
      ? condition
      : { ...condition, Values: values, [member]: { ...config, Values: values } };
  });
}
