/**
 * Dates of the Date operators: W3C profile of ISO 8601, or seconds since 1970.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */

const W3C =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;

/** Milliseconds since 1970, or undefined when the text is no date. Four digits are a year, other digits are epoch seconds. */
export function parseInstant(text: string): number | undefined {
  const parts = W3C.exec(text);
  if (parts) {
    const [
      ,
      year,
      month = '01',
      day = '01',
      hour = '00',
      minute = '00',
      second = '00',
      fraction = '0',
      zone = 'Z',
    ] = parts;
    const millis = String(Math.floor(Number(`0.${fraction}`) * 1000)).padStart(3, '0');
    const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
    const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset}`);
    return Number.isNaN(instant) ? undefined : instant;
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
}
