/**
 * Where an Application Load Balancer sends a request, by its rules.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
import { cannotEvaluate } from '../../kit/index.ts';
import { listenerRules, type Action, type Listener, type Rule } from '../../reads/elbv2.ts';

type Condition = Rule['Conditions'][number];

/** `*` is any number of characters, `?` one; paths are compared letter by letter. */
function matchesPattern(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[$()+.[\\\]^{|}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

function matchesPath({ Values, RegexValues }: Condition, path: string): boolean {
  if (Values.some((pattern) => matchesPattern(pattern, path))) return true;
  return RegexValues.some((pattern) => {
    try {
      return new RegExp(pattern).test(path);
    } catch {
      return cannotEvaluate(listenerRules.id, `the regular expression ${pattern}`);
    }
  });
}

/** Whether some of the traffic that is forwarded goes to a group. A weight that is not said is 1. */
export function forwardsTo(actions: readonly Action[], groupArn: string): boolean {
  return actions.some(({ ForwardConfig }) =>
    ForwardConfig?.TargetGroups.some(
      ({ TargetGroupArn, Weight }) => TargetGroupArn === groupArn && (Weight ?? 1) > 0,
    ),
  );
}

/**
 * Whether a request for a path gets to a target group, for some host and by POST or GET: rules in their order, the default
 * action last. A rule with other conditions is for some callers only: it neither counts nor stands in the way.
 *
 * @throws Blocked for a regular expression that cannot be read
 */
export function reachesGroup(
  listener: Listener,
  rules: readonly Rule[],
  path: string,
  groupArn: string,
): boolean {
  const ordered = rules
    .filter(({ IsDefault }) => !IsDefault)
    .toSorted((a, b) => Number(a.Priority) - Number(b.Priority));
  for (const { Conditions, Actions } of ordered) {
    const paths = Conditions.filter(({ Field }) => Field === 'path-pattern');
    if (!paths.every((condition) => matchesPath(condition, path))) continue;
    const others = Conditions.filter(({ Field }) => Field !== 'path-pattern');
    const open = others.every(
      ({ Field, Values }) =>
        Field === 'host-header' ||
        (Field === 'http-request-method' && Values.some((method) => method === 'POST' || method === 'GET')),
    );
    if (open && forwardsTo(Actions, groupArn)) return true;
    // Whoever asks for this path ends here.
    if (others.length === 0) return false;
  }
  return forwardsTo(listener.DefaultActions, groupArn);
}

/**
 * Whether actions do nothing but send the caller to HTTPS, on a port where the balancer speaks it. A port that is not said
 * is the one of the request. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
 */
export function redirectsToHttps(
  actions: readonly Action[],
  from: Pick<Listener, 'Port'>,
  securePorts: ReadonlySet<number | null>,
): boolean {
  return (
    actions.length > 0 &&
    actions.every(({ RedirectConfig: redirect }) => {
      if (redirect?.Protocol !== 'HTTPS') return false;
      const { Port } = redirect;
      return securePorts.has(Port === null || Port === '#{port}' ? from.Port : Number(Port));
    })
  );
}
