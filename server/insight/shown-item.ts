import type { AnalysisItem } from '../contract/index.ts';
import type { Choice } from './choices.ts';
import type { ItemFacts } from './items.ts';
import { notesOn } from './notes.ts';
import { coarseShare, largeCells, largeCount, SMALLEST_CELL } from './suppress.ts';

/** An item with everything that is known of it. */
export interface FoundItem {
  facts: ItemFacts;
  title: string;
  stemHtml: string | null;
  maxPoints: number | null;
  /** Of the reasons. */
  words: ReadonlyMap<string, string>;
  choices: readonly Choice[];
}

/** Reasons that are told; the rest is a long tail. */
const REASONS = 6;

/**
 * What a reader may see of an item: everything, or (for those who may not see learners) nothing that is about fewer than
 * five of them.
 */
export function shownItem(found: FoundItem, seesLearners: boolean): AnalysisItem {
  const { facts } = found;
  const all = {
    learners: facts.learners,
    facility: facts.facility,
    discrimination: facts.discrimination,
    firstTry: facts.firstTry,
    medianTries: facts.medianTries,
    solved: facts.solved,
    notReached: facts.notReached,
    blocked: facts.blocked.of === 0 ? null : facts.blocked.checks / facts.blocked.of,
    reasons: facts.reasons,
    choices: found.choices,
  };
  const seen = seesLearners ? all : withheld(facts, all);
  const share = (learners: number): number => (facts.learners === 0 ? 0 : learners / facts.learners);
  return {
    id: facts.id,
    title: found.title,
    stemHtml: found.stemHtml,
    maxPoints: found.maxPoints,
    ...seen,
    reasons: seen.reasons.slice(0, REASONS).map(({ reason, learners }) => ({
      reason,
      words: found.words.get(reason) ?? reason,
      learners,
      share: share(learners),
    })),
    choices: seen.choices.map((choice) => ({ ...choice, share: share(choice.learners) })),
    notes: notesOn(seen),
    suppressed: !seesLearners && JSON.stringify(seen) !== JSON.stringify(all),
  };
}

type Numbers = Omit<
  AnalysisItem,
  'id' | 'title' | 'stemHtml' | 'maxPoints' | 'reasons' | 'choices' | 'notes' | 'suppressed'
> & {
  reasons: ItemFacts['reasons'];
  choices: readonly Choice[];
};

function withheld(facts: ItemFacts, all: Numbers): Numbers {
  if (facts.learners < SMALLEST_CELL) {
    const nothing = facts.learners === 0 ? 0 : null;
    return {
      learners: nothing,
      facility: null,
      discrimination: null,
      firstTry: null,
      medianTries: null,
      solved: nothing,
      notReached: largeCount(facts.notReached),
      blocked: null,
      reasons: [],
      choices: [],
    };
  }
  const unsolved = facts.learners - facts.solved;
  return {
    ...all,
    facility: coarseShare(all.facility, facts.learners),
    firstTry: coarseShare(all.firstTry, facts.learners),
    medianTries: facts.solved < SMALLEST_CELL ? null : all.medianTries,
    solved: Math.min(facts.solved, unsolved) < SMALLEST_CELL ? null : facts.solved,
    notReached: largeCount(facts.notReached),
    blocked: largeCount(facts.blocked.learners) === null ? null : all.blocked,
    reasons: largeCells(facts.reasons),
    choices: largeCells(all.choices),
  };
}
