import { SeriesCache } from '../../electron/engine/formats/exposition/series-cache.ts';
import { TextDecoder } from '../../electron/engine/formats/exposition/text-decoder.ts';
import { type Bench, medians, perSecond } from './harness.ts';

const SERIES = 20_000;
const FAMILIES = 200;
const SCRAPES = 5;

/** A scrape as node_exporter's looks: families with help and type, a hundred series each, values of a few digits. */
function scrape(at: number): Buffer {
  const perFamily = SERIES / FAMILIES;
  const families = Array.from({ length: FAMILIES }, (_, family) => {
    const name = `node_subsystem_${family}_operations_total`;
    const lines = Array.from({ length: perFamily }, (_, i) => {
      const value = (family * 7 + i * 13 + at) * 1.25;
      return `${name}{device="sd${i % 10}",mode="mode_${i}",mountpoint="/var/lib/volumes/${i}"} ${value}\n`;
    });
    return `# HELP ${name} What subsystem ${family} has done since it started.\n# TYPE ${name} counter\n${lines.join('')}`;
  });
  return Buffer.from(families.join(''));
}

/** The least that a reader in JavaScript does: lines, and the number behind the last blank. */
function bareSplit(body: Buffer): number {
  let sum = 0;
  for (const line of body.toString('utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

/** Sums what it is told, so that nothing is left out as unused. */
function summing() {
  let sum = 0;
  return {
    series: () => ({}),
    sample: (_series: object, value: number) => {
      sum += value;
    },
    exemplar: () => undefined,
    metadata: () => undefined,
    sum: () => sum,
  };
}

function decode(body: Buffer, cache: SeriesCache<object>): void {
  const decoder = new TextDecoder({ dialect: 'text', cache, visitor: summing() });
  decoder.write(body);
  if (decoder.end().samples !== SERIES) throw new Error('samples are missing');
}

function decodeAll(bodies: readonly Buffer[], cache: () => SeriesCache<object>): void {
  for (const body of bodies) decode(body, cache());
}

export const bench: Bench = {
  name: 'scrape-decode',
  async run() {
    const bodies = Array.from({ length: SCRAPES }, (_, at) => scrape(at));
    const cache = new SeriesCache<object>();
    const all = SERIES * SCRAPES;
    const { known, first, bare } = await medians({
      known: () => perSecond(all, () => decodeAll(bodies, () => cache)),
      first: () => perSecond(all, () => decodeAll(bodies, () => new SeriesCache())),
      bare: () => perSecond(all, () => bodies.map(bareSplit)),
    });
    const baseline = { what: 'split into lines and Number of the value, no labels read', figure: bare };
    const unit = 'samples/s';
    return [
      {
        what: 'text scrape of 20,000 known series decoded',
        figure: known,
        unit,
        baseline,
        aim: { of: 'figure', atLeast: 1_000_000 },
      },
      {
        what: 'text scrape of 20,000 new series decoded, labels read',
        figure: first,
        unit,
        baseline,
        aim: null,
      },
    ];
  },
};
