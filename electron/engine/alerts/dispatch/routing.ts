import type { Disposable } from '../../../../shared/util/disposable.ts';
import { matchingRoutes, type Route } from '../routing/route.ts';
import { contains } from '../routing/time-interval.ts';
import { createSender as createRealSender } from '../senders/create-sender.ts';
import type { Sender, SenderSurroundings } from '../senders/sender.ts';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import { Dispatcher } from './dispatcher.ts';
import type { GroupOptions, GroupTurn } from './group.ts';
import type { HeldAlert } from './held-alert.ts';
import { Inhibitor } from './inhibitor.ts';
import type { LoadedRouting } from './routing-file.ts';

export type CreateSender = typeof createRealSender;

export interface RoutingOptions
  extends Pick<DeliveryOptions, 'log' | 'record' | 'externalUrl' | 'underWay'>,
    Pick<GroupOptions, 'settlingMs'>,
    Pick<SenderSurroundings, 'notify' | 'secret' | 'now'> {
  loaded: LoadedRouting;
  createSender?: CreateSender | undefined;
  silencing(alert: HeldAlert, nowMs: number): readonly string[];
  onFull(alert: HeldAlert): void;
}

/** An integration as it is configured, with how it is told; null where nothing is sent by it. */
export interface WayOfTelling {
  kind: string;
  index: number;
  sender: Sender;
  delivery: Delivery | null;
}

/** One configuration at work: its groups, its inhibitions, its receivers. A new configuration is another one of these. */
export class Routing implements Disposable {
  readonly loaded: LoadedRouting;
  readonly #options: RoutingOptions;
  readonly #inhibitor: Inhibitor;
  readonly #dispatcher: Dispatcher;
  #paused = false;
  readonly #ways: ReadonlyMap<string, readonly WayOfTelling[]>;

  constructor(options: RoutingOptions) {
    const { loaded, now, settlingMs, onFull } = options;
    const { config } = loaded;
    this.#options = options;
    this.loaded = loaded;
    this.#inhibitor = new Inhibitor(config.inhibitRules);
    this.#ways = new Map([...config.receivers.keys()].map((name) => [name, waysOf(name, options)]));
    const tell = (turn: GroupTurn) => this.#tell(turn);
    this.#dispatcher = new Dispatcher({ route: config.route, now, settlingMs, onFull, tell });
  }

  get dispatcher(): Pick<Dispatcher, 'size' | 'groups'> {
    return this.#dispatcher;
  }

  waysOf(receiver: string): readonly WayOfTelling[] {
    return this.#ways.get(receiver) ?? [];
  }

  put(alert: HeldAlert): void {
    this.#inhibitor.put(alert);
    this.#dispatcher.put(alert);
  }

  forget(alert: HeldAlert): void {
    this.#inhibitor.forget(alert);
  }

  inhibitedBy(alert: HeldAlert, nowMs: number): string | null {
    return this.#inhibitor.inhibitedBy(alert, nowMs);
  }

  routesOf(alert: Pick<HeldAlert, 'values'>): Route[] {
    return matchingRoutes(this.loaded.config.route, alert.values);
  }

  /** Whether the route's time intervals say not now. Source: Alertmanager, notify/notify.go (TimeMuteStage, TimeActiveStage) */
  isMuted({ activeTimeIntervals, muteTimeIntervals }: Route, nowMs: number): boolean {
    const isIn = (name: string) =>
      (this.loaded.config.timeIntervals.get(name) ?? []).some((interval) => contains(interval, nowMs));
    if (activeTimeIntervals.length > 0 && !activeTimeIntervals.some(isIn)) return true;
    return muteTimeIntervals.some(isIn);
  }

  /** Names of the time intervals that hold now: another text when a mute begins or ends. */
  intervalsNow(nowMs: number): string {
    return [...this.loaded.config.timeIntervals]
      .filter(([, intervals]) => intervals.some((interval) => contains(interval, nowMs)))
      .map(([name]) => name)
      .join('\0');
  }

  /** Nothing new is told from now on. */
  pause(): void {
    this.#paused = true;
  }

  dispose(): void {
    this.#dispatcher.dispose();
  }

  async #tell(turn: GroupTurn): Promise<boolean> {
    const { route, nowMs } = turn;
    const { silencing, now } = this.#options;
    if (this.#paused) return false;
    if (this.isMuted(route, nowMs)) return true;
    const alerts = turn.alerts.filter(
      ({ alert }) => this.inhibitedBy(alert, now()) === null && silencing(alert, now()).length === 0,
    );
    if (alerts.length === 0) return true;
    const told = await Promise.all(
      this.waysOf(route.receiver).map(({ delivery }) => delivery?.tell(turn, alerts) ?? true),
    );
    return told.every(Boolean);
  }
}

function waysOf(receiver: string, options: RoutingOptions): WayOfTelling[] {
  const { loaded, createSender = createRealSender, log, record, externalUrl, underWay, now } = options;
  const { config, baseDir, templates } = loaded;
  const around: SenderSurroundings = {
    global: config.global,
    baseDir,
    templates,
    notify: options.notify,
    secret: options.secret,
    now,
  };
  const counts = new Map<string, number>();
  return (config.receivers.get(receiver)?.integrations ?? []).map((integration) => {
    const kind = integration.kind.key;
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    const sender = createSender(integration, around);
    const delivery = integration.off
      ? null
      : new Delivery({ receiver, integration, index, sender, log, record, externalUrl, underWay, now });
    return { kind, index, sender, delivery };
  });
}
