/**
 * A process of its own that appends a minute of samples after another, compacts, puts what is older than ten minutes
 * together, and prints the number of the second after each acknowledged minute, until it is killed. Arguments: data
 * directory, first second, series.
 */
import pino from 'pino';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { seriesLabels } from '../../../../shared/model/series.ts';

const [dir = '', first = '0', count = '1'] = process.argv.slice(2);
const T0 = 1_789_999_200_000;
const SECONDS = 60;
const tiers = [
  { resolutionMs: 10_000, afterMs: 600_000 },
  { resolutionMs: 60_000, afterMs: 1_800_000 },
];

const store = await Store.open(dir, true, pino({ level: 'silent' }));
const series = Array.from({ length: Number(count) }, (_, i) => ({
  labels: seriesLabels('m', [['i', String(i)]]),
  entity: null,
}));
const { storeId, ids } = await store.write('metrics.series', {
  series,
  limits: { perName: 1000, inAll: 1000 },
});
const perFlush = ids.length * SECONDS;

for (let second = Number(first); ; second += SECONDS) {
  const timeOf = (i: number) => second + Math.floor(i / ids.length) + 1;
  await store.write('metrics.append', {
    storeId,
    ids: Uint32Array.from({ length: perFlush }, (_, i) => ids[i % ids.length] ?? 0),
    timesMs: Float64Array.from({ length: perFlush }, (_, i) => T0 + timeOf(i) * 1000),
    values: Float64Array.from({ length: perFlush }, (_, i) => timeOf(i)),
  });
  process.stdout.write(`${second + SECONDS}\n`);
  if (second % 300 === 0) while ((await store.write('metrics.compact', {})).more);
  const nowMs = T0 + second * 1000;
  while ((await store.write('metrics.downsample', { nowMs, tiers })).more);
}
