// Runs a measurement from its source: `node bench/run.js inp [arguments]`. For those that use helpers which find files beside
// themselves; a bundle would move them.
import { createServer } from 'vite';

const [name = '', ...rest] = process.argv.slice(2);
process.argv = [process.argv[0] ?? 'node', name, ...rest];
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
});
try {
  await server.ssrLoadModule(`/bench/${name}.ts`);
} finally {
  await server.close();
}
