export type Json = Readonly<Record<string, unknown>>;

/** `unsupported` names what the model cannot evaluate, or why AWS would not have taken the pattern. */
export type Matching = { readonly matches: boolean } | { readonly unsupported: string };

export const YES: Matching = { matches: true };
export const NO: Matching = { matches: false };

/** A match decides, whatever is not known of the others. */
export function any(answers: readonly Matching[]): Matching {
  if (answers.some((one) => 'matches' in one && one.matches)) return YES;
  return answers.find((one) => 'unsupported' in one) ?? NO;
}

/** A mismatch decides, whatever is not known of the others. */
export function all(answers: readonly Matching[]): Matching {
  if (answers.some((one) => 'matches' in one && !one.matches)) return NO;
  return answers.find((one) => 'unsupported' in one) ?? YES;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
