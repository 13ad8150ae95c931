import type { Credentials } from '../../graders/engine/index.ts';

/** Shortest session that STS gives; a run takes seconds. */
const SESSION_SECONDS = 900;

type Keys = Awaited<ReturnType<Extract<Credentials, (...options: never[]) => unknown>>>;
type Provider = () => Promise<Keys>;

/**
 * The usual chain: environment, profile, SSO, login, container, instance. The environment is read here because the package
 * with the other links takes 24 ms to load; as in the SDK, a profile named in AWS_PROFILE goes before it.
 */
export function ownCredentials(region: string, env: NodeJS.ProcessEnv = process.env): Provider {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (accessKeyId && secretAccessKey && !env['AWS_PROFILE']) {
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return () => Promise.resolve(keys);
  }
  return lazy(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    return fromNodeProviderChain({ clientConfig: { region } });
  });
}

/** A role of the learner's account, assumed with the external id that was registered for it. */
export function assumedRole(options: {
  roleArn: string;
  externalId: string | undefined;
  sessionPolicy: object | undefined;
  region: string;
  /** Only for tests; AWS's own STS otherwise. */
  stsEndpoint?: string;
}): Provider {
  return lazy(async () => {
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    return fromTemporaryCredentials({
      params: {
        RoleArn: options.roleArn,
        RoleSessionName: 'groundschool-grader',
        DurationSeconds: SESSION_SECONDS,
        ...(options.externalId === undefined ? {} : { ExternalId: options.externalId }),
        ...(options.sessionPolicy === undefined ? {} : { Policy: JSON.stringify(options.sessionPolicy) }),
      },
      masterCredentials: ownCredentials(options.region),
      // AWS_ENDPOINT_URL of this machine must not send the role's external id to an emulator.
      clientConfig: {
        region: options.region,
        ...(options.stsEndpoint === undefined
          ? { ignoreConfiguredEndpointUrls: true }
          : { endpoint: options.stsEndpoint }),
      },
    });
  });
}

/** Makes the provider at its first use; later calls go to the same one, which knows when to renew. */
function lazy(make: () => Promise<Provider>): Provider {
  let made: Promise<Provider> | undefined;
  return async () => (await (made ??= make()))();
}
