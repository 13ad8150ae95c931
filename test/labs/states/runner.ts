import {
  GetObjectAclCommand,
  S3Client,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { checks } from '../../../graders/checks/index.ts';
import type { GradeReport, Variables } from '../../../graders/contract/index.ts';
import { grade, resolveVariables } from '../../../graders/engine/index.ts';
import type { ArtifactFile, Box } from '../../../graders/kit/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { loadLabForGrading, type LabForGrading } from '../../../server/catalog/lab-manifest.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import {
  composeSteps,
  loadScripts,
  runScript,
  type AccountScript,
  type Step,
} from '../../../server/scripts/index.ts';
import type { AccountState, Expected, HandInFacts, LinkOptions } from './state.ts';

const REGION = 'us-east-1';

/** `s3-lifecycle`: which named steps of the solution put back what an operation has changed, for the bucket and the attic. */
const PUT_BACK: readonly { operation: RegExp; bucket: string; steps: readonly string[] }[] = [
  { operation: /BucketPolicy$/, bucket: '{{bucket}}', steps: ['tls-policy'] },
  { operation: /Lifecycle/, bucket: '{{bucket}}', steps: ['lifecycle'] },
  { operation: /Encryption$/, bucket: '{{bucket}}', steps: ['key', 'encryption'] },
  { operation: /PublicAccessBlock$/, bucket: '{{bucket}}', steps: ['block-public'] },
  { operation: /OwnershipControls$/, bucket: '{{bucket}}', steps: ['ownership'] },
  { operation: /Versioning$/, bucket: '{{bucket}}', steps: ['versioning'] },
  { operation: /BucketPolicy$/, bucket: '{{attic}}', steps: ['attic-policy'] },
  { operation: /Lifecycle/, bucket: '{{attic}}', steps: ['attic-lifecycle'] },
  { operation: /PublicAccessBlock$/, bucket: '{{attic}}', steps: ['attic-block-public'] },
  { operation: /MultipartUpload$/, bucket: '{{attic}}', steps: ['open', 'abort-uploads'] },
];

interface Prepared {
  account: SandboxAccount;
  region: string;
  artifacts: Readonly<Record<string, readonly ArtifactFile[]>>;
}

/** Puts accounts of a sandbox into states and grades them over the wire, as `groundschool grade --endpoint-url` does. */
export class StateRunner {
  readonly #sandbox: Sandbox;
  readonly #box: Box;
  readonly #lab: LabForGrading;
  readonly #scripts: ReadonlyMap<string, AccountScript>;
  #shared: Promise<Prepared> | undefined;

  constructor(root: string, sandbox: Sandbox, box: Box, lab: string) {
    this.#sandbox = sandbox;
    this.#box = box;
    this.#lab = loadLabForGrading(root, lab);
    this.#scripts = loadScripts(root, lab);
  }

  /** What each task that the state names says. Crashes of a check are thrown: they are never a verdict. */
  async judge(state: AccountState): Promise<{ got: Record<string, Expected>; report: GradeReport }> {
    const prepared = await this.#prepared(state);
    const { account, region } = prepared;
    const variables = this.#variables(state, region);
    try {
      if (state.pace !== undefined) this.#sandbox.setPace(account.account, state.pace);
      await this.#run(state.calls ?? [], prepared, variables);
      for (const [operation, kind] of Object.entries(state.broken ?? {}))
        this.#sandbox.faults.add(account.account, { operation, kind, who: 'reader' });
      const report = await this.#grade(state, prepared, variables);
      const got = Object.fromEntries(
        report.tasks
          .filter(({ id }) => Object.hasOwn(state.expect, id))
          .map(({ id, status, reason }): [string, Expected] => [
            id,
            status === 'pass' || status === 'skipped' ? status : (`${status}/${reason}` as Expected),
          ]),
      );
      return { got, report };
    } finally {
      this.#sandbox.faults.clear(account.account);
      this.#sandbox.setPace(account.account, 'instant');
      if (state.alone !== true && state.region === undefined) await this.#undo(state, prepared, variables);
    }
  }

  async #undo(state: AccountState, prepared: Prepared, variables: Variables): Promise<void> {
    await this.#run(state.undo ?? [], prepared, variables);
    // With the account's own numbers: the state's may be such that AWS refuses the solution's rules.
    await this.#run(this.#putBack(state.calls ?? []), prepared, this.#variables({}, prepared.region));
  }

  async #prepared(state: AccountState): Promise<Prepared> {
    if (state.alone === true || state.region !== undefined || state.start !== undefined)
      return this.#build(state.region ?? REGION, state.start ?? 'solution');
    this.#shared ??= this.#build(REGION, 'solution');
    return this.#shared;
  }

  async #build(region: string, until: 'setup' | 'solution'): Promise<Prepared> {
    const account = await this.#sandbox.createAccount('states');
    const variables = resolveVariables({
      lab: this.#lab.manifest,
      common: this.#lab.common,
      overrides: { region },
    });
    const prepared = { account, region, artifacts: {} };
    let artifacts = new Map<string, ArtifactFile[]>();
    for (const name of until === 'setup' ? ['setup'] : ['setup', 'solution']) {
      const script = this.#scripts.get(name);
      if (!script) throw new Error(`${this.#lab.manifest.id} has no script ${name}.`);
      ({ artifacts } = await runScript(script, this.#options(prepared, variables)));
    }
    return { ...prepared, artifacts: Object.fromEntries(artifacts) };
  }

  #options(prepared: Prepared, variables: Variables) {
    const { account, region } = prepared;
    const { accessKeyId, secretAccessKey } = account;
    const target = {
      endpoint: this.#sandbox.endpoint,
      region,
      account: account.account,
      credentials: { accessKeyId, secretAccessKey },
    };
    return { scripts: this.#scripts, labFolder: this.#lab.folder, variables, target };
  }

  #variables(state: Pick<AccountState, 'variables'>, region: string): Variables {
    return resolveVariables({
      lab: this.#lab.manifest,
      common: this.#lab.common,
      overrides: { region, ...state.variables },
    });
  }

  async #run(steps: readonly Step[], prepared: Prepared, variables: Variables): Promise<void> {
    if (steps.length === 0) return;
    const script: AccountScript = {
      name: 'state',
      file: 'states',
      title: 'state',
      base: null,
      without: [],
      replace: [],
      add: [...steps],
      withoutArtifacts: [],
      expect: {},
      afterSetup: true,
    };
    await runScript(script, this.#options(prepared, variables));
  }

  #putBack(calls: readonly Step[]): Step[] {
    const wanted = new Set(
      calls.flatMap((step) =>
        step.kind === 'call'
          ? PUT_BACK.filter(
              ({ operation, bucket }) => operation.test(step.operation) && step.input['Bucket'] === bucket,
            ).flatMap(({ steps }) => steps)
          : [],
      ),
    );
    const solution = this.#scripts.get('solution');
    if (!solution) throw new Error(`${this.#lab.manifest.id} has no solution.`);
    return composeSteps(solution, this.#scripts).filter(
      (step) => wanted.has(step.step ?? '') || wanted.has(step.as ?? ''),
    );
  }

  async #grade(state: AccountState, prepared: Prepared, variables: Variables): Promise<GradeReport> {
    const { account, region } = prepared;
    const now = new Date();
    const crashes: unknown[] = [];
    const { report } = await grade({
      lab: this.#lab.manifest,
      version: 'states',
      variables,
      target: {
        kind: 'endpoint',
        endpoint: this.#sandbox.endpoint,
        region,
        credentials: {
          accessKeyId: account.readerAccessKeyId,
          secretAccessKey: account.readerSecretAccessKey,
        },
      },
      checks,
      identity: callerIdentity,
      artifacts: { ...prepared.artifacts, ...(await this.#handIns(state, prepared, variables)) },
      box: this.#box,
      tasks: Object.keys(state.expect),
      now,
      ...(state.daysLater === undefined
        ? {}
        : { today: new Date(now.getTime() + state.daysLater * 86_400_000).toISOString().slice(0, 10) }),
      limits: {
        callMs: Object.values(state.broken ?? {}).includes('timeout') ? 3_000 : 20_000,
        labMs: 120_000,
      },
      onError: (error) => crashes.push(error),
    });
    if (crashes.length > 0) throw crashes[0];
    return report;
  }

  async #handIns(
    state: AccountState,
    prepared: Prepared,
    variables: Variables,
  ): Promise<Record<string, ArtifactFile[]>> {
    const facts: HandInFacts = {
      host: new URL(this.#sandbox.endpoint).host,
      bucket: String(variables['bucket']),
      key: String(variables['model_key']),
      sign: (options = {}) => this.#sign(options, prepared, variables),
      reference: (task) => Buffer.from(prepared.artifacts[task]?.at(-1)?.bytes ?? []).toString('utf8'),
    };
    const files: Record<string, ArtifactFile[]> = {};
    for (const [task, list] of Object.entries(state.files ?? {})) {
      files[task] = [];
      for (const [name, content] of list) {
        const made = typeof content === 'function' ? await content(facts) : content;
        files[task].push({ name, bytes: typeof made === 'string' ? Buffer.from(made, 'utf8') : made });
      }
    }
    return files;
  }

  async #sign(options: LinkOptions, { account, region }: Prepared, variables: Variables): Promise<string> {
    const { bucket, key, expiresIn = 900, method = 'GET', ago = 0, host, forged } = options;
    const endpoint = new URL(this.#sandbox.endpoint);
    if (host !== undefined) endpoint.hostname = 'localhost';
    const client = new S3Client({
      region,
      endpoint: endpoint.href,
      forcePathStyle: host !== 'virtual',
      credentials: {
        accessKeyId: account.accessKeyId,
        secretAccessKey: forged === true ? 'not-the-secret' : account.secretAccessKey,
      },
    });
    const input = {
      Bucket: String(variables[bucket ?? 'bucket']),
      Key: key ?? String(variables['model_key']),
    };
    const commands = {
      GET: new GetObjectCommand(input),
      PUT: new PutObjectCommand(input),
      HEAD: new HeadObjectCommand(input),
      acl: new GetObjectAclCommand(input),
    };
    const command = commands[options.subresource ?? method];
    const url = await getSignedUrl(client, command, {
      expiresIn,
      signingDate: new Date(Date.now() - ago * 1000),
    });
    client.destroy();
    return url;
  }
}
