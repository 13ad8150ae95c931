import { describe, expect, it } from 'vitest';
import { explainAnswer, explainPath, pageOf, settles } from '../../../graders/semantics/network/index.ts';
import { CASES } from './network-cases.ts';
import { ask, HTTPS, twoZones } from './network-kit.ts';

describe('network: table of cases', () => {
  it('names every case once, with its page', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(CASES.map((one) => one.proves)).size).toBe(CASES.length);
    for (const { page } of CASES) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
  });

  it.each(CASES)('$proves', ({ change, from, to, question, options, outcome, why, at, via, doubts }) => {
    const answer = ask(twoZones(change), from, to, question ?? HTTPS, options);
    expect({
      outcome: answer.outcome,
      ...(why === undefined ? {} : { why: answer.broken?.why }),
      ...(at === undefined ? {} : { at: answer.broken?.resource }),
      ...(via === undefined ? {} : { via: answer.paths.map((path) => path.via) }),
      doubts: answer.doubts.map((doubt) => doubt.construct),
    }).toEqual({
      outcome,
      ...(why === undefined ? {} : { why }),
      ...(at === undefined ? {} : { at }),
      ...(via === undefined ? {} : { via }),
      doubts: doubts ?? [],
    });
    // Whoever is told no is told why, and every sentence is whole.
    if (outcome === 'no-reach' || outcome === 'mixed') expect(answer.broken).toBeDefined();
    expect(explainAnswer(answer)).not.toMatch(/undefined|NaN|\[object/);
    for (const path of answer.paths)
      for (const line of explainPath(path)) expect(line).not.toMatch(/undefined|NaN|\[object/);
    if (answer.broken) expect(pageOf(answer.broken.why)).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(settles(answer, 'reach')).toBe(outcome === 'unknown' ? undefined : outcome === 'reach');
  });
});
