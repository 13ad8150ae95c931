import { Analysis, type AnalysisOptions } from './analysis.ts';

/** What an instructor learns of a cohort beyond its scores. */
export interface Insight {
  analysis: Analysis;
}

export function createInsight(options: AnalysisOptions): Insight {
  return { analysis: new Analysis(options) };
}
