/** Where a packet goes in a VPC, hop by hop, computed from describe output. See README.md for the rules and their pages. */
export type * from './description.ts';
export type * from './types.ts';
export * from './answer.ts';
export { readNetwork } from './read-network.ts';
export { reach } from './reach.ts';
export { explainAnswer, explainDoubt, explainHop, explainPath, pageOf } from './explain.ts';
export { branchesOf, effectiveRouteTable, routeFor, type Branch } from './routing.ts';
export { internetGatewayOf, targetVerdict, type TargetVerdict } from './gateways.ts';
export { networkAclOf } from './acl.ts';
export { admission, type Admission } from './groups.ts';
export { internetExposure, isPublicSubnet, tierOf, type Exposure, type Tier } from './subnets.ts';
export {
  endpointAdmits,
  endpointsFor,
  endpointSubnets,
  endpointZones,
  gatewayEndpointsOf,
  type Admittance,
  type GatewayEndpointUse,
} from './vpc-endpoints.ts';
export {
  cidrPeer,
  INTERNET_PEER,
  outsidePeer,
  portsBetween,
  rulesIn,
  subnetPeer,
  vpcPeer,
  type Peer,
  type PortAnswer,
  type PortProtocol,
  type SourceEntry,
} from './group-ports.ts';
export { worldOpenPorts, type WorldOpen, type WorldOpenAnswer } from './world-open.ts';
export {
  addressText,
  blockContains,
  INTERNET,
  parseCidr,
  usableAddresses,
  type Cidr,
  type Family,
} from './cidr.ts';
export { covers, intersect, overlaps, sizeOf, subtract, unite, type Span, type Spans } from './spans.ts';
