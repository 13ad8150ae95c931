import type { LabelSelector } from 'kubernetes-types/meta/v1';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a label selector finds labels. None at all finds nothing, an empty one everything.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) =>
      requirement(labels, key, operator, values ?? []),
    )
  );
}

/** One requirement of a label or node selector; Gt and Lt compare whole numbers and exist for nodes only. */
export function requirement(
  labels: Labels,
  key: string,
  operator: string,
  values: readonly string[],
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [bound] = values;
      if (value === undefined || bound === undefined || !/^-?\d+$/.test(value) || !/^-?\d+$/.test(bound))
        return false;
      return operator === 'Gt' ? Number(value) > Number(bound) : Number(value) < Number(bound);
    }
    default:
      return false;
  }
}

/** A selector or requirement in the notation of `kubectl -l`. */
export function requirementText({
  key,
  operator,
  values = [],
}: {
  key: string;
  operator: string;
  values?: readonly string[];
}): string {
  const list = values.join(', ');
  const texts: Readonly<Record<string, string>> = {
    In: values.length === 1 ? `${key}=${list}` : `${key} in (${list})`,
    NotIn: values.length === 1 ? `${key}!=${list}` : `${key} notin (${list})`,
    Exists: key,
    DoesNotExist: `!${key}`,
    Gt: `${key} > ${list}`,
    Lt: `${key} < ${list}`,
  };
  return texts[operator] ?? `${key} ${operator} ${list}`;
}
