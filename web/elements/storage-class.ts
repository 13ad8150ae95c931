import { svg, type SVGTemplateResult } from 'lit';

/** How a storage class looks on a lane: fill, pattern and name together, so that none of them carries the meaning alone. */
export const CLASS_NAMES: Readonly<Record<string, string>> = {
  STANDARD: 'S3 Standard',
  STANDARD_IA: 'Standard-IA',
  INTELLIGENT_TIERING: 'Intelligent-Tiering',
  ONEZONE_IA: 'One Zone-IA',
  GLACIER_IR: 'Glacier Instant Retrieval',
  GLACIER: 'Glacier Flexible Retrieval',
  DEEP_ARCHIVE: 'Glacier Deep Archive',
  expired: 'Gone',
};

const FILLS: Readonly<Record<string, string>> = {
  STANDARD: 'standard',
  STANDARD_IA: 'standard-ia',
  INTELLIGENT_TIERING: 'intelligent',
  ONEZONE_IA: 'onezone-ia',
  GLACIER_IR: 'glacier-ir',
  GLACIER: 'glacier',
  DEEP_ARCHIVE: 'deep',
  expired: 'gone',
};

const LINES: Readonly<Record<string, string>> = {
  STANDARD_IA: 'M0 8 8 0',
  INTELLIGENT_TIERING: 'M4 3.5v1',
  ONEZONE_IA: 'M0 4h8',
  GLACIER_IR: 'M4 0v8',
  GLACIER: 'M0 4h8M4 0v8',
  DEEP_ARCHIVE: 'M0 0l8 8M0 8l8-8',
};

export const className = (state: string): string => FILLS[state] ?? 'gone';

/** Patterns of all classes, for the `defs` of one SVG. */
export const patterns = (): SVGTemplateResult[] =>
  Object.entries(LINES).map(
    ([name, path]) =>
      svg`<pattern id="pattern-${name}" width="8" height="8" patternUnits="userSpaceOnUse"><path d=${path} class="pattern-line"/></pattern>`,
  );

export const hasPattern = (state: string): boolean => state in LINES;
