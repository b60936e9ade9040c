import type { Logger } from 'pino';
import type { Problem } from '../../../../shared/contract/app.ts';
import type { AlertNotice, RoutingView, SilenceView } from '../../../../shared/contract/notifications.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { Clock } from '../../clock.ts';
import type { Counters } from '../../counters.ts';
import { Audit } from '../../docker/audit.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { Store } from '../../storage/store.ts';
import type { AlertSink } from '../alert-sink.ts';
import { AlertBook, MOST_ALERTS_HELD } from './alert-book.ts';
import { expireSilence, setSilence } from './audited-silences.ts';
import { ClockSteps, shiftAlerts } from './clock-steps.ts';
import type { Attempt } from './delivery.ts';
import { DispatchState } from './dispatch-state.ts';
import { MOST_GROUPS } from './dispatcher.ts';
import { type HeldAlert, heldAlert, isResolved, type PutOptions } from './held-alert.ts';
import { type CreateSender, Routing } from './routing.ts';
import { type LoadedRouting, RoutingFile } from './routing-file.ts';
import { receiverViews, routeView } from './routing-view.ts';
import { type SilenceDraft, stateOf } from './silence.ts';
import type { Silences } from './silences.ts';

/** What keeps an alert quiet, and who is told of it. */
export interface Suppression {
  /** Ids of silences. */
  silencedBy: string[];
  /** Fingerprints of alerts. */
  inhibitedBy: string[];
  /** True while time intervals of all its routes say not now. */
  muted: boolean;
  /** Names, in the order of the routes. */
  receivers: string[];
}

export interface AlertmanagerOptions {
  store: Pick<Store, 'read' | 'write' | 'setAside'>;
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  clock: Clock;
  counters: Pick<Counters, 'dropped'>;
  logger: Logger;
  /** What is kept under a name that a configuration says in place of a secret. */
  secret?: (name: string) => Promise<string | null>;
  createSender?: CreateSender;
  /** How long after a start alerts that were there before it are waited for. */
  settlingMs?: number;
}

/** Alerts that are counted here come from rules and from others alike. */
const COUNTED_AS = 'alertmanager';
/** Rules are evaluated again within their interval after a start; what inhibits may come after what it inhibits. */
const SETTLING_MS = 20_000;
const TICK_MS = 1_000;
const UPKEEP_MS = 60_000;

/**
 * Groups alerts, keeps quiet what is silenced or inhibited, and tells receivers of the rest. It owns the alerts that
 * are held, the configuration in force and, through its state, what survives a restart.
 */
export class Alertmanager implements AlertSink, Disposable {
  readonly #options: AlertmanagerOptions;
  readonly #owned = new DisposableStore();
  readonly #book = new AlertBook();
  readonly #steps: ClockSteps;
  readonly #state: DispatchState;
  readonly #file: RoutingFile;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #settledMs: number;
  readonly #audit: Audit;
  #routing: Routing;
  #revision = 0;
  #quietNow = '';
  /** Counts up when another alert is sent from outside, or one of them begins anew. */
  #foreignNews = 0;
  #refused = { alerts: 0, groups: 0 };
  /** Where this Trivet is seen from outside; hosts say it. */
  externalUrl = '';
  readonly startedMs: number;
  /** What the desktop is told. */
  readonly onNotice = new Emitter<AlertNotice>();
  /** Fires when a silence, a receiver or a route changes, or what others send. */
  readonly onChange = new Emitter<void>();

