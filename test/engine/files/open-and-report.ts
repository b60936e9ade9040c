import pino from 'pino';
import { TraceFiles } from '../../../electron/engine/files/trace-files.ts';
import { Store } from '../../../electron/engine/storage/store.ts';

/** Opens the file in a process of its own, which tells its progress on stdout and is killed from outside. */
const [dir = '', path = ''] = process.argv.slice(2);
const logger = pino({ level: 'silent' });
const store = await Store.open(dir, false, logger);
const files = new TraceFiles({ store, dataDir: dir, clock: { now: () => Date.now() }, logger });
files.openPath(path, false, {
  event: (event) => process.stdout.write(`${event.kind} ${event.kind === 'progress' ? event.spans : ''}\n`),
  end: () => process.exit(0),
  fail: () => process.exit(1),
});
