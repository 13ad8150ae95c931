/**
 * What the rooms of the sandbox say to each other: the gateway (front door, signatures, journal, faults),
 * the overlay (operations answered from our own state) and the engine (moto) behind both.
 *
 * Measured on moto 5.2.1, for whoever starts the engine: bucket names are shared by all its accounts
 * (`s3_backends.bucket_accounts`), so after a reset the learner's own names are taken (409 BucketAlreadyExists) and
 * one account can read and write another's objects. Start it through a launcher that makes that dictionary forget
 * what it is told, and makes `S3Backend.create_bucket` raise BucketAlreadyExists only when `bucket_name in self.buckets`
 * (without the second part, creating one's own bucket again would wipe it).
 */

import type { Access } from './iam/access.ts';

/** Who made a call. `learner` is whoever has the account's first key or one that came of it. `reader` is the graders' read-only key, `anonymous` an unsigned request. */
export type PrincipalKind = 'learner' | 'reader' | 'anonymous';

export interface Principal {
  kind: PrincipalKind;
  /** Access key id, or null for an anonymous request. */
  accessKeyId: string | null;
  arn: string;
}

/** A request as it arrived, before anything decoded it. Header names are lower case. */
export interface WireRequest {
  method: string;
  /** Undecoded path, starting with "/". For a virtual-hosted S3 request the bucket has already been put in front. */
  path: string;
  /** Undecoded query string without "?"; may be empty. */
  query: string;
  headers: Record<string, string>;
}

/** A complete reply. Streaming replies never pass through here: the gateway pipes them from the engine. */
export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** An operation, named as the SDK names it: service `s3`, operation `GetBucketPolicy`. */
export interface OperationName {
  /** The service's id in lower case as design.md writes it: s3, ec2, iam, sts, eks, sagemaker, cloudwatch, servicequotas, ssm … */
  service: string;
  operation: string;
}

/** An error in AWS's own words. The overlay serialises it in the protocol of the call. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error shape, such as BucketName. */
  readonly details: Record<string, string>;

  constructor(code: string, message: string, status: number, details: Record<string, string> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** What one account keeps for one service's overlay. Values are JSON; keys are free text such as `policy/my-bucket`. */
export interface OverlayState {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  keys(prefix: string): string[];
}

/** `instant`: jobs and endpoints are ready in the reply; `gradual`: they pass through AWS's states. */
export type Pace = 'instant' | 'gradual';

export interface OverlayContext {
  /** The id under which the journal keeps the call; the answer carries it. */
  requestId: string;
  account: string;
  region: string;
  principal: Principal;
  /** Credentials, for the operations that make or describe them; null for an anonymous call. */
  access: Access | null;
  /** State of this account and service. */
  state: OverlayState;
  now(): Date;
  /** Whether what AWS needs minutes for is done at once (the default) or takes its time on the account's clock. */
  pace: Pace;
  /** Sends the learner's own request on to the engine and returns its whole answer (small bodies only). */
  forward(): Promise<WireReply>;
  /**
   * Options for an SDK client that talks to the engine as this account (region, endpoint, keys, the account header).
   * Handlers import their client themselves: `new S3Client({ ...ctx.engineClient(), forcePathStyle: true })`.
   */
  engineClient(): EngineClientConfig;
}

export interface EngineClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** The request handler adds `x-moto-account-id`; see engine/client.ts. */
  requestHandler: unknown;
}

/** Answers an operation from our own state. `input` is the parsed input shape; the result is the output shape. */
export type OverlayHandler = (context: OverlayContext, input: Record<string, unknown>) => Promise<unknown>;

/**
 * Lets the engine answer and adds to it. `forward` gives the engine's reply; return it (or another) as the answer.
 */
export type OverlayHook = (context: OverlayContext, input: Record<string, unknown>) => Promise<WireReply>;

/** One overlay operation: exactly one of `answer` and `hook`. */
export interface OverlayOperation extends OperationName {
  answer?: OverlayHandler;
  hook?: OverlayHook;
  /** Older names of the same operation, such as DeleteBucketLifecycle. */
  aliases?: readonly string[];
}

/** The overlay as the gateway sees it. */
export interface Overlay {
  /** Names the operation of a request, whatever its protocol; null when no known service has such an operation. `body` is needed for query protocols only (≤ 1 MiB). */
  identify(
    request: WireRequest,
    signingService: string | null,
    body: Buffer | null,
  ): Promise<OperationName | null>;
  /** Is this operation answered or hooked by us? */
  covers(operation: OperationName): boolean;
  /** Runs the overlay operation and serialises its answer or its AwsError in the call's own protocol. */
  run(
    operation: OperationName,
    request: WireRequest,
    body: Buffer,
    context: OverlayContext,
  ): Promise<WireReply>;
  /** Serialises an error in the protocol of this call (also when the operation is unknown: `operation` null). */
  errorReply(
    error: AwsError,
    request: WireRequest,
    operation: OperationName | null,
    requestId: string,
  ): WireReply;
  /** True when the operation can change nothing (Get, List, Describe, Head …), by the service's model and name. */
  isReadOnly(operation: OperationName): boolean;
}
