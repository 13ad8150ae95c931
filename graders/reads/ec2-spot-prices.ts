import { paginateDescribeSpotPriceHistory, type _InstanceType } from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { ec2 } from './ec2-client.ts';

export interface ZonePrice {
  AvailabilityZone: string;
  /** USD an hour. */
  SpotPrice: number;
  Timestamp: string;
}

/**
 * The newest Spot price for Linux of a type, in each zone that has it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
export const spotPrices = defineRead<{ type: string }, ZonePrice[]>({
  id: 'ec2:DescribeSpotPriceHistory',
  resources: () => ['*'],
  call: async ({ client, run }, { type }) => {
    const newest = new Map<string, ZonePrice>();
    const pages = paginateDescribeSpotPriceHistory(
      { client: client(ec2) },
      {
        InstanceTypes: [type as _InstanceType],
        ProductDescriptions: ['Linux/UNIX'],
        // From now on: the price of each zone that is in force.
        StartTime: new Date(run.now),
      },
    );
    for await (const page of pages) {
      for (const { AvailabilityZone = '', SpotPrice, Timestamp } of page.SpotPriceHistory ?? []) {
        const entry = {
          AvailabilityZone,
          SpotPrice: Number(SpotPrice),
          Timestamp: Timestamp?.toISOString() ?? '',
        };
        const known = newest.get(AvailabilityZone);
        if (!known || known.Timestamp < entry.Timestamp) newest.set(AvailabilityZone, entry);
      }
    }
    return [...newest.values()].toSorted((a, b) => a.AvailabilityZone.localeCompare(b.AvailabilityZone));
  },
});

export interface PriceChange extends ZonePrice {
  InstanceType: string;
}

/**
 * How the Spot prices for Linux of some types moved since a moment, oldest first; the first of a zone may be older, the one
 * that was in force then. For pictures: no check judges the past.
 */
export const spotPriceHistory = defineRead<{ types: string[]; since: string }, PriceChange[]>({
  id: 'ec2:DescribeSpotPriceHistory',
  resources: () => ['*'],
  call: async ({ client, run }, { types, since }) => {
    const pages = paginateDescribeSpotPriceHistory(
      { client: client(ec2) },
      {
        InstanceTypes: types as _InstanceType[],
        ProductDescriptions: ['Linux/UNIX'],
        StartTime: new Date(since),
        EndTime: new Date(run.now),
      },
    );
    const all: PriceChange[] = [];
    for await (const page of pages)
      for (const {
        AvailabilityZone = '',
        InstanceType = '',
        SpotPrice,
        Timestamp,
      } of page.SpotPriceHistory ?? [])
        all.push({
          AvailabilityZone,
          InstanceType,
          SpotPrice: Number(SpotPrice),
          Timestamp: Timestamp?.toISOString() ?? '',
        });
    return all.toSorted((a, b) => compare(a.Timestamp, b.Timestamp));
  },
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
