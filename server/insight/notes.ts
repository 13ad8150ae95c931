import type { AnalysisNote } from '../contract/index.ts';
import type { ItemFacts } from './items.ts';
import { DISCRIMINATION_LEARNERS } from './statistics.ts';

/** Below this an item hardly tells apart (R. L. Ebel, D. A. Frisbie, Essentials of Educational Measurement, 1991: under 0.20 is poor). */
const FLAT = 0.1;
const HARD = 0.25;
const EASY = 0.95;
const OFTEN_BLOCKED = 0.1;
/** What fewer learners do is no pattern. */
const LEARNERS = 10;

const WORDS: Record<AnalysisNote['key'], string> = {
  negative:
    'Those who do well elsewhere fail here more often: look at the task or the grader, which may refuse something that is right.',
  flat: 'Who does well elsewhere does hardly better here. It may test something else, leave room for guessing, or the grader may be wrong.',
  hard: 'Most fail here. Look at the commonest reason first: is it in the lesson, and does the text ask for it?',
  easy: 'Nearly everybody has it at once. Good as a warm-up; it says nothing about who understood.',
  blocked:
    'Many checks could not be judged. That is for us to mend and counts neither against learners nor as difficulty.',
  few: 'Too few learners for a discrimination: it would be chance.',
};

const CHANCE = 'With this many learners it may still be chance.';

/** What a tired instructor should look at, in words. Works on what the reader may see: a hidden number raises no note. */
export function notesOn(
  facts: Pick<ItemFacts, 'facility' | 'firstTry' | 'discrimination'> & {
    learners: number | null;
    blocked: number | null;
  },
): AnalysisNote[] {
  const { learners, facility, firstTry, discrimination, blocked } = facts;
  const keys: AnalysisNote['key'][] = [];
  if (discrimination && discrimination.value < FLAT)
    keys.push(discrimination.value < 0 ? 'negative' : 'flat');
  const chance = discrimination !== null && discrimination.high >= FLAT;
  if (learners !== null && learners >= LEARNERS) {
    if (facility !== null && facility <= HARD) keys.push('hard');
    if (firstTry !== null && firstTry >= EASY) keys.push('easy');
  }
  if (blocked !== null && blocked >= OFTEN_BLOCKED) keys.push('blocked');
  if (learners !== null && learners > 0 && learners < DISCRIMINATION_LEARNERS) keys.push('few');
  return keys.map((key) => ({
    key,
    words: chance && (key === 'negative' || key === 'flat') ? `${WORDS[key]} ${CHANCE}` : WORDS[key],
  }));
}
