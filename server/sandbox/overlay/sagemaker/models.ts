/**
 * Models stay the engine's; it shows an empty VpcConfig where AWS shows none, and typed clients refuse one without subnets.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html
 */
import type { OverlayHook, OverlayOperation } from '../../types.ts';

const describe: OverlayHook = async (context) => {
  const reply = await context.forward();
  if (reply.status !== 200) return reply;
  const shown = JSON.parse(reply.body.toString('utf8')) as { VpcConfig?: object };
  if (shown.VpcConfig === undefined || Object.keys(shown.VpcConfig).length > 0) return reply;
  const { VpcConfig: _empty, ...rest } = shown;
  const body = Buffer.from(JSON.stringify(rest));
  return { ...reply, headers: { ...reply.headers, 'content-length': String(body.length) }, body };
};

export const modelOperations: readonly OverlayOperation[] = [
  { service: 'sagemaker', operation: 'DescribeModel', hook: describe },
];
