import type { TimelineScene } from '../elements/deploy-timeline.ts';

const phase = (from: number, to: number, label: string, share: number, watched: boolean) => ({
  from,
  to,
  label,
  share,
  old: 2,
  fresh: 2,
  watched,
});
export const turnedBack: TimelineScene = {
  title: 'Canary of one: traffic over time',
  seconds: 1140,
  end: 1280,
  phases: [
    phase(0, 240, 'start', 0, false),
    phase(240, 540, 'bake 50%', 0.5, true),
    phase(540, 840, 'bake 100%', 1, true),
    phase(840, 1140, 'old fleet waits', 1, false),
  ],
  at: 500,
  noticedAt: 560,
  backAt: 560,
  outcome: 'Turned back after 1 min',
};
export const tooLate: TimelineScene = {
  ...turnedBack,
  at: 700,
  noticedAt: 1000,
  backAt: null,
  outcome: 'The alarm comes too late',
};
export const withoutSettings: TimelineScene = {
  title: 'Without settings: traffic over time',
  seconds: 240,
  end: 300,
  phases: [phase(0, 240, 'start', 0, false)],
  at: 240,
  noticedAt: null,
  backAt: null,
  outcome: 'No alarm turns it back',
};
