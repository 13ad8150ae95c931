import { Type, type Static } from 'typebox';

/**
 * GET /api/lab-sessions/:id/lifecycle: the learner's own rules, read from their account with the graders' reads, and the
 * objects to watch. The page runs graders/semantics/lifecycle over them: the model that grades is the model that draws.
 */
export const LifecycleReply = Type.Object({
  today: Type.String(),
  buckets: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Enum(['read', 'no-bucket', 'no-rules', 'blocked']),
      message: Type.String(),
      versioning: Type.Union([Type.String(), Type.Null()]),
      /** As the SDK returns it: { Rules, TransitionDefaultMinimumObjectSize }. */
      configuration: Type.Union([Type.Unknown(), Type.Null()]),
      probes: Type.Array(
        Type.Object({
          label: Type.String(),
          key: Type.String(),
          sizeBytes: Type.Number(),
          tags: Type.Record(Type.String(), Type.String()),
          /** What the task expects on a day: a storage class, `kept` (any class) or `expired`; empty for objects without a demand. */
          expected: Type.Array(Type.Object({ day: Type.Number(), state: Type.String() })),
        }),
      ),
    }),
  ),
});
export type LifecycleReply = Static<typeof LifecycleReply>;

/**
 * GET /api/lab-sessions/:id/network: everything that decides where packets go in the Region, read with the graders' reads.
 * The page runs graders/semantics/network over it.
 */
export const NetworkReply = Type.Object({
  region: Type.String(),
  /** To choose from: the VPCs that tasks ask for, others, the default VPC last. */
  vpcs: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.Union([Type.String(), Type.Null()]),
      role: Type.Enum(['task', 'other', 'default']),
    }),
  ),
  /** A NetworkDescription of the model. A collection that could not be read is left out. */
  description: Type.Record(Type.String(), Type.Unknown()),
  unread: Type.Array(Type.Object({ collection: Type.String(), message: Type.String() })),
});
export type NetworkReply = Static<typeof NetworkReply>;

const NamedDocument = Type.Object({ name: Type.String(), document: Type.Unknown() });
/** A caller and everything that its request carries. */
const Try = Type.Object({ principal: Type.Unknown(), context: Type.Record(Type.String(), Type.Unknown()) });

/** Somebody whose policies are drawn, and the requests that they are asked. */
export const PolicySubject = Type.Object({
  task: Type.String(),
  title: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['role', 'user']),
  state: Type.Enum(['read', 'missing', 'blocked']),
  message: Type.String(),
  arn: Type.Union([Type.String(), Type.Null()]),
  /** As who a request of the reader's own is made. */
  own: Type.Union([Try, Type.Null()]),
  identity: Type.Array(NamedDocument),
  boundary: Type.Union([NamedDocument, Type.Null()]),
  trust: Type.Union([Type.Unknown(), Type.Null()]),
  /** Policies that could not be read: they may allow or deny anything. */
  unread: Type.Array(Type.Object({ layer: Type.Enum(['identity', 'boundary']), message: Type.String() })),
  groups: Type.Array(
    Type.Object({
      title: Type.String(),
      /** Which policies are asked: all of them, those of the subject without its boundary, the boundary alone, the trust policy. */
      layer: Type.Enum(['all', 'identity', 'boundary', 'trust']),
      requests: Type.Array(
        Type.Object({
          wanted: Type.Enum(['allow', 'deny']),
          /** For a trust policy: who asks. */
          who: Type.Union([Type.String(), Type.Null()]),
          action: Type.String(),
          resource: Type.String(),
          /** What this request carries besides what every request does. */
          given: Type.Record(Type.String(), Type.Unknown()),
          /** Allowed when one of them is. */
          tries: Type.Array(Try, { minItems: 1 }),
        }),
      ),
    }),
  ),
});
export type PolicySubject = Static<typeof PolicySubject>;

/**
 * GET /api/lab-sessions/:id/decisions: the policies of whom the tasks are about, read with the graders' reads, and the
 * requests that the tasks ask for in their own words. The page runs graders/semantics/iam over them.
 */
export const DecisionsReply = Type.Object({
  account: Type.String(),
  region: Type.String(),
  subjects: Type.Array(PolicySubject),
});
export type DecisionsReply = Static<typeof DecisionsReply>;

/**
 * GET /api/lab-sessions/:id/spot-prices: how the Spot prices of the learner's account moved, for the types that the lab is
 * about and those that the learner has chosen, with what has been chosen and what runs.
 */
