/** The overlay: AWS operations answered, or added to, from our own state. See README.md for how to add one. */
import {
  AwsError,
  type OperationName,
  type Overlay,
  type OverlayContext,
  type OverlayOperation,
  type WireReply,
  type WireRequest,
} from '../types.ts';
import { identify } from './identify.ts';
import { loadedModel, loadModel } from './model.ts';
import { operations } from './operations.ts';
import { isReadOnly } from './read-only.ts';
import { readInput } from './wire/input.ts';
import { writeError, writeOutput } from './wire/output.ts';
import { protocolOf, signedService } from './wire/protocol.ts';

export { anonymousMay } from './s3/anonymous.ts';

/**
 * Makes the overlay of all registered operations, or of the given ones (tests). Throws when two operations share a
 * name.
 */
export function createOverlay(registered: readonly OverlayOperation[] = operations): Overlay {
  const byName = new Map<string, OverlayOperation>();
  for (const entry of registered) {
    for (const operation of [entry.operation, ...(entry.aliases ?? [])]) {
      const key = `${entry.service}:${operation}`;
      if (byName.has(key)) throw new Error(`two overlay operations are called ${key}`);
      byName.set(key, entry);
    }
  }
  return {
    identify,
    covers: (operation) => byName.has(keyOf(operation)),
    run: async (operation, request, body, context) => {
      const entry = byName.get(keyOf(operation));
      if (entry === undefined) throw new Error(`the overlay has no operation ${keyOf(operation)}`);
      return run(entry, request, body, context);
    },
    errorReply,
    isReadOnly,
  };
}

function keyOf({ service, operation }: OperationName): string {
  return `${service}:${operation}`;
}

async function run(
  entry: OverlayOperation,
  request: WireRequest,
  body: Buffer,
  context: OverlayContext,
): Promise<WireReply> {
  const { requestId } = context;
  const protocol = protocolOf(request, entry.service);
  const model = await loadModel(entry.service);
  const operation = model?.operations.get(entry.operation);
  if (model === null || operation === undefined) throw new Error(`no schema of ${keyOf(entry)} is installed`);
  try {
    const input = readInput(protocol, model, operation, request, body);
    if (entry.hook !== undefined) return await entry.hook(context, input);
    const output = await entry.answer?.(context, input);
    return writeOutput(
      protocol,
      model,
      operation,
      (output ?? {}) as Record<string, unknown>,
      request,
      requestId,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return writeError(protocol, model, error, request, requestId);
  }
}

function errorReply(
  error: AwsError,
  request: WireRequest,
  operation: OperationName | null,
  requestId: string,
): WireReply {
  const service = operation?.service ?? signedService(request);
  const model = service === null ? undefined : loadedModel(service);
  return writeError(protocolOf(request, service), model, error, request, requestId);
}
