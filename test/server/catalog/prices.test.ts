import { describe, expect, test } from 'vitest';
import { expandPrice, type PriceFile } from '../../../server/catalog/prices.ts';

const price = (usd: number, unit = 'GB-month') => ({ usd, unit, source: 'x', date: '2026-08' });
const file: PriceFile = {
  region: 'us-east-1',
  currency: 'USD',
  hoursPerMonth: 730,
  reviewed: '2026-11',
  sources: {},
  prices: {
    s3: {
      standard: price(0.023),
      'deep-archive': price(0.00099),
      put: price(0.0000004, 'request'),
      cent: price(0.01),
      dime: price(0.1),
    },
    ec2: {
      'p5.48xlarge': price(55.04, 'hour'),
      'odd.size': price(1.005, 'hour'),
      whole: price(3, 'hour'),
      free: price(0, 'hour'),
    },
  },
};

describe('price', () => {
  test.each([
    ['price s3 standard', '$0.023 per GB-month'],
    ['price s3 standard value', '0.023'],
    ['price s3 standard date', '2026-08'],
    ['price s3 put', '$0.0000004 per request'],
    ['price ec2 p5.48xlarge value', '55.04'],
    ['price s3 dime', '$0.10 per GB-month'],
    ['price ec2 whole value', '3.00'],
    ['price ec2 free', '$0 per hour'],
  ])('%s is %s', (directive, text) => {
    expect(expandPrice(directive, file)).toMatchObject({ text, date: '2026-08' });
  });
});

describe('cost', () => {
  test.each([
    ['cost 500 s3 standard', '$11.50'],
    ['cost 1000000 ec2 p5.48xlarge', '$55,040,000.00'],
    ['cost 730 ec2 p5.48xlarge', '$40,179.20'],
    // Binary fractions would make 1.00 of this.
    ['cost 1 ec2 odd.size', '$1.01'],
    ['cost 0.5 s3 cent', '$0.01'],
    ['cost 0.49 s3 cent', '$0.00'],
    ['cost 12345678.9 s3 standard', '$283,950.61'],
    ['cost 0 s3 standard', '$0.00'],
    ['cost 3 ec2 free', '$0.00'],
  ])('%s is %s', (directive, text) => {
    expect(expandPrice(directive, file)).toMatchObject({ text });
  });
});

test.each([
  ['price rds standard', 'there are no prices of "rds"; services: s3, ec2'],
  ['price ec2 g6.xlarge', '"ec2" has no price "g6.xlarge"; items: p5.48xlarge, odd.size, whole, free'],
  ['price s3 constructor', '"s3" has no price "constructor"'],
  ['price __proto__ x', 'there are no prices of "__proto__"'],
  ['price s3', '"s3" has no price ""'],
  ['price s3 standard often', '"often" is not a form of a price; use value or date'],
  ['price s3 standard value more', '"price s3 standard value more" has too many words'],
  ['cost 1e3 s3 standard', '"1e3" is not a plain decimal quantity'],
  ['cost -1 s3 standard', '"-1" is not a plain decimal quantity'],
  ['cost s3 standard', '"s3" is not a plain decimal quantity'],
  ['cost 1 s3 standard more', '"cost 1 s3 standard more" has too many words'],
  ['bucket', 'unknown directive "{{bucket}}"'],
])('%s is refused: %s', (directive, problem) => {
  expect(expandPrice(directive, file)).toContain(problem);
});
