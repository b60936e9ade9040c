import type Dockerode from 'dockerode';
import type { Logger } from 'pino';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';
import type { Clock } from '../clock.ts';
import { type InfoAnswer, signalled } from './daemon-api.ts';
import { parseDaemonEvent } from './daemon-event.ts';
import type { EventLog } from './event-log.ts';
import type { Inventory } from './inventory.ts';
import { JsonLines } from './json-lines.ts';
import { Nudge } from './nudge.ts';

export interface SessionTimings {
  /** The list is asked again this often even when no event came. */
  reconcileEveryMs: number;
  pingEveryMs: number;
  /** A daemon that needs longer is taken for lost. */
  answerWithinMs: number;
  /** An event that a look back found and the stream owes for this long shows that the stream hangs. */
  streamGraceMs: number;
}

export const standardTimings: SessionTimings = {
  reconcileEveryMs: 60_000,
  pingEveryMs: 5_000,
  answerWithinMs: 10_000,
  streamGraceMs: 5_000,
};

export interface SessionOptions {
  docker: Dockerode;
  events: EventLog;
  inventory: Inventory;
  clock: Clock;
  logger: Logger;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  timings: SessionTimings;
  /** After the first reconciliation, and after each that changed something. */
  onReconciled(first: boolean): void;
}

/** A burst of events becomes one list; where lists are long, they take a fifth of the time at most. */
const SETTLE_MS = 40;
const SETTLE_SHARE = 4;
const LONGEST_SETTLE_MS = 500;
const UNTIL_OVER_MS = 500;
/** How far back the first connection asks for events; the daemon itself keeps the last 256. */
const FIRST_LOOK_BACK_S = 86_400;

/**
 * One connection's time: follows the events, reconciles with the list, watches that both still answer. Events
 * are hints, never the truth: what the daemon's buffers silently dropped is asked for again at every
 * reconciliation.
 */
export class DaemonSession {
  readonly #options: SessionOptions;
  readonly #nudge = new Nudge();
  /** Seconds of the daemon's own clock up to which events were looked back for. */
  #lookedBackTo = 0;
  /** Time of the newest event that came by the stream. */
  #streamedTo = 0n;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Runs until the connection is lost, which it throws, or the signal ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const until = AbortSignal.any([signal, ending.signal]);
    try {
      const parts = [this.#followEvents(until), this.#keepReconciled(until), this.#keepPinging(until)];
      await Promise.race(parts);
    } finally {
      ending.abort();
    }
  }

