import { Analysis } from './analysis.ts';
import { Watch, type WatchOptions } from './watch.ts';

/** What an instructor learns of a cohort beyond its scores. */
export interface Insight {
  analysis: Analysis;
  watch: Watch;
}

export function createInsight(options: WatchOptions): Insight {
  return { analysis: new Analysis(options), watch: new Watch(options) };
}
