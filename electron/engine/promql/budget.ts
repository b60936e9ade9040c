import { TrivetError } from '../../../shared/contract/errors.ts';

export interface QueryLimits {
  /** Samples read and held at one time; Prometheus' --query.max-samples. */
  samples: number;
  /** Prometheus' --query.timeout. */
  timeoutMs: number;
}

export const defaultLimits: QueryLimits = { samples: 50_000_000, timeoutMs: 120_000 };

/** Work of about some milliseconds: steps, samples or groups looked at. */
const SLICE_UNITS = 400_000;
/** What a series costs however few its steps are: its labels, its column. */
const SERIES_UNITS = 30;

/** What one query may cost, and what it has cost. Times come from `now`, in milliseconds of any clock that runs evenly. */
export class Budget {
  readonly #limits: QueryLimits;
  readonly #now: () => number;
  readonly #startedMs: number;
  #held = 0;
  #units = 0;
  samplesRead = 0;
  seriesRead = 0;
  peakSamples = 0;

  constructor(limits: QueryLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#startedMs = now();
  }

  get elapsedMs(): number {
    return this.#now() - this.#startedMs;
  }

  get held(): number {
    return this.#held;
  }

  /** @throws TrivetError limit */
  hold(samples: number): void {
    this.#held += samples;
    if (this.#held > this.peakSamples) this.peakSamples = this.#held;
    if (this.#held > this.#limits.samples) {
      throw new TrivetError(
        'limit',
        'query processing would load too many samples into memory in query execution',
        {
          cure: 'Ask for a shorter range, a longer step or fewer series.',
        },
      );
    }
  }

  /** Back to what was held before something that is no longer needed was made. */
  holdOnly(samples: number): void {
    this.#held = samples;
  }

  /** @throws TrivetError limit */
  charge(samples: number): void {
    this.samplesRead += samples;
    this.hold(samples);
  }

  /**
   * Whether it is time to yield, after so many more units of work at one more series.
   *
   * @throws TrivetError limit when the query's time is over
   */
  due(units: number): boolean {
    this.#units += units + SERIES_UNITS;
    if (this.#units < SLICE_UNITS) return false;
    this.#units = 0;
    this.checkTime();
    return true;
  }

  /** @throws TrivetError limit */
  checkTime(): void {
    if (this.elapsedMs <= this.#limits.timeoutMs) return;
    throw new TrivetError('limit', 'query timed out in expression evaluation', {
      cure: 'Ask for a shorter range, a longer step or fewer series.',
    });
  }
}
