/**
 * Wildcards of the policy language: `*` is any run of characters, also an empty one and also across `/` and `:`;
 * `?` is exactly one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

/** UTF-16 code units, or STAR / ANY for a live wildcard; a literal asterisk stays a code unit. */
export type Glob = readonly number[];

export const STAR = -1;
export const ANY = -2;

/** Turns pattern text into a glob in which `*` and `?` are wildcards. */
export function compileGlob(pattern: string): number[] {
  const glob: number[] = [];
  for (let i = 0; i < pattern.length; i += 1) {
    const unit = pattern.charCodeAt(i);
    if (unit === 0x2a) glob.push(STAR);
    else if (unit === 0x3f) glob.push(ANY);
    else glob.push(unit);
  }
  return glob;
}

/** Turns text into a glob without wildcards. */
export function literalGlob(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Whether the whole text matches. Backtracks only to the latest star, so the cost is at most pattern × text. */
export function globMatches(glob: Glob, text: string): boolean {
  let g = 0;
  let t = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    const token = g < glob.length ? glob[g] : undefined;
    if (token === STAR) {
      starAt = g;
      resumeAt = t;
      g += 1;
    } else if (token !== undefined && (token === ANY || token === text.charCodeAt(t))) {
      g += 1;
      t += 1;
    } else if (starAt >= 0) {
      resumeAt += 1;
      t = resumeAt;
      g = starAt + 1;
    } else {
      return false;
    }
  }
  while (g < glob.length && glob[g] === STAR) g += 1;
  return g === glob.length;
}
