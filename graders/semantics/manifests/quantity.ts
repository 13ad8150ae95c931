// Kubernetes quantities. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const SHAPE = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/**
 * The number that a quantity means (cores, bytes, pieces), or undefined when it is none: `500m` is 0.5, `1Gi` 1073741824, `1e3` 1000.
 * A bare number counts as its text does.
 */
export function quantity(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const [, digits, exponent, suffix = ''] = SHAPE.exec(String(value)) ?? [];
  if (digits === undefined) return undefined;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  const scale = SUFFIXES[suffix] ?? Number.NaN;
  // 0.1 × 1000 and 100m must be the same millicores: round away what binary fractions add.
  return Number((Number(digits) * scale).toPrecision(15));
}
