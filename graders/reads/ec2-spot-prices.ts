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
