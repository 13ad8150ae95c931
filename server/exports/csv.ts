import { stringify } from 'csv-stringify/sync';

/**
 * First characters that make a spreadsheet take a cell for a formula, the full-width forms too, and with white space in
 * front. Source: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;
/** In a spreadsheet that splits at semicolons or tabs, what comes after one begins a cell of its own. */
const LATER_CELL = /([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])/g;
/** A sign and digits are a number wherever they are opened, never a formula. */
const SIGNED_NUMBER = /^[+-]\d+$/;

/**
 * Free text (a name, a title, a group) that a spreadsheet shows and never runs: an apostrophe stands before what would be
 * a formula. No consumer looks anybody up by these, so the apostrophe costs nothing.
 */
export function freeText(value: string): string {
  const later = value.replaceAll(LATER_CELL, "$1'");
  return FORMULA.test(later) ? `'${later}` : later;
}

/**
 * What an LMS looks a person up by (login, student number, email). It must come back as it is, so a number with a sign
 * stays; anything else that would be a formula is marked all the same: that person is then not found, and said so by the
 * LMS, which is better than a formula that runs on the instructor's computer.
 */
export function identity(value: string | null): string {
  if (value === null) return '';
  return SIGNED_NUMBER.test(value) ? value : freeText(value);
}

/**
 * Points with at most two decimals and a point, never an exponent. A negative number is a number: it has no mark.
 *
 * @param absent what stands for "no score", which is not zero
 */
export function points(value: number | null, absent = ''): string {
  return value === null ? absent : String(Math.round(value * 100) / 100);
}

/**
 * One record of RFC 4180: comma, CRLF, quotes where they are needed and around whatever another separator would split.
 *
 * @param cells made by `freeText`, `identity` and `points`
 */
export function record(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n', quoted_match: /[;\t\r\n]|^\s|\s$/ });
}
