import type { AlertFileView, AlertView } from '../../../shared/contract/alerts.ts';
import { contract, type TrivetContract } from '../../../shared/contract/contract.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Settings, settingsSchema } from '../../../shared/contract/settings.ts';
import type { Api, Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import { type AlertingWorld, alertingMethods, alertingStreams } from './alerting.ts';
import { alertsStatus, courses, notificationsOf, rangeAnswer, silences } from './alerts.ts';
import { detail, images, layers, networks, processes, pull, volumes } from './docker-things.ts';
import { newPatterns, patterns } from './log-patterns.ts';
import { entityOf, events, type Member, summary } from './shop.ts';
import { logs, points, range, red, redAt, traces, volume } from './signals.ts';
import { status } from './status.ts';
import { completion, counted, difference, doctor, flame, redTable, serviceMap } from './trace-answers.ts';

export interface StandIn extends AlertingWorld {
  team: Member[];
  /** No telemetry at all but what the containers are. */
  quiet: boolean;
  docker: boolean;
  demo: boolean;
  /** Instead of those of the shop's trouble. */
  alerts?: AlertView[];
  ruleFiles?: AlertFileView[];
  /** What was set on the settings page. */
  settings?: Partial<Settings>;
  /** What was asked of it, for the specs. */
  asked: [method: string, params: unknown][];
}

/** An engine that tells the shop's story, behind the real contract. */
export function standInApi(world: StandIn): Api<TrivetContract> {
  const find = (id: string): Member => {
    const found = world.team.find((member) =>
      [member.name, entityOf(member), summary(member, 0).id].includes(id),
    );
    if (!found) throw new TrivetError('not_found', `no container ${id}`);
    return found;
  };
  const summaries = () => {
    const now = Date.now();
    return world.docker ? world.team.map((member) => summary(member, now)) : [];
  };
  const methods: Partial<Handlers<TrivetContract>> = {
    'app.info': () => ({
      version: '0.1.0',
      node: 'v24.0.0',
      sqlite: '3.52.0',
      platform: 'linux',
      pid: 1,
      dataDir: '/home/dev/.local/share/trivet',
      startedMs: Date.now() - 3_600_000,
      demo: world.demo,
      limits: [],
    }),
    'app.status': () => status(world),
    'settings.get': () => ({ settings: settingsSchema.parse(world.settings ?? {}), fixed: [] }),
    'settings.set': ({ settings }) => {
      world.settings = { ...world.settings, ...settings };
      return { settings: settingsSchema.parse(world.settings), fixed: [] };
    },
    'containers.list': summaries,
    'containers.inspect': ({ id }) => detail(find(id)),
    'containers.revealEnv': ({ name }) => ({ value: `secret of ${name}` }),
    'containers.processes': ({ id }) => processes(find(id)),
    'containers.action': () => ({}),
    'exec.input': () => ({}),
    'exec.resize': () => ({}),
    'audit.list': () => [],
    'events.query': ({ startMs, endMs, entities }) => ({
      events: world.quiet
        ? []
        : events(Date.now()).filter(
            ({ timeUnixNano, entity }) =>
              Number(timeUnixNano / 1_000_000n) >= startMs &&
              Number(timeUnixNano / 1_000_000n) <= endMs &&
              (!entities || entities.includes(entity)),
          ),
    }),
    'metrics.range': (params) => range(params, world.docker ? world.team : [], Date.now()),
    'logs.pipelines': () =>
      (world.settings?.logs?.pipelines ?? []).map((path, i) => ({
        path,
        name: path.split('/').at(-1) ?? path,
        state: i === 0 ? 'loaded' : 'refused',
        fault: i === 0 ? null : 'stage jsn is not known',
        line: i === 0 ? null : 7,
        keptBefore: i > 0,
        pipelines: 1,
        warnings: i === 0 ? [{ line: 12, message: 'tenant is not supported: there are no tenants' }] : [],
        loadedMs: Date.now(),
        records: 48_120 * (i + 1),
        dropped: 312,
      })),
    'logs.volume': (params) =>
      world.quiet
        ? { startMs: 0, stepMs: 1000, counts: [], total: 0 }
        : volume(params, Date.now(), params.entities ? 0.2 : 1),
    'logs.query': (params) => ({
      records: world.quiet ? [] : logs(params, world.team),
      cursor: null,
      scannedLines: 1000,
    }),
    'logs.streams': () =>
      world.quiet
        ? []
        : world.team.map((member, i) => ({
            entity: entityOf(member),
            container: member.name,
            lines: 38_000 - i * 1700,
            firstMs: Date.now() - 9e5,
            lastMs: Date.now(),
            service: '',
            source: 'docker' as const,
            format: 'plain' as const,
          })),
    'logs.patterns': (params) => patterns(params, world.quiet ? [] : world.team, Date.now()),
    'logs.newPatterns': (params) => newPatterns(params, world.quiet ? [] : world.team, Date.now()),
    'logs.errorCounts': () =>
      world.quiet
        ? []
        : world.team.map((member, i) => [entityOf(member), [321, 0, 0, 74, 199, 2, 0, 16][i] ?? 0]),
    'traces.search': (params) => ({
      traces: world.quiet ? [] : traces(params, Date.now()),
      cursor: null,
      scannedTraces: 0,
    }),
    'traces.points': (params) => points({ ...params, limit: world.quiet ? 0 : params.limit }, Date.now()),
    'traces.count': (params) => counted(params, world.quiet),
    'traces.complete': ({ query, position }) => ({
      ...completion(query, position),
      spans: 9_000,
      sampled: false,
    }),
    'traces.services': () => (world.quiet ? [] : red.map(({ service }) => ({ service, operations: [] }))),
    'traces.red': ({ end }) => (world.quiet ? [] : redAt(Number(end / 1_000_000n), Date.now())),
    'traces.redTable': (params) =>
      world.quiet
        ? { rows: [], stepsMs: new Float64Array(), stepMs: 1000, total: 0, truncated: false }
        : redTable(params, Date.now()),
    'traces.map': () =>
      world.quiet
        ? { nodes: [], edges: [], traces: 0, truncated: false }
        : serviceMap(world.team.length > 20 ? 7 : 1),
    'traces.flame': ({ query }) => flame(world.quiet ? 0 : query === '' ? 3_684 : 214),
    'traces.difference': () => difference,
    'traces.doctor': () =>
      world.quiet ? { findings: [], services: 0, traces: 0, spans: 0, truncated: false } : doctor,
    'alerts.status': () => alertsStatus(world),
    'alerts.courses': ({ name }) => ({ courses: courses(world, name), more: 0 }),
    'alerts.backtest': ({ startMs, endMs, rule }) => {
      const times = rule.expr.includes('0.03') ? 7 : rule.expr.includes('0.08') ? 1 : 3;
      const spans = Array.from({ length: times }, (_, i) => {
        const at = startMs + ((endMs - startMs) * (i + 1)) / (times + 1);
        return { state: 'firing' as const, startMs: at, endMs: at + 600_000 };
      });
      return {
        stepMs: 10_000,
        shown: rangeAnswer({ startMs, endMs, stepMs: 300_000 }, false),
        ...{ threshold: null, thresholdOp: null, example: null, evaluations: 8_640 },
        courses: [{ labels: [], spans }],
        ...{ moreCourses: 0, timesPending: times, timesFired: times, pendingMs: 60_000 },
        ...{ firingMs: times * 600_000, firstDataMs: startMs + 3_600_000, warnings: [] },
      };
    },
    'silences.list': () => ({ silences: world.quiet ? [] : silences() }),
    'silences.set': () => ({ id: 's2' }),
    'notifications.list': ({ fingerprint }) => ({ notifications: notificationsOf(fingerprint), more: false }),
    'promql.range': (params) => rangeAnswer(params, world.quiet),
    'docker.diskUsage': () => ({
      imagesBytes: 4.2e9,
      imagesReclaimableBytes: 1.1e9,
      containersBytes: 3e7,
      volumesBytes: 6e8,
      buildCacheBytes: 2e8,
    }),
    'images.list': () => (world.docker ? images(world.team) : []),
    'images.layers': () => layers,
    'images.prunePreview': () => ({
      removed: ['sha256:0a1b2c3d4e5f', 'sha256:1b2c3d4e5f60'],
      freedBytes: 1.1e9,
    }),
    'images.prune': () => ({ removed: ['sha256:0a1b2c3d4e5f', 'sha256:1b2c3d4e5f60'], freedBytes: 1.1e9 }),
    'images.remove': ({ id }) => ({ removed: [id], freedBytes: 1.2e8 }),
    'volumes.list': () => (world.docker ? volumes : []),
    'networks.list': () => (world.docker ? networks(world.team) : []),
    ...(world.alerting ? alertingMethods(world) : {}),
  };
  const streams: Partial<Subscribers<TrivetContract>> = {
    'app.status': (_params, sink) => every(1000, () => sink.emit(status(world))),
    'alerts.live': (_params, sink) => every(2000, () => sink.emit(alertsStatus(world))),
    ...alertingStreams(world),
    'containers.live': (_params, sink) => every(1000, () => sink.emit({ containers: summaries() })),
    'events.live': () => disposable(() => undefined),
    'logs.tail': () => disposable(() => undefined),
    'traces.counting': (params, sink) => {
      sink.emit(counted(params, world.quiet));
      return disposable(() => undefined);
    },
    'traces.live': () => disposable(() => undefined),
    'images.pull': (_params, sink) => pull(sink),
    'exec.session': (_params, sink) => {
      sink.emit({ kind: 'open', sessionId: 's1' });
      sink.emit({ kind: 'data', data: new TextEncoder().encode('/ # ') });
      return disposable(() => undefined);
    },
  };
  return {
    methods: complete(methods, contract.methods, world),
    streams: complete(streams, contract.streams, world),
  };
}

function every(ms: number, action: () => void) {
  action();
  const timer = setInterval(action, ms);
  return disposable(() => clearInterval(timer));
}

/** What the story does not tell answers as an engine without that part would. */
function complete<T extends object>(given: Partial<T>, names: object, world: StandIn): T {
  const missing = () => {
    throw new TrivetError('unavailable', 'the stand-in does not know this');
  };
  const all = Object.keys(names).map((name) => {
    const handler = (given as Record<string, (...args: unknown[]) => unknown>)[name] ?? missing;
    return [
      name,
      (...args: unknown[]) => {
        world.asked.push([name, args[0]]);
        return handler(...args);
      },
    ];
  });
  return Object.fromEntries(all) as T;
}
