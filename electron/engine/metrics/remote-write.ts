import type { Logger } from 'pino';
import { WireError } from '../formats/protobuf/wire-reader.ts';
import { WriteCache } from '../formats/remote-write/write-cache.ts';
import { readWriteRequest } from '../formats/remote-write/write-request.ts';
import { readWriteRequestV2 } from '../formats/remote-write/write-request-v2.ts';
import {
  defaultWriteLimits,
  TooManyItems,
  type WriteCounts,
  type WriteVisitor,
} from '../formats/remote-write/write-visitor.ts';
import { declaredLength, unpackSnappy } from '../formats/snappy-block.ts';
import type { ReceiverFaults } from '../receivers/receiver-faults.ts';
import { storeFailure } from '../receivers/store-failure.ts';
import type { CommitOutcome, MetricSink, SampleBatchBuilder, SeriesHandle } from './metric-sink.ts';

export const writeVersions = ['1.0', '2.0'] as const;
export type WriteVersion = (typeof writeVersions)[number];

/** What takes a request, for whoever has a port for it. */
export type WriteTaker = Pick<RemoteWrite, 'accept'>;

/** What was stored of a request, as remote write 2.0 wants it told. */
export interface Written {
  samples: number;
  histograms: number;
  exemplars: number;
}

/** What became of a request: `stored` whole; `refused` whole or in part for good; `unavailable` for now. */
export interface WriteOutcome {
  kind: 'stored' | 'refused' | 'too large' | 'unavailable' | 'failed';
  /** '' where everything is stored. */
  message: string;
  written: Written;
}

export interface RemoteWriteParts {
  sink: MetricSink;
  faults: ReceiverFaults;
  logger: Logger;
  /** After decompression. */
  mostBytes?: number;
}

const RECEIVER = 'remote-write';
const MOST_BYTES = 64 * 2 ** 20;
/** Of all requests that are being stored, after decompression. */
const MOST_BYTES_AT_ONCE = 128 * 2 ** 20;
const NOTHING: Written = { samples: 0, histograms: 0, exemplars: 0 };

/**
 * The way in for Prometheus' remote write: takes the block apart, reads it within the limits, and answers after the
 * commit. The good samples of a request are stored whatever is wrong with the others.
 */
export class RemoteWrite {
  readonly #parts: RemoteWriteParts;
  readonly #cache = new WriteCache<SeriesHandle>();
  #bytesAtOnce = 0;

  constructor(parts: RemoteWriteParts) {
    this.#parts = parts;
  }

  /** @param block a snappy block */
  async accept(version: WriteVersion, block: Uint8Array): Promise<WriteOutcome> {
    const length = declaredLength(block) ?? 0;
    if (length <= MOST_BYTES && this.#bytesAtOnce + length > MOST_BYTES_AT_ONCE) {
      return outcome('unavailable', 'too many bytes are being stored; come again');
    }
    this.#bytesAtOnce += length;
    try {
      return await this.#store(version, block);
    } catch (error) {
      const { kind, message } = storeFailure(error, this.#parts.logger, 'samples written remotely');
      return outcome(kind, message);
    } finally {
      this.#bytesAtOnce -= length;
    }
  }

  async #store(version: WriteVersion, block: Uint8Array): Promise<WriteOutcome> {
    const { sink, mostBytes = MOST_BYTES } = this.#parts;
    const plain = unpackSnappy(block, mostBytes);
    if (!plain.ok) return this.#refused(plain.error.kind === 'too large', plain.error.message);
    const batch = sink.batch();
    const read = this.#read(version, plain.value, batch);
    if ('kind' in read) return read;
    const committed = batch.samples > 0 ? await sink.commit(batch) : null;
    if (read.invalid > 0) this.#parts.faults.refused(RECEIVER, 'decode', read.fault, read.invalid, 'metrics');
    return answer(read, committed);
  }

  #read(version: WriteVersion, bytes: Buffer, batch: SampleBatchBuilder): WriteCounts | WriteOutcome {
    const readRequest = version === '1.0' ? readWriteRequest : readWriteRequestV2;
    try {
      return readRequest(bytes, this.#cache, visitorOf(this.#parts.sink, batch), defaultWriteLimits);
    } catch (error) {
      if (error instanceof TooManyItems) return this.#refused(true, error.message);
      if (error instanceof WireError)
        return this.#refused(false, `no remote write request: ${error.message}`);
      throw error;
    }
  }

  /** How much was in it is not known: it counts as one. */
  #refused(tooLarge: boolean, message: string): WriteOutcome {
    this.#parts.faults.refused(RECEIVER, tooLarge ? 'limit' : 'decode', message, 1, 'metrics');
    return outcome(tooLarge ? 'too large' : 'refused', message);
  }
}

const outcome = (kind: WriteOutcome['kind'], message: string, written = NOTHING): WriteOutcome => ({
  kind,
  message,
  written,
});

const visitorOf = (sink: MetricSink, batch: SampleBatchBuilder): WriteVisitor<SeriesHandle> => ({
  series: (labels) => sink.series(RECEIVER, labels),
  sample: (series, timeMs, value) => batch.add(series, timeMs, value),
  histogramSample: (series, timeMs, value) => batch.add(series, timeMs, value),
  stale: (series, timeMs) => batch.addStale(series, timeMs),
  exemplar: (series, exemplar) => batch.addExemplar(series, exemplar),
  metadata: (family, metadata) => sink.describe(family, metadata),
});

/** The answer to what was read and committed: what was lost for good is told in the words that Prometheus has for it. */
function answer(read: WriteCounts, committed: CommitOutcome | null): WriteOutcome {
  const { conflicting = 0, tooOld = 0, tooNew = 0, limited = 0, limit = null } = committed ?? {};
  const lost = conflicting + tooOld + tooNew + limited;
  const reasons = [
    [read.invalid, `invalid series: ${read.fault}`],
    [tooOld, 'too old sample'],
    [tooNew, 'timestamp is too far in the future'],
    [conflicting, 'duplicate sample for timestamp'],
    [limited, limit ?? 'too many series'],
  ] as const;
  const told = reasons.filter(([count]) => count > 0).map(([count, text]) => `${text} (${count})`);
  if (read.samples + read.histograms === 0 && read.fault !== '' && told.length === 0) told.push(read.fault);
  // A histogram is many samples here: one of which any is lost does not count as written.
  const written = {
    samples: Math.max(0, read.samples - lost),
    histograms: Math.max(0, read.histograms - Math.max(0, lost - read.samples)),
    exemplars: read.exemplars,
  };
  return outcome(told.length > 0 ? 'refused' : 'stored', told.join('; '), written);
}
