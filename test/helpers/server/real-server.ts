/** The real server as a process of its own, with its real sandbox, for the test that kills it. */
import { startServer } from '../../../server/main.ts';

const server = await startServer();
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
await server.closed;