  private constructor(options: AlertmanagerOptions, state: DispatchState) {
    const { clock, settings, settlingMs = SETTLING_MS } = options;
    this.#options = options;
    this.#state = state;
    this.#steps = new ClockSteps(clock);
    this.#audit = new Audit(options.store, clock);
    this.startedMs = clock.now();
    this.#settledMs = performance.now() + settlingMs;
    this.#file = this.#owned.add(new RoutingFile(settings, () => clock.now()));
    this.#routing = this.#newRouting();
    this.#owned.add(this.#file.onChange.on(() => this.#reload()));
    this.#owned.add(state.onChange.on(() => this.#changed()));
    for (const [every, work] of [
      [TICK_MS, () => this.#tick()],
      [UPKEEP_MS, () => this.#upkeep()],
    ] as const) {
      const timer = setInterval(work, every).unref();
      this.#owned.onDispose(() => clearInterval(timer));
    }
    this.#owned.onDispose(() => this.#routing.dispose());
    this.#owned.add(state);
  }

  /** With the silences of before, and what was told then. */
  static async open(options: AlertmanagerOptions): Promise<Alertmanager> {
    return new Alertmanager(options, await DispatchState.open(options));
  }

  get silences(): Silences {
    return this.#state.silences;
  }

  /** The configuration in force. */
  get configuration(): LoadedRouting {
    return this.#routing.loaded;
  }

  /** Counts up with each change that `onChange` tells of. */
  get revision(): number {
    return this.#revision;
  }

  /** Alerts that rules of Trivet's say. */
  put(alerts: readonly PostedAlert[]): void {
    this.#put(alerts, { foreign: false, endIsAssumed: false });
  }

  /** Alerts that others send; without an end they are over when they are not sent again for a while. */
  putForeign(alerts: readonly (Omit<PostedAlert, 'endsAtMs'> & { endsAtMs: number | null })[]): void {
    const { values } = this.configuration.config.global;
    const given = values.get('resolve_timeout');
    const endsAtMs = this.#now() + (typeof given === 'number' ? given : RESOLVE_TIMEOUT_MS);
    for (const alert of alerts) {
      this.#put([{ ...alert, endsAtMs: alert.endsAtMs ?? endsAtMs }], {
        foreign: true,
        endIsAssumed: alert.endsAtMs === null,
      });
    }
  }

  /** Everything that is known, with what is over for a while yet. */
  alerts(): Iterable<HeldAlert> {
    return this.#book.all();
  }