  async #followEvents(signal: AbortSignal): Promise<void> {
    try {
      await this.#streamEvents(signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#options.logger.warn({ err: error }, 'the daemon refuses its events; its list is asked instead');
      await this.#askOften(signal);
    }
  }

  /** A guarded socket may let lists through and no events. */
  async #askOften(signal: AbortSignal): Promise<never> {
    const { wait, timings } = this.#options;
    for (;;) {
      await wait(timings.pingEveryMs, signal);
      this.#options.inventory.touchRunning();
      this.#nudge.poke();
    }
  }

  async #streamEvents(signal: AbortSignal): Promise<void> {
    const { docker, events, wait } = this.#options;
    let now = await this.#daemonSeconds(signal);
    // An event from the future is of a clock that went wrong, and nothing to go on from.
    const last = await events.newest(nanos(now + 1));
    const since = last?.timeUnixNano ?? nanos(now - FIRST_LOOK_BACK_S);
    // A daemon that came back at once: only when the last event's second is over can be seen what is missing.
    while (since > nanos(now - 1)) {
      await wait(UNTIL_OVER_MS, signal);
      now = await this.#daemonSeconds(signal);
    }
    const told = await this.#lookBack(since, now - 1, signal);
    if (last && told) await this.#noteGap(last, told, now);
    this.#lookedBackTo = now - 1;
    const stream = await signalled(docker).getEvents({ since: String(now - 1), abortSignal: signal });
    const lines = new JsonLines();
    for await (const chunk of stream) {
      const streamed = parseAll(lines.push(chunk as Buffer));
      this.#streamedTo = newest(streamed, this.#streamedTo);
      void this.#note(streamed);
    }
    throw new Error('the daemon ended its event stream');
  }

  /** Resolves once they are stored. */
  #note(events: ContainerEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    for (const { type, id } of events) if (type === 'container') this.#options.inventory.touch(id);
    this.#nudge.poke();
    return this.#options.events.add(events);
  }

  async #keepReconciled(signal: AbortSignal): Promise<void> {
    const { inventory, docker, wait, timings, onReconciled } = this.#options;
    inventory.touchAll();
    let checkedAt = performance.now();
    for (let first = true; ; first = false) {
      const startedAt = performance.now();
      const changed = await inventory.reconcile(docker, signal);
      if (changed || first) onReconciled(first);
      const settleMs = Math.min((performance.now() - startedAt) * SETTLE_SHARE, LONGEST_SETTLE_MS);
      const poked = await this.#nudge.wait(timings.reconcileEveryMs, wait, signal);
      if (poked) await wait(Math.max(SETTLE_MS, settleMs), signal);
      // However busy the daemon is, what was lost is asked for in time.
      if (poked && performance.now() - checkedAt < timings.reconcileEveryMs) continue;
      await this.#check(signal);
      checkedAt = performance.now();
    }
  }

  /** Asks for what the stream may have lost, and for running containers' facts. */
  async #check(signal: AbortSignal): Promise<void> {
    if (this.#lookedBackTo === 0) return;
    this.#options.inventory.touchRunning();
    const until = (await this.#daemonSeconds(signal)) - 1;
    const told = await this.#lookBack(nanos(this.#lookedBackTo), until, signal);
    if (!told) return;
    this.#lookedBackTo = until;
    if (told.newest <= this.#streamedTo) return;
    await this.#options.wait(this.#options.timings.streamGraceMs, signal);
    if (told.newest > this.#streamedTo) throw new Error('the event stream hangs');
  }

  /** The daemon tells the last known event again if it still has it; if not, what followed it may be lost. */
  async #noteGap(last: ContainerEvent, told: LookedBack, now: number): Promise<void> {
    const { first } = told;
    if (first?.timeUnixNano === last.timeUnixNano) return;
    await this.#options.events.add([gap(last.timeUnixNano, first?.timeUnixNano ?? nanos(now))]);
  }

  /** Notes the daemon's events of a time that is over; null where none of it is. */
  async #lookBack(since: bigint, untilSeconds: number, signal: AbortSignal): Promise<LookedBack | null> {
    if (since > nanos(untilSeconds)) return null;
    const options = { since: seconds(since), until: String(untilSeconds), abortSignal: this.#within(signal) };
    const stream = await signalled(this.#options.docker).getEvents(options);
    const lines = new JsonLines();
    const told: LookedBack = { first: null, newest: 0n };
    for await (const chunk of stream) {
      const events = parseAll(lines.push(chunk as Buffer));
      told.first ??= events[0] ?? null;
      told.newest = newest(events, told.newest);
      await this.#note(events);
    }
    return told;
  }

  async #keepPinging(signal: AbortSignal): Promise<void> {
    const { docker, wait, timings } = this.#options;
    for (;;) {
      await wait(timings.pingEveryMs, signal);
      await signalled(docker).ping({ abortSignal: this.#within(signal) });
    }
  }

  #within(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(this.#options.timings.answerWithinMs)]);
  }

  /** The daemon's clock, which may be another machine's; its events carry that time. */
  async #daemonSeconds(signal: AbortSignal): Promise<number> {
    const { SystemTime } = await signalled(this.#options.docker)
      .info({ abortSignal: this.#within(signal) })
      .catch(nothingIfRefused);
    const ms = SystemTime ? Date.parse(SystemTime) : Number.NaN;
    return Math.floor((Number.isNaN(ms) ? this.#options.clock.now() : ms) / 1000);
  }
}

/** The daemon answered, with a no; anything else is a lost connection. */
const isRefusal = (error: unknown): boolean =>
  typeof (error as { statusCode?: unknown }).statusCode === 'number';

function nothingIfRefused(error: unknown): InfoAnswer {
  if (isRefusal(error)) return {};
  throw error;
}

interface LookedBack {
  first: ContainerEvent | null;
  newest: bigint;
}

const parseAll = (lines: string[]): ContainerEvent[] =>
  lines.map(parseDaemonEvent).filter((event) => event !== null);

function newest(events: ContainerEvent[], than: bigint): bigint {
  let latest = than;
  for (const { timeUnixNano } of events) if (timeUnixNano > latest) latest = timeUnixNano;
  return latest;
}

const nanos = (wholeSeconds: number): bigint => BigInt(wholeSeconds) * 1_000_000_000n;

/** `1699483576.081311000`, as the API takes times. */
const seconds = (nano: bigint): string =>
  `${nano / 1_000_000_000n}.${String(nano % 1_000_000_000n).padStart(9, '0')}`;

const gap = (from: bigint, until: bigint): ContainerEvent => ({
  timeUnixNano: unixNano(until),
  type: 'trivet',
  action: 'gap',
  id: 'docker',
  name: 'docker',
  entity: 'source:docker',
  attributes: [
    ['from', String(from)],
    ['until', String(until)],
    ['reason', 'the daemon no longer had the events of this time'],
  ],
});
