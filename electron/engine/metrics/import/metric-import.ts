import type { FileWarning } from '../../../../shared/contract/files.ts';
import type {
  MetricFileFormat,
  MetricImportEvent,
  MetricImportResult,
} from '../../../../shared/contract/metric-import.ts';
import type { Exemplar, Labels, MetricMetadata } from '../../../../shared/model/series.ts';
import { BadPackingError } from '../../files/unpack.ts';
import type { ExpositionFault, ExpositionVisitor } from '../../formats/exposition/exposition.ts';
import { SeriesCache } from '../../formats/exposition/series-cache.ts';
import { TextDecoder } from '../../formats/exposition/text-decoder.ts';
import type { MetricSink, SampleBatchBuilder, SeriesHandle } from '../metric-sink.ts';
import { formatOf, openMetricFile } from './metric-file.ts';

/** Under which samples of files are counted. */
const RECEIVER = 'file';
const SAMPLES_A_BATCH = 20_000;
const MOST_FAULTS = 100;
/** Series of one file; the store takes fewer anyway. */
const MOST_SERIES = 300_000;

export interface MetricImportOptions {
  sink: MetricSink;
  path: string;
  format: MetricFileFormat | undefined;
  /** Samples before this time are not kept for long. */
  keptSinceMs: number;
  signal: AbortSignal;
  onProgress(event: MetricImportEvent & { kind: 'progress' }): void;
}

/**
 * Stores the samples of a file batch by batch: the next is read when the one before is committed, so that memory stays
 * flat.
 *
 * @throws TrivetError of the store, the signal's reason
 */
export async function importMetricFile(options: MetricImportOptions): Promise<MetricImportEvent> {
  const { path, signal } = options;
  try {
    const file = await openMetricFile(path);
    const format = options.format ?? (await formatOf(file, signal));
    return await new MetricImport(options, format).read(file);
  } catch (error) {
    if (error instanceof BadPackingError)
      return { kind: 'refused', expected: error.expected, found: error.found };
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^E[A-Z]+$/.test(code)) throw error;
    return { kind: 'refused', expected: 'a file that can be read', found: code };
  }
}

class MetricImport implements ExpositionVisitor<SeriesHandle> {
  readonly #options: MetricImportOptions;
  readonly #cache = new SeriesCache<SeriesHandle>(MOST_SERIES);
  readonly #faults: FileWarning[] = [];
  readonly #result: MetricImportResult;
  #batch: SampleBatchBuilder;

  constructor(options: MetricImportOptions, format: MetricFileFormat) {
    this.#options = options;
    this.#batch = options.sink.batch();
    this.#result = { ...NOTHING, format, faults: this.#faults };
  }

  async read(file: Awaited<ReturnType<typeof openMetricFile>>): Promise<MetricImportEvent> {
    const { signal, onProgress } = this.#options;
    const decoder = new TextDecoder({
      dialect: this.#result.format,
      cache: this.#cache,
      visitor: this,
      onBadLine: (fault) => this.#fault(fault),
    });
    let bytesRead = 0;
    try {
      for await (const piece of file.pieces((bytes) => (bytesRead = bytes))) {
        signal.throwIfAborted();
        decoder.write(piece);
        if (this.#batch.samples >= SAMPLES_A_BATCH) await this.#commit();
        onProgress({ kind: 'progress', bytesRead, bytesTotal: file.bytes, samples: this.#result.samples });
      }
    } catch (error) {
      // What could be unpacked of a file that is cut off is stored like that of one that is not packed.
      if (!(error instanceof BadPackingError)) throw error;
      this.#fault({ line: 0, expected: error.expected, found: error.found });
    }
    const { duplicates, limited, limit } = decoder.end();
    await this.#commit();
    const result = this.#result;
    result.duplicates += duplicates;
    result.limited += limited;
    result.limit ??= limit;
    result.series = this.#cache.size;
    result.beyondRetention = result.firstMs !== null && result.firstMs < this.#options.keptSinceMs;
    return this.#verdict();
  }

  series(labels: Labels): SeriesHandle {
    return this.#options.sink.series(RECEIVER, labels);
  }

  sample(series: SeriesHandle, value: number, timeMs: number): void {
    const result = this.#result;
    if (Number.isNaN(timeMs)) {
      result.untimed++;
      return;
    }
    result.firstMs = Math.min(result.firstMs ?? timeMs, timeMs);
    result.lastMs = Math.max(result.lastMs ?? timeMs, timeMs);
    this.#batch.add(series, timeMs, value);
  }

  exemplar(series: SeriesHandle, exemplar: Exemplar): void {
    if (!Number.isNaN(exemplar.timeMs)) this.#batch.addExemplar(series, exemplar);
  }

  metadata(family: string, metadata: MetricMetadata): void {
    this.#options.sink.describe(family, metadata);
  }

  async #commit(): Promise<void> {
    if (this.#batch.samples === 0) return;
    const { sink } = this.#options;
    const batch = this.#batch;
    this.#batch = sink.batch();
    const { stored, duplicate, conflicting, limited, tooNew, limit } = await sink.commit(batch, {
      backfill: true,
    });
    const result = this.#result;
    result.samples += stored;
    result.duplicates += duplicate;
    result.conflicting += conflicting;
    result.limited += limited + tooNew;
    result.limit ??= limit ?? (tooNew > 0 ? 'samples with a time in the future' : null);
  }

  #fault({ line, expected, found }: ExpositionFault): void {
    const fault = {
      where: line > 0 ? `line ${line}` : 'the end',
      what: `expected ${expected}, found ${found}`,
    };
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);
    else this.#result.moreFaults++;
  }

  /** A file without a single sample that has a time is something else. */
  #verdict(): MetricImportEvent {
    const { untimed, lastMs, limited } = this.#result;
    if (lastMs !== null || limited > 0) return { kind: 'done', result: this.#result };
    const [first] = this.#faults;
    const found =
      untimed > 0 ? `${untimed} samples without one` : first ? `${first.where}: ${first.what}` : 'none';
    return { kind: 'refused', expected: 'samples with times, in OpenMetrics or Prometheus text', found };
  }
}

const NOTHING: Omit<MetricImportResult, 'format' | 'faults'> = {
  samples: 0,
  series: 0,
  duplicates: 0,
  conflicting: 0,
  limited: 0,
  limit: null,
  untimed: 0,
  firstMs: null,
  lastMs: null,
  beyondRetention: false,
  moreFaults: 0,
};