  /** Those of them that others sent, not rules of Trivet's. */
  foreignAlerts(): HeldAlert[] {
    return [...this.#book.all()].filter(({ foreign }) => foreign);
  }

  groups(): ReturnType<Routing['dispatcher']['groups']> {
    return this.#routing.dispatcher.groups();
  }

  /** Of an alert that was put; empty for one that is not known. */
  suppression(fingerprint: string): Suppression {
    const alert = this.#book.get(fingerprint);
    return alert
      ? this.suppressionOf(alert)
      : { silencedBy: [], inhibitedBy: [], muted: false, receivers: [] };
  }

  suppressionOf(alert: HeldAlert): Suppression {
    const nowMs = this.#now();
    const routes = this.#routing.routesOf(alert);
    const inhibitedBy = this.#routing.inhibitedBy(alert, nowMs);
    return {
      silencedBy: this.silences.silencing(alert, nowMs),
      inhibitedBy: inhibitedBy === null ? [] : [inhibitedBy],
      muted: routes.every((route) => this.#routing.isMuted(route, nowMs)),
      receivers: routes.map(({ receiver }) => receiver),
    };
  }

  /** As Silences.set, written down. */
  setSilence(draft: SilenceDraft): Promise<string> {
    return setSilence(this.silences, this.#audit, draft);
  }

  /** False where it was over already. @throws TrivetError not_found */
  expireSilence(id: string): Promise<boolean> {
    return expireSilence(this.silences, this.#audit, id);
  }

  silenceViews(): SilenceView[] {
    const nowMs = this.#now();
    const counts = new Map<string, number>();
    for (const alert of this.#book.all()) {
      if (isResolved(alert, nowMs)) continue;
      for (const id of this.silences.silencing(alert, nowMs)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return this.silences.list().map((silence) => ({
      id: silence.id,
      matchers: [...silence.matchers],
      startsAtMs: silence.startsAtMs,
      endsAtMs: silence.endsAtMs,
      updatedAtMs: silence.updatedAtMs,
      createdBy: silence.createdBy,
      comment: silence.comment,
      state: stateOf(silence, nowMs),
      alerts: counts.get(silence.id) ?? 0,
    }));
  }

  routingView(): RoutingView {
    return {
      file: this.#file.view,
      receivers: receiverViews(this.#routing),
      route: routeView(this.configuration.config.route),
      groups: this.#routing.dispatcher.size,
    };
  }

  /** By which a receiver is told; none for one that there is not. */
  waysOf(receiver: string): ReturnType<Routing['waysOf']> {
    return this.#routing.waysOf(receiver);
  }

  /** Writes an attempt to tell somebody into the log. */
  readonly record = (attempt: Attempt): void => this.#state.record(attempt);

  problems(): Problem[] {
    const full = [
      [this.#refused.alerts, `alerts were not taken: ${MOST_ALERTS_HELD} are held already`],
      [this.#refused.groups, `alerts are told by nobody: ${MOST_GROUPS} groups are told already`],
    ] as const;
    return [
      ...this.#file.problems(),
      ...full.flatMap(([count, what]): Problem[] =>
        count === 0
          ? []
          : [
              {
                key: `alertmanager-full:${what}`,
                severity: 'warning',
                message: `${count} ${what}`,
                cure: 'Let rules answer with fewer label sets, or group by fewer labels.',
              },
            ],
      ),
    ];
  }

  /** Begins nothing new, and waits until what is being sent has an answer. */
  async settled(): Promise<void> {
    this.#routing.pause();
    await Promise.allSettled(this.#underWay);
    await this.#state.flush();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #put(alerts: readonly PostedAlert[], how: Omit<PutOptions, 'nowMs'>): void {
    this.#noticeSteps();
    const nowMs = this.#now();
    for (const posted of alerts) {
      const news = heldAlert(posted, { ...how, nowMs });
      const old = this.#book.get(news.fingerprint);
      const alert = this.#book.put(news, nowMs);
      const isNews = !old || isResolved(old, nowMs) !== isResolved(news, nowMs);
      if (how.foreign && isNews) this.#foreignNews += 1;
      if (alert) this.#routing.put(alert);
      else this.#refuse('alerts');
    }
  }

  #refuse(what: 'alerts' | 'groups'): void {
    this.#refused[what] += 1;
    this.#options.counters.dropped(COUNTED_AS, 'events', 'full', 1);
  }

  #newRouting(): Routing {
    const { createSender, secret = async () => null } = this.#options;
    return new Routing({
      loaded: this.#file.current,
      createSender,
      secret,
      log: this.#state.log,
      underWay: this.#underWay,
      now: () => this.#now(),
      externalUrl: () => this.externalUrl,
      record: (attempt) => this.#state.record(attempt),
      notify: (notice) => this.onNotice.fire(notice),
      silencing: (alert, nowMs) => this.silences.silencing(alert, nowMs),
      settlingMs: ({ startsAtMs }) =>
        startsAtMs < this.startedMs ? Math.max(0, this.#settledMs - performance.now()) : 0,
      onFull: () => this.#refuse('groups'),
    });
  }

  /** Another configuration groups and tells the same alerts; what was told stays told. */
  #reload(): void {
    if (this.#file.current !== this.#routing.loaded) {
      this.#routing.dispose();
      this.#routing = this.#newRouting();
      for (const alert of this.#book.all()) this.#routing.put(alert);
    }
    this.#changed();
  }

  #changed(): void {
    this.#revision += 1;
    this.onChange.fire();
  }

  #tick(): void {
    this.#noticeSteps();
    const nowMs = this.#now();
    const quietNow = [
      ...this.silences.list().map((silence) => stateOf(silence, nowMs)),
      this.#routing.intervalsNow(nowMs),
      this.#foreignNews,
      this.#foreignFiring(nowMs),
    ].join(' ');
    if (quietNow === this.#quietNow) return;
    this.#quietNow = quietNow;
    this.#changed();
  }

  #foreignFiring(nowMs: number): number {
    let firing = 0;
    for (const alert of this.#book.all()) if (alert.foreign && !isResolved(alert, nowMs)) firing += 1;
    return firing;
  }

  #upkeep(): void {
    const nowMs = this.#now();
    const over = this.#book.collect(nowMs);
    for (const alert of over) this.#routing.forget(alert);
    this.silences.forget(over);
    this.#state.upkeep();
  }

  #noticeSteps(): void {
    const stepMs = this.#steps.take();
    if (stepMs === 0) return;
    const held = new Set(this.#book.all());
    for (const group of this.groups()) for (const alert of group.alerts()) held.add(alert);
    shiftAlerts(held, stepMs, this.#now());
    this.#state.log.shift(stepMs);
    this.#options.logger.info({ stepMs }, 'the clock was set, or the machine slept: alerts go on from there');
  }
}

/** Source: Alertmanager, config/config.go (DefaultGlobalConfig) */
const RESOLVE_TIMEOUT_MS = 5 * 60_000;