export const SpotPricesReply = Type.Object({
  region: Type.String(),
  since: Type.String(),
  now: Type.String(),
  /** Month of the on-demand prices. */
  pricesOf: Type.String(),
  choice: Type.Object({
    state: Type.Enum(['none', 'unreadable', 'read']),
    message: Type.String(),
    /** Of the job whose zone is asked for. */
    type: Type.Union([Type.String(), Type.Null()]),
    zone: Type.Union([Type.String(), Type.Null()]),
    usd: Type.Union([Type.Number(), Type.Null()]),
    /** As the check decides: whether the zone is the cheapest now, and whether the price is right. Null: cannot be told. */
    zoneStands: Type.Union([Type.Boolean(), Type.Null()]),
    priceStands: Type.Union([Type.Boolean(), Type.Null()]),
  }),
  types: Type.Array(
    Type.Object({
      type: Type.String(),
      /** USD an hour; null where the price list has none. */
      onDemand: Type.Union([Type.Number(), Type.Null()]),
      gpus: Type.Number(),
      gib: Type.Number(),
      /** Whether it is enough for the job whose zone is asked for. */
      fits: Type.Boolean(),
      /** Jobs that the learner has chosen it for. */
      chosenFor: Type.Array(Type.String()),
    }),
  ),
  series: Type.Array(
    Type.Object({
      type: Type.String(),
      zone: Type.String(),
      /** Epoch seconds and USD an hour, from that moment on; oldest first. */
      points: Type.Array(Type.Tuple([Type.Number(), Type.Number()])),
    }),
  ),
  uses: Type.Array(
    Type.Object({
      kind: Type.Enum(['template', 'group', 'fleet', 'instance']),
      name: Type.String(),
      market: Type.Enum(['spot', 'on-demand', 'mixed', 'either']),
      types: Type.Array(Type.String()),
      /** Empty where it names no zone. */
      zones: Type.Array(Type.String()),
      /** What the list of types does not say. */
      note: Type.String(),
    }),
  ),
  unread: Type.Array(Type.Object({ what: Type.String(), message: Type.String() })),
});
export type SpotPricesReply = Static<typeof SpotPricesReply>;

/**
 * GET /api/lab-sessions/:id/bill: what the learner's account has and what it costs by. The page runs graders/semantics/pricing
 * over it.
 */
export const BillReply = Type.Object({
  account: Type.String(),
  region: Type.String(),
  /** The day of the bill, for support calendars. */
  day: Type.String(),
  now: Type.String(),
  /** An inventory of the model. */
  resources: Type.Array(Type.Unknown()),
  /** Quantities that no answer of AWS shows; the bill counts none of them until a what-if does. */
  unseen: Type.Array(Type.Object({ resource: Type.String(), field: Type.String() })),
  /** Prices read for this bill: Spot. */
  quotes: Type.Array(
    Type.Object({
      price: Type.String(),
      usd: Type.Number(),
      unit: Type.String(),
      source: Type.Object({ title: Type.String(), url: Type.String(), date: Type.String() }),
    }),
  ),
  unread: Type.Array(Type.Object({ what: Type.String(), message: Type.String() })),
});
export type BillReply = Static<typeof BillReply>;

const Answered = Type.Object({
  /** What it is, in a word or two: read, write, list. */
  verb: Type.String(),
  /** Requests `<group>.<index>` of the subject; allowed when each is, and for what should be denied when any is. */
  requests: Type.Array(Type.String(), { minItems: 1 }),
  wanted: Type.Enum(['allow', 'deny']),
  /** Whether a task asks for it; else a job or a model does. */
  asked: Type.Boolean(),
});
const Node = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['service', 'people', 'outside', 'data', 'logs', 'image', 'power']),
  title: Type.String(),
  detail: Type.String(),
  links: Type.Array(Answered),
  /** Jobs and models that touch it. */
  usedBy: Type.Array(Type.String()),
});

/**
 * GET /api/lab-sessions/:id/identities: the roles that training jobs and models run as, who can become them and what they
 * reach. The page runs graders/semantics/iam over the subjects.
 */
export const IdentitiesReply = Type.Object({
  account: Type.String(),
  region: Type.String(),
  roles: Type.Array(
    Type.Object({
      subject: PolicySubject,
      who: Type.Array(Node),
      reaches: Type.Array(Node),
    }),
  ),
  workloads: Type.Array(
    Type.Object({
      kind: Type.Enum(['training', 'serving']),
      name: Type.String(),
      /** Of the job, or of the endpoint. */
      status: Type.String(),
      /** What runs it: the model behind an endpoint. */
      detail: Type.String(),
      /** Name of its role. */
      role: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  unread: Type.Array(Type.Object({ what: Type.String(), message: Type.String() })),
});
export type IdentitiesReply = Static<typeof IdentitiesReply>;
