/**
 * A process of its own that appends one flush after another, compacts whenever asked, and prints the number of the
 * second after each acknowledgement, until it is killed. Arguments: data directory, first second, series.
 */
import pino from 'pino';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { seriesLabels } from '../../../../shared/model/series.ts';

const [dir = '', first = '0', count = '1'] = process.argv.slice(2);
const T0 = 1_790_000_000_000;
const SECONDS_A_FLUSH = 20;

const store = await Store.open(dir, true, pino({ level: 'silent' }));
const series = Array.from({ length: Number(count) }, (_, i) => ({
  labels: seriesLabels('m', [['i', String(i)]]),
  entity: null,
}));
const limits = { perName: 1000, inAll: 1000 };
const { storeId, ids } = await store.write('metrics.series', { series, limits });
const perFlush = ids.length * SECONDS_A_FLUSH;

for (let second = Number(first); ; second += SECONDS_A_FLUSH) {
  const timeOf = (i: number) => second + Math.floor(i / ids.length);
  const batch = {
    storeId,
    ids: Uint32Array.from({ length: perFlush }, (_, i) => ids[i % ids.length] ?? 0),
    timesMs: Float64Array.from({ length: perFlush }, (_, i) => T0 + timeOf(i) * 1000),
    values: Float64Array.from({ length: perFlush }, (_, i) => timeOf(i)),
  };
  const { compact } = await store.write('metrics.append', batch);
  process.stdout.write(`${second + SECONDS_A_FLUSH}\n`);
  while (compact && (await store.write('metrics.compact', {})).more);
}
