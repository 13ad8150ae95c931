/** Filters of lifecycle rules. https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRuleFilter.html */
import type { LifecycleRule, LifecycleRuleFilter, Tag } from '@aws-sdk/client-s3';
import { malformedXml } from '../wire/input.ts';
import { invalidArgument, invalidRequest } from './lifecycle-faults.ts';

/** Bytes: the size S3 names in its own message. */
const maxSize = 1_099_511_627_776_000;
/** Bytes; a longer prefix could match no key. */
const maxPrefix = 1024;

interface Predicates {
  Prefix?: string | undefined;
  Tags: readonly Tag[];
  ObjectSizeGreaterThan?: number | undefined;
  ObjectSizeLessThan?: number | undefined;
}

function predicatesOf(filter: LifecycleRuleFilter | undefined): Predicates {
  const { And: and, Tag: tag, ...single } = filter ?? {};
  if (and !== undefined) return { ...and, Tags: and.Tags ?? [] };
  return { ...single, Tags: tag === undefined ? [] : [tag] };
}

/** Throws MalformedXML unless the filter is empty, one predicate, or an And of at least two. */
export function checkFilter({ Filter: filter, Prefix: legacy }: LifecycleRule): void {
  if (filter !== undefined && Object.values(filter).filter((value) => value !== undefined).length > 1) {
    throw malformedXml();
  }
  const {
    Prefix: prefix,
    Tags: tags,
    ObjectSizeGreaterThan: above,
    ObjectSizeLessThan: below,
  } = predicatesOf(filter);
  const count = [prefix, above, below].filter((value) => value !== undefined).length + tags.length;
  if (filter?.And !== undefined && count < 2) throw malformedXml();
  if (Buffer.byteLength(prefix ?? legacy ?? '') > maxPrefix) {
    throw invalidArgument(`The maximum size of a prefix is ${maxPrefix}.`);
  }
  if (tags.some(({ Key: key }) => key === undefined || key === '')) throw malformedXml();
  if (new Set(tags.map(({ Key: key }) => key)).size !== tags.length) {
    throw invalidRequest('Duplicate Tag Keys are not allowed.');
  }
  checkSize('ObjectSizeGreaterThan', above, 0);
  checkSize('ObjectSizeLessThan', below, 1);
  if (above !== undefined && below !== undefined && above >= below) {
    throw invalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  }
}

function checkSize(name: string, value: number | undefined, least: number): void {
  if (value === undefined) return;
  if (!Number.isInteger(value)) throw malformedXml();
  if (value < least || value > maxSize) {
    throw invalidRequest(`'${name}' should be between ${least} and ${maxSize}.`);
  }
}

export function hasTagFilter({ Filter: filter }: LifecycleRule): boolean {
  return predicatesOf(filter).Tags.length > 0;
}

export function hasSizeFilter({ Filter: filter }: LifecycleRule): boolean {
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = predicatesOf(filter);
  return above !== undefined || below !== undefined;
}

/** A filter as S3 writes it in messages: `(prefix=logs/ and objectsizelessthan=1024)`. */
function filterText(filter: LifecycleRuleFilter): string {
  const {
    Prefix: prefix,
    Tags: tags,
    ObjectSizeGreaterThan: above,
    ObjectSizeLessThan: below,
  } = predicatesOf(filter);
  const parts = [
    ...(prefix === undefined ? [] : [`prefix=${prefix}`]),
    ...tags.map(({ Key: key, Value: value }) => `tag: key=${key ?? ''}, value=${value ?? ''}`),
    ...(above === undefined ? [] : [`objectsizegreaterthan=${above}`]),
    ...(below === undefined ? [] : [`objectsizelessthan=${below}`]),
  ];
  return `(${parts.length === 0 ? 'prefix=' : parts.join(' and ')})`;
}

/** How S3 names a rule in messages: by the objects it applies to. */
export function scopeText(rule: LifecycleRule): string {
  return rule.Filter === undefined ? `prefix '${rule.Prefix ?? ''}'` : `filter '${filterText(rule.Filter)}'`;
}
