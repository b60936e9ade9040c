import type { Logger } from 'pino';
import { type Labels, seriesLabels } from '../../../shared/model/series.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { Family } from './family.ts';

const EVERY_MS = 15_000;
const RECEIVER = 'trivet';

export interface OwnRecorderParts {
  sink: MetricSink;
  clock: Clock;
  logger: Logger;
  families(): Promise<Family[]>;
}

/** Keeps what Trivet says of itself as series too, so that its dashboard has a past without anybody scraping it. */
export function recordOwnMetrics(parts: OwnRecorderParts): Disposable {
  const timer = setInterval(() => {
    record(parts).catch((err: unknown) => parts.logger.warn({ err }, 'own metrics could not be read'));
  }, EVERY_MS);
  return disposable(() => clearInterval(timer));
}

async function record({ sink, clock, families }: OwnRecorderParts): Promise<void> {
  const nowMs = Math.trunc(clock.now());
  for (const { name, type, help, samples } of await families()) {
    const stored = type === 'counter' ? `${name}_total` : name;
    sink.describe(stored, { type, help, unit: '' });
    for (const [labels, value] of samples)
      sink.add(sink.series(RECEIVER, ownLabels(stored, labels)), nowMs, value);
  }
}

const ownLabels = (name: string, labels: Labels): Labels =>
  seriesLabels(name, [...labels, ['job', 'trivet']]);
