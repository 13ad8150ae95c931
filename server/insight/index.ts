import { Analysis } from './analysis.ts';
import { Similarity } from './similarity.ts';
import { Watch, type WatchOptions } from './watch.ts';

export { lookForSimilarity, similarityJob } from './similarity-job.ts';

/** What an instructor learns of a cohort beyond its scores. */
export interface Insight {
  analysis: Analysis;
  watch: Watch;
  similarity: Similarity;
}

export function createInsight(options: WatchOptions): Insight {
  return {
    analysis: new Analysis(options),
    watch: new Watch(options),
    similarity: new Similarity(options),
  };
}
