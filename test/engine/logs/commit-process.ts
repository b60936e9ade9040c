/**
 * Commits log records without end, to be killed: `node commit-process.ts DATA_DIR FIRST`. Each record is a number;
 * those of a commit are written to the output once it has resolved.
 */
import pino from 'pino';
import { Store } from '../../../electron/engine/storage/store.ts';
import { logIngest } from '../log-ingest.ts';

const [dataDir = '', first = ''] = process.argv.slice(2);
const store = await Store.open(dataDir, true, pino({ level: 'silent' }));
const ingest = logIngest(store);
const WAYS = 16;
const RECORDS = 5;
let next = Number(first);

async function send(way: number): Promise<void> {
  const numbers = Array.from({ length: RECORDS }, () => next++);
  const origin = {
    source: 'otlp' as const,
    entity: `service:${way % 4}`,
    containerId: '',
    container: 'x',
    service: 'x',
    labels: [],
  };
  const records = numbers.map((number) => ({
    timeUnixNano: BigInt(number),
    severityNumber: 9,
    body: `number ${number}\n  and a line more`,
    attributes: [['number', number] as [string, number]],
    traceId: '',
    spanId: '',
  }));
  await ingest.commit('otlp-http', [{ origin, records }]);
  process.stdout.write(`${numbers.join(' ')}\n`);
}

await Promise.all(
  Array.from({ length: WAYS }, async (_, way) => {
    for (;;) await send(way);
  }),
);
