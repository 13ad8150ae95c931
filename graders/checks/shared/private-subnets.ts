/** Whether the Internet could come into a subnet, for checks that ask nothing else of a network. */
import { cannotEvaluate, type Saw } from '../../kit/index.ts';
import { routeTables, type RouteTable } from '../../reads/ec2-routing.ts';
import {
  internetGateways,
  subnets,
  vpcs,
  type InternetGateway,
  type Subnet,
  type Vpc,
} from '../../reads/ec2-vpc.ts';
import { internetExposure, readNetwork, type Network } from '../../semantics/network/index.ts';

export const placeReads = { vpcs, subnets, routeTables, internetGateways };
export const placeArgs = { vpcs: {}, subnets: {}, routeTables: {}, internetGateways: {} };

export interface PlaceViews {
  vpcs: Saw<Vpc[]>;
  subnets: Saw<Subnet[]>;
  routeTables: Saw<RouteTable[]>;
  internetGateways: Saw<InternetGateway[]>;
}

/** Of each judge's views: one judge asks about many subnets. */
const networks = new WeakMap<PlaceViews, Network>();

function networkOf(saw: PlaceViews): Network {
  const known =
    networks.get(saw) ??
    readNetwork({
      Vpcs: saw.vpcs(),
      Subnets: saw.subnets(),
      RouteTables: saw.routeTables(),
      InternetGateways: saw.internetGateways(),
    });
  networks.set(saw, known);
  return known;
}

/** Whether a route leads from an internet gateway's side. @throws Blocked when a read is missing or it cannot be told */
export function isPublic(saw: PlaceViews, subnetId: string): boolean {
  const network = networkOf(saw);
  return (
    internetExposure(network, subnetId).exposed ?? cannotEvaluate(routeTables.id, `the routes of ${subnetId}`)
  );
}
