import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { Clock } from '../../clock.ts';
import type { Target } from '../targets/target.ts';
import type { Gate } from './gate.ts';
import { alignedMs, firstScrapeMs, nextScrapeMs, offsetOf } from './scrape-times.ts';
import { type ScrapeResult, TargetScraper, type TargetScraperOptions } from './target-scraper.ts';
import type { SeriesOfTarget } from './target-series.ts';

export interface ScrapeLoopOptions extends TargetScraperOptions {
  clock: Clock;
  /** Lets so many scrapes run at once. */
  gate: Gate;
  onResult: () => void;
}

/** Prometheus writes the markers of a target that is gone a tenth of an interval after it would have been scraped again. */
const END_DELAY_INTERVALS = 1.1;

/** Scrapes one target at its times until it is stopped. */
export class ScrapeLoop implements Disposable {
  readonly target: Target;
  readonly #options: ScrapeLoopOptions;
  readonly #scraper: TargetScraper;
  readonly #offsetMs: number;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<ScrapeResult> | null = null;
  last: ScrapeResult | null = null;

  constructor(options: ScrapeLoopOptions, series?: SeriesOfTarget) {
    this.#options = options;
    this.target = options.target;
    this.#scraper = new TargetScraper(options, series);
    this.#offsetMs = offsetOf(this.target.key, this.target.intervalMs);
    if (series) this.#schedule();
    else this.#scheduleAt(firstScrapeMs(options.clock.now(), this.target.intervalMs, this.#offsetMs));
  }

  get series(): SeriesOfTarget {
    return this.#scraper.series;
  }

  /** Beside the schedule; a scrape that runs is waited for instead. */
  scrapeNow(): Promise<ScrapeResult> {
    return this.#scrape(this.#options.clock.now());
  }

  /**
   * The target is gone: it is scraped no more, and after the time at which it would have been scraped again its series
   * are marked as ended at that time.
   *
   * @param done when the markers are written or dispose() came first
   */
  end(done: () => void): void {
    const { clock } = this.#options;
    const { intervalMs } = this.target;
    this.#cancelTimer();
    const plannedMs = nextScrapeMs(clock.now(), intervalMs, this.#offsetMs);
    if (!this.last) {
      this.dispose();
      done();
      return;
    }
    const waitMs = plannedMs - clock.now() + intervalMs * END_DELAY_INTERVALS;
    this.#timer = setTimeout(() => {
      // A store that cannot take them now keeps series that end by themselves after the lookback.
      void this.#scraper.end(plannedMs).then(done, done);
    }, waitMs).unref();
  }

  /** Scrapes no more, and breaks off what runs, of which nothing is kept. */
  stop(): void {
    this.#cancelTimer();
    this.#stop.abort();
  }

  dispose(): void {
    this.stop();
  }

  #cancelTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#stop.signal.aborted) return;
    const { clock } = this.#options;
    const { intervalMs } = this.target;
    this.#scheduleAt(nextScrapeMs(clock.now(), intervalMs, this.#offsetMs));
  }

  #scheduleAt(plannedMs: number): void {
    const waitMs = Math.max(0, plannedMs - this.#options.clock.now());
    this.#timer = setTimeout(() => void this.#planned(plannedMs), waitMs).unref();
  }

  async #planned(plannedMs: number): Promise<void> {
    const timer = this.#timer;
    await this.#scrape(alignedMs(this.#options.clock.now(), plannedMs, this.target.intervalMs));
    // Ended while it ran: the timer now is that of its end.
    if (this.#timer === timer) this.#schedule();
  }

  #scrape(atMs: number): Promise<ScrapeResult> {
    this.#running ??= this.#options.gate
      .run(() => this.#scraper.scrape(atMs, this.#stop.signal))
      .then((result) => {
        this.last = result;
        if (!this.#stop.signal.aborted) this.#options.onResult();
        return result;
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }
}
