/** What a target group takes for health. */
import type { TargetGroup } from '../../reads/elbv2-targets.ts';

/** One number, or a range, of a matcher. */
interface Codes {
  first: number;
  last: number;
}

/**
 * The codes of a matcher: `200`, `200,202` or `200-299`; undefined for another text.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
 */
export function matcherCodes(text: string): Codes[] | undefined {
  const parts = text.split(',').map((part) => /^\s*(\d{3})(?:\s*-\s*(\d{3}))?\s*$/.exec(part));
  const codes = parts.flatMap((part) =>
    part ? [{ first: Number(part[1]), last: Number(part[2] ?? part[1]) }] : [],
  );
  return codes.length === parts.length ? codes : undefined;
}

/** Where a health check says that all is well although it may not be. */
export function healthCheckLie(
  group: TargetGroup,
  { path, port }: { path: string; port: number },
): { field: string; expected: string; actual: unknown } | undefined {
  if (!group.HealthCheckEnabled) return { field: 'HealthCheckEnabled', expected: 'true', actual: false };
  if (group.HealthCheckPath !== path)
    return { field: 'HealthCheckPath', expected: path, actual: group.HealthCheckPath };
  if (group.HealthCheckPort !== 'traffic-port' && group.HealthCheckPort !== String(port))
    return {
      field: 'HealthCheckPort',
      expected: `traffic-port or ${port}`,
      actual: group.HealthCheckPort,
    };
  const { HttpCode: code } = group.Matcher;
  const codes = matcherCodes(code ?? '');
  const honest = codes?.every(({ first, last }) => first >= 200 && last <= 299) ?? false;
  return honest ? undefined : { field: 'Matcher.HttpCode', expected: 'within 200-299', actual: code };
}
