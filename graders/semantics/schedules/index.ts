/** When a schedule of EventBridge Scheduler fires. See README.md for the rules and their pages. */
export { expand, type Expansion, type ScheduleSpec } from './expand.ts';
export { firstDifference, instantOf, isZone, wallNumber, wallTime, type WallTime } from './zone.ts';
