import type { AlertCounts, AlertsStatus, AlertView } from '../../../shared/contract/alerts.ts';
import type { TrivetContract } from '../../../shared/contract/contract.ts';
import type {
  AlertNotice,
  NotificationView,
  RoutingView,
  SilenceView,
} from '../../../shared/contract/notifications.ts';
import type { Label } from '../../../shared/model/series.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { Emitter } from '../../../shared/util/emitter.ts';

/** How much there is to see of alerts; `hostile` has texts that try to be something else. */
export type Alerting = 'none' | 'some' | 'much' | 'hostile';

export interface AlertingWorld {
  alerting?: Alerting;
  /** A test fires it, and the window is told. */
  notices?: Emitter<AlertNotice>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HTML = '<img src=x onerror="document.title=1">';
const RIGHT_TO_LEFT = 'payment \u202e gnp.exe';
const amounts: Record<Alerting, number> = { none: 0, some: 6, much: 1_000, hostile: 8 };

const amountOf = (world: AlertingWorld) => amounts[world.alerting ?? 'none'];

const rules = ['HighErrorRate', 'ContainerMemoryHigh', 'TargetDown', 'LatencyP95High'];
const services = ['pay', 'orders', 'api', 'web', 'worker', 'db'];
const pick = <T>(from: readonly T[], i: number): T => from[i % from.length] as T;

/** `plain`, or in a hostile world one of the texts that try to be something else. */
const text = (world: AlertingWorld, plain: string, i: number): string =>
  world.alerting === 'hostile'
    ? pick([HTML, RIGHT_TO_LEFT, 'x'.repeat(3_000), '\u0000\n\t{{ $value }}'], i)
    : plain;

function alerts(world: AlertingWorld, now: number): AlertView[] {
  const total = Math.min(amountOf(world), 60);
  return Array.from({ length: total }, (_, i): AlertView => {
    const name = text(world, pick(rules, i), i);
    const labels: Label[] = [
      ['alertname', name],
      ['service', text(world, pick(services, i), i + 1)],
      ['severity', pick(['critical', 'warning'], i)],
    ];
    return {
      fingerprint: (i + 1).toString(16).padStart(16, '0'),
      ruleId: `r${i % rules.length}`,
      name,
      labels,
      annotations: [['summary', text(world, `${name} of ${pick(services, i)}`, i)]],
      state: i % 5 === 4 ? 'pending' : 'firing',
      value: i,
      activeAtMs: now - HOUR,
      firedAtMs: i % 5 === 4 ? null : now - HOUR + MINUTE,
      resolvedAtMs: null,
      silencedBy: i % 3 === 2 ? ['s0'] : [],
      inhibitedBy: [],
      muted: false,
      receivers: ['team'],
      entity: null,
    };
  });
}

function alertCounts(world: AlertingWorld): AlertCounts {
  const all = alerts(world, 0);
  const isFiring = ({ state }: AlertView) => state === 'firing';
  return {
    firing: all.filter((alert) => isFiring(alert) && alert.silencedBy.length === 0).length,
    pending: all.filter(({ state }) => state === 'pending').length,
    suppressed: all.filter((alert) => isFiring(alert) && alert.silencedBy.length > 0).length,
    resolved: 0,
    alertingRules: all.length === 0 ? 0 : rules.length,
    recordingRules: 0,
    failedRules: 0,
  };
}

/** Alerts with texts that try to be something else; null in a world whose alerts are those of the shop. */
export const hostileAlerts = (world: AlertingWorld): AlertsStatus | null =>
  world.alerting === 'hostile' ? status(world) : null;

const status = (world: AlertingWorld): AlertsStatus => ({
  files:
    amountOf(world) === 0
      ? []
      : [
          {
            path: '/home/dev/shop/rules.yml',
            state: 'refused',
            errors: [{ line: 14, message: text(world, 'could not parse expression: unexpected ")"', 0) }],
            warnings: [],
            own: false,
            loadedMs: Date.now() - HOUR,
          },
        ],
  groups: [],
  rules: [],
  alerts: alerts(world, Date.now()),
  counts: alertCounts(world),
  routingRevision: 1,
});

function silences(world: AlertingWorld, now: number): SilenceView[] {
  return Array.from({ length: amountOf(world) }, (_, i): SilenceView => {
    const state = pick(['active', 'expired', 'active', 'pending'] as const, i);
    const startsAtMs = state === 'pending' ? now + (i + 1) * HOUR : now - (i + 2) * HOUR;
    return {
      id: `s${i}`,
      matchers: [
        { name: 'alertname', op: '=', value: text(world, pick(rules, i), i) },
        {
          name: 'service',
          op: pick(['=', '=~', '!=', '!~'] as const, i),
          value: text(world, pick(services, i), i + 1),
        },
      ],
      startsAtMs,
      endsAtMs:
        state === 'pending'
          ? startsAtMs + 2 * HOUR
          : state === 'expired'
            ? now - i * MINUTE
            : now + (i + 1) * 4 * MINUTE,
      updatedAtMs: startsAtMs,
      createdBy: text(world, pick(['mia', 'jonas'], i), i + 2),
      comment: text(world, pick(['load test until the evening', 'known, fixed with 2.15', ''], i), i + 3),
      state,
      alerts: state === 'active' ? i % 4 : 0,
    };
  });
}

function routing(world: AlertingWorld, now: number): RoutingView {
  const base = {
    groupBy: ['alertname', 'service'],
    groupWaitMs: 30_000,
    groupIntervalMs: 5 * MINUTE,
    repeatIntervalMs: 4 * HOUR,
    continue: false,
    muteTimeIntervals: [],
    activeTimeIntervals: [],
    routes: [],
  };
  const desktop = {
    kind: 'desktop_configs',
    index: 0,
    label: 'desktop',
    target: 'this desktop',
    sendsResolved: true,
    off: null,
    lastAttemptMs: null,
    lastError: null,
  };
  if (amountOf(world) === 0) {
    return {
      file: null,
      receivers: [{ name: 'desktop', integrations: [desktop] }],
      route: { ...base, receiver: 'desktop', matchers: [] },
      groups: 0,
    };
  }
  const name = text(world, 'team', 0);
  return {
    file: {
      path: '/home/dev/shop/alertmanager.yml',
      state: 'loaded',
      errors: [],
      warnings: [
        { line: 31, message: text(world, 'sns_configs is not supported: nothing is sent by it', 1) },
      ],
      own: false,
      loadedMs: now - HOUR,
    },
    receivers: [
      {
        name,
        integrations: [
          {
            ...desktop,
            kind: 'slack_configs',
            label: 'Slack',
            target: text(world, '#shop', 1),
            lastAttemptMs: now - MINUTE,
          },
          {
            ...desktop,
            kind: 'email_configs',
            label: 'e-mail',
            target: text(world, 'dev@shop.example', 2),
            lastAttemptMs: now - MINUTE,
            lastError: text(world, 'connect ECONNREFUSED 127.0.0.1:25', 3),
          },
        ],
      },
      {
        name: 'pager',
        integrations: [
          {
            ...desktop,
            kind: 'pagerduty_configs',
            label: 'PagerDuty',
            target: 'events.pagerduty.com',
            off: 'PagerDuty: url is no URL',
            sendsResolved: false,
          },
        ],
      },
      { name: 'nobody', integrations: [] },
      ...Array.from({ length: world.alerting === 'much' ? 60 : 0 }, (_, i) => ({
        name: `team-${i}`,
        integrations: [desktop],
      })),
    ],
    route: {
      ...base,
      receiver: name,
      matchers: [],
      routes: [
        {
          ...base,
          receiver: 'pager',
          matchers: ['severity="critical"'],
          continue: true,
          repeatIntervalMs: HOUR,
        },
        {
          ...base,
          receiver: name,
          matchers: [`service=~${JSON.stringify(text(world, 'pay|orders', 0))}`],
          groupBy: ['...'],
          muteTimeIntervals: ['weekends'],
          routes: [
            {
              ...base,
              receiver: 'nobody',
              matchers: ['alertname="TargetDown"'],
              activeTimeIntervals: ['office'],
            },
          ],
        },
        ...Array.from({ length: world.alerting === 'much' ? 60 : 0 }, (_, i) => ({
          ...base,
          receiver: `team-${i}`,
          matchers: [`team="${i}"`],
        })),
      ],
    },
    groups: 3,
  };
}

function notifications(world: AlertingWorld, now: number): NotificationView[] {
  const total = amountOf(world);
  return Array.from({ length: total }, (_, i): NotificationView => {
    const outcome = i % 9 === 4 ? 'failed' : i % 5 === 1 ? 'retried' : 'sent';
    return {
      id: total - i,
      timeMs: now - (i + 1) * 7 * MINUTE,
      receiver: text(world, pick(['team', 'pager', 'desktop'], i), i),
      kind: pick(['slack_configs', 'pagerduty_configs', 'desktop_configs'], i),
      target: text(world, '#shop', i),
      groupLabels: [['alertname', text(world, pick(rules, i), i)]],
      alerts: [
        { name: text(world, pick(rules, i), i), fingerprint: '0000000000000001', resolved: i % 4 === 3 },
        { name: pick(rules, i), fingerprint: '0000000000000002', resolved: false },
      ],
      firing: i % 4 === 3 ? 1 : 2,
      resolved: i % 4 === 3 ? 1 : 0,
      outcome,
      attempt: outcome === 'sent' ? 1 : 3,
      durationMs: 12 + i,
      error: outcome === 'sent' ? null : text(world, '503 Service Unavailable: upstream connect error', i),
      test: i === 2,
    };
  });
}

export function alertingMethods(world: AlertingWorld): Partial<Handlers<TrivetContract>> {
  const made: SilenceView[] = [];
  return {
    'silences.list': () => ({ silences: [...made, ...silences(world, Date.now())] }),
    'silences.set': ({ id, startsAtMs, ...given }) => {
      const now = Date.now();
      const silence: SilenceView = {
        ...given,
        id: id ?? `made-${made.length}`,
        startsAtMs: startsAtMs ?? now,
        updatedAtMs: now,
        state: 'active',
        alerts: 1,
      };
      made.unshift(silence);
      return { id: silence.id };
    },
    'silences.expire': () => ({ expired: true }),
    'receivers.list': () => routing(world, Date.now()),
    'receivers.test': ({ receiver, integration }) => ({
      outcomes: (
        routing(world, Date.now()).receivers.find(({ name }) => name === receiver)?.integrations ?? []
      )
        .filter(
          ({ kind, index }) => !integration || (integration.kind === kind && integration.index === index),
        )
        .map(({ kind, index, lastError }) => ({ kind, index, error: lastError, durationMs: 84 })),
    }),
    'notifications.list': ({ beforeId = Number.MAX_SAFE_INTEGER, receiver, outcome, limit }) => {
      const wanted = notifications(world, Date.now()).filter(
        (one) =>
          one.id < beforeId &&
          (receiver === undefined || one.receiver === receiver) &&
          (outcome === undefined || one.outcome === outcome),
      );
      return { notifications: wanted.slice(0, limit), more: wanted.length > limit };
    },
  };
}

export const alertingStreams = (world: AlertingWorld): Partial<Subscribers<TrivetContract>> => ({
  ...(world.alerting === 'hostile' && {
    'alerts.live': (_params, sink) => {
      sink.emit(status(world));
      return disposable(() => undefined);
    },
  }),
  'notices.live': (_params, sink) =>
    world.notices?.on((notice) => sink.emit(notice)) ?? disposable(() => undefined),
});
