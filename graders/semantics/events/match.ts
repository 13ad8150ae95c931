/**
 * Whether an EventBridge pattern matches an event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { valueMatches } from './filters.ts';
import { all, any, isObject, type Json, type Matching } from './matching.ts';

/**
 * @param pattern the text of the pattern, as ListRules shows it
 * @param event the whole event: source, detail-type, detail …
 */
export function matchesPattern(pattern: string, event: Json): Matching {
  let parsed: unknown;
  try {
    parsed = JSON.parse(pattern);
  } catch {
    return { unsupported: 'the pattern is not JSON' };
  }
  return isObject(parsed) ? objectMatches(parsed, event) : { unsupported: 'the pattern is no object' };
}

/** Every field of the pattern has to match; fields that it does not mention may be anything. */
function objectMatches(pattern: Json, event: unknown): Matching {
  if (Object.keys(pattern).length === 0) return { unsupported: 'an empty object' };
  return all(
    Object.entries(pattern).map(([field, wanted]) => {
      if (field === '$or' && Array.isArray(wanted) && wanted.every(isObject))
        return any(wanted.map((one) => objectMatches(one, event)));
      return fieldMatches(field, wanted, candidates(event, field));
    }),
  );
}

/** What stands under a field: in an array of objects any of them may have it. */
function candidates(event: unknown, field: string): unknown[] {
  if (Array.isArray(event)) return event.flatMap((one) => candidates(one, field));
  return isObject(event) && Object.hasOwn(event, field) ? [event[field]] : [];
}

function fieldMatches(field: string, wanted: unknown, found: readonly unknown[]): Matching {
  if (isObject(wanted))
    return found.length === 0 ? absentMatches(wanted) : any(found.map((one) => objectMatches(wanted, one)));
  if (!Array.isArray(wanted) || wanted.length === 0)
    return { unsupported: `"${field}" is neither an object nor a list with something in it` };
  // An array in the event matches when one of its values does.
  const leaves = found.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]));
  const present = leaves.filter((one) => !isObject(one));
  return any(wanted.map((filter) => valueMatches(filter, present)));
}

/** A nested pattern over a field that is not there matches only where all it asks is absence. */
function absentMatches(wanted: Json): Matching {
  return objectMatches(wanted, {});
}
