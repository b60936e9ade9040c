import type { AlertView } from '../../../shared/contract/alerts.ts';
import type { EngineStatus } from '../../../shared/contract/app.ts';
import type { NewLogPattern } from '../../../shared/contract/logs.ts';
import type { RedRow } from '../../../shared/contract/trace-answers.ts';
import type { ServiceRed } from '../../../shared/contract/traces.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { bytes, count, duration, percent, quantityText, significant } from '../../../shared/model/format.ts';
import { alertSubject, labelValue } from '../../alerts/alert-subject.ts';
import type { EventMark } from '../../charts/event-marks.ts';
import type { StateShape } from '../../components/StateIcon.tsx';
import { risenSince } from './service-course.ts';

/** One thing that needs a person, on one line. */
export interface Attention {
  key: string;
  shape: StateShape;
  what: string;
  state: string;
  /** Container or service it is about; empty for the engine itself. */
  subject: string;
  subjectKind: 'container' | 'service' | 'source' | 'pattern';
  cause: string;
  /** Since when, or when last; null where nobody knows. */
  atMs: number | null;
  /** Larger is worse. */
  rank: number;
  /** Which trend of the container explains it. */
  trend: 'cpu' | 'memory' | null;
  /** Its own course over the window, where it has one; drawn as an error's or in the subject's colour. */
  course?: { values: Float64Array; isError: boolean };
  /** Of an alert: its fingerprint. */
  alert?: string;
  /** Of a pattern of log lines: its number. */
  pattern?: number;
}

export interface AttentionInput {
  containers: ContainerSummary[];
  marks: EventMark[];
  red: RedRow[];
  /** Start of each step of `red`, in milliseconds. */
  stepsMs: Float64Array;
  /** The same over the window before this one. */
  redBefore: ServiceRed[];
  status: EngineStatus | null;
  /** Patterns of warnings and errors that were never seen before the window. */
  patterns: NewLogPattern[];
  /** Those that are not over. */
  alerts: AlertView[];
}

const ERROR_SHARE = 0.01;
const LEAST_ERRORS = 3;
const SLOWER = 2;
const LEAST_CALLS = 20;
const NEAR_LIMIT = 0.9;
const LOOP_STARTS = 3;

/** Everything in the window that needs attention, worst first, then newest. */
export function attentionList(input: AttentionInput): Attention[] {
  const { containers, marks, red, redBefore, stepsMs, status, patterns, alerts } = input;
  return [
    ...firingAlerts(alerts, containers),
    ...sourceTrouble(status),
    ...containers.flatMap((container) => containerTrouble(container, marks)),
    ...red.flatMap((service) => serviceTrouble(service, redBefore, stepsMs)),
    ...patterns.map(newPattern),
  ].sort((a, b) => b.rank - a.rank || (b.atMs ?? 0) - (a.atMs ?? 0));
}

const MOST_ALERTS = 50;
const ALERT_RANK = 200;

/** What a person made a rule for stands before all that was found by itself. */
function firingAlerts(alerts: AlertView[], containers: ContainerSummary[]): Attention[] {
  const firing = alerts.filter(
    ({ state, silencedBy, inhibitedBy, muted }) =>
      state === 'firing' && silencedBy.length === 0 && inhibitedBy.length === 0 && !muted,
  );
  return firing.slice(0, MOST_ALERTS).map((alert) => {
    const { fingerprint, name, labels, annotations, entity, firedAtMs, activeAtMs } = alert;
    const container = containers.find((each) => each.entity === entity) ?? null;
    const severity = labelValue(labels, 'severity');
    const subject = alertSubject(labels, container);
    return {
      key: `alert ${fingerprint}`,
      shape: 'firing',
      what: name,
      state: severity || 'firing',
      subject: subject?.name ?? '',
      subjectKind: container ? 'container' : 'service',
      cause: labelValue(annotations, 'summary') || labelValue(annotations, 'description'),
      atMs: firedAtMs ?? activeAtMs,
      rank: ALERT_RANK + (severity === 'critical' ? 1 : 0),
      trend: null,
      alert: fingerprint,
    };
  });
}

function containerTrouble(container: ContainerSummary, marks: EventMark[]): Attention[] {
  const own = marks.filter(({ entity }) => entity === container.entity);
  const ooms = own.filter(({ kind }) => kind === 'oom');
  const deaths = own.filter(({ kind }) => kind === 'die');
  const starts = own.filter(({ kind }) => kind === 'start');
  const base = { subject: container.name, subjectKind: 'container' as const };
  const found: Attention[] = [];
  if (ooms.length > 0) {
    found.push({
      ...base,
      key: `oom ${container.entity}`,
      shape: 'error',
      what: `OOM-killed${times(ooms.length)}`,
      state: 'out of memory',
      cause: oomCause(container, ooms),
      atMs: ooms.at(-1)?.timeMs ?? null,
      rank: 90,
      trend: 'memory',
    });
  }
  // An OOM kill explains the starts that follow it.
  if (container.state === 'restarting' || (starts.length >= LOOP_STARTS && ooms.length === 0)) {
    found.push({
      ...base,
      key: `restarting ${container.entity}`,
      shape: 'warn',
      what: 'Restarting',
      state: `${starts.length} starts`,
      cause:
        container.exitCode === null
          ? 'it does not stay up'
          : `the last run ended with exit ${container.exitCode}`,
      atMs: starts.at(-1)?.timeMs ?? container.startedMs,
      rank: 80,
      trend: null,
    });
  } else if (deaths.length > 0 && ooms.length === 0 && container.state !== 'running') {
    found.push({
      ...base,
      key: `died ${container.entity}`,
      shape: 'error',
      what: 'Exited with an error',
      state: deaths.at(-1)?.text ?? '',
      cause: exitMeaning(container.exitCode),
      atMs: deaths.at(-1)?.timeMs ?? null,
      rank: 75,
      trend: null,
    });
  }
  if (container.state === 'running' && container.health === 'unhealthy') {
    found.push({
      ...base,
      key: `unhealthy ${container.entity}`,
      shape: 'warn',
      what: 'Unhealthy',
      state: 'probe',
      cause: 'its health check fails',
      atMs: own.findLast(({ kind }) => kind === 'unhealthy')?.timeMs ?? null,
      rank: 70,
      trend: 'cpu',
    });
  }
  const near = nearLimit(container);
  if (near && ooms.length === 0) found.push({ ...base, ...near });
  return found;
}

const times = (n: number): string => (n === 1 ? '' : n === 2 ? ' twice' : ` ${n} times`);

function oomCause({ memoryLimited, stats }: ContainerSummary, ooms: EventMark[]): string {
  const limit =
    memoryLimited && stats?.memoryLimitBytes ? `limit ${quantityText(bytes(stats.memoryLimitBytes))}` : '';
  const exit = /exit \d+/.exec(ooms.at(-1)?.text ?? '')?.[0] ?? '';
  const now = stats?.memoryBytes ? `now at ${quantityText(bytes(stats.memoryBytes))}` : '';
  return [limit, exit, now].filter(Boolean).join(', ');
}

const EXITS = new Map<number, string>([
  [125, 'the daemon could not start it'],
  [126, 'its command cannot be executed'],
  [127, 'its command was not found'],
  [134, 'it aborted (SIGABRT)'],
  [137, 'it was killed (SIGKILL)'],
  [139, 'it crashed (SIGSEGV)'],
  [143, 'it was asked to end (SIGTERM)'],
]);

/** What an exit code says by convention. */
export function exitMeaning(code: number | null): string {
  if (code === null) return 'its exit code is not known';
  return (
    EXITS.get(code) ?? (code > 128 && code < 160 ? `signal ${code - 128} ended it` : 'its command failed')
  );
}

type NearLimit = Omit<Attention, 'subject' | 'subjectKind'>;

function nearLimit({ memoryLimited, stats, entity, name }: ContainerSummary): NearLimit | null {
  if (!memoryLimited || !stats?.memoryBytes || !stats.memoryLimitBytes) return null;
  const part = stats.memoryBytes / stats.memoryLimitBytes;
  if (part < NEAR_LIMIT) return null;
  return {
    key: `near-limit ${entity}`,
    shape: 'warn',
    what: 'Memory near its limit',
    state: quantityText(percent(part * 100)),
    cause: `${quantityText(bytes(stats.memoryBytes))} of ${quantityText(bytes(stats.memoryLimitBytes))} in ${name}`,
    atMs: null,
    rank: 60,
    trend: 'memory',
  };
}

function serviceTrouble(now: RedRow, before: ServiceRed[], stepsMs: Float64Array): Attention[] {
  const past = before.find((other) => other.service === now.service);
  return [failingCalls(now, past, stepsMs), slowCalls(now, past, stepsMs)].filter((found) => found !== null);
}

function failingCalls(now: RedRow, past: ServiceRed | undefined, stepsMs: Float64Array): Attention | null {
  const { service, calls, errors, errorsByStep } = now;
  const share = calls > 0 ? errors / calls : 0;
  const pastShare = past && past.calls > 0 ? past.errors / past.calls : 0;
  if (share < ERROR_SHARE || errors < LEAST_ERRORS) return null;
  const was = past ? `, ${quantityText(percent(pastShare * 100))} in the range before` : '';
  return {
    ...{ subject: service, subjectKind: 'service', trend: null, key: `errors ${service}`, shape: 'error' },
    what: 'Calls fail',
    state: `${count(errors)} of ${count(calls)}`,
    cause: `${quantityText(percent(share * 100))} of calls fail${was}`,
    atMs: stepsMs[errorsByStep.findLastIndex((failed) => failed > 0)] ?? null,
    rank: 65 + Math.min(20, share * 100),
    course: { values: errorsByStep, isError: true },
  };
}

function slowCalls(now: RedRow, past: ServiceRed | undefined, stepsMs: Float64Array): Attention | null {
  const { service, calls, p95Nano, p95ByStep } = now;
  if (!p95Nano || !past?.p95Nano || calls < LEAST_CALLS || past.calls < LEAST_CALLS) return null;
  const factor = p95Nano / past.p95Nano;
  if (factor < SLOWER) return null;
  return {
    ...{ subject: service, subjectKind: 'service', trend: null, key: `slow ${service}`, shape: 'warn' },
    what: `p95 latency ${significant(factor)} times`,
    state: 'rising',
    cause: `${quantityText(duration(p95Nano))}, was ${quantityText(duration(past.p95Nano))} in the range before`,
    atMs: risenSince(p95ByStep, past.p95Nano * SLOWER, stepsMs),
    rank: 50 + Math.min(9, factor),
    course: { values: p95ByStep.map((nano) => nano / 1e6), isError: false },
  };
}

function newPattern({ id, level, container, template, lines, firstSeenMs }: NewLogPattern): Attention {
  const isError = level !== 'warn';
  return {
    ...{ subject: container, subjectKind: 'pattern', trend: null, key: `pattern ${id}`, pattern: id },
    shape: isError ? 'error' : 'warn',
    what: isError ? 'New error in the log' : 'New warning in the log',
    state: `${count(lines)} ${lines === 1 ? 'line' : 'lines'}`,
    cause: template,
    atMs: firstSeenMs,
    rank: isError ? 65 : 45,
  };
}

function sourceTrouble(status: EngineStatus | null): Attention[] {
  if (!status) return [];
  const base = { subject: '', subjectKind: 'source' as const, atMs: null, trend: null };
  const away = status.sources
    .filter(({ state }) => state === 'unavailable')
    .map<Attention>(({ name, cause, cure }) => ({
      ...base,
      key: `source ${name}`,
      shape: 'warn',
      what: 'Docker is not connected',
      state: 'unavailable',
      cause: [cause, cure].filter(Boolean).join('. '),
      rank: 95,
    }));
  const deaf = status.receivers
    .filter(({ state }) => state === 'failed')
    .map<Attention>(({ name, reason }) => ({
      ...base,
      key: `receiver ${name}`,
      shape: 'warn',
      what: `${name} is not listening`,
      state: 'receiver',
      cause: reason ?? '',
      rank: 85,
    }));
  const dropped = status.dropped
    .filter(({ cause, items }) => cause !== 'duplicate' && items > 0)
    .map<Attention>(({ receiver, signal, cause, items }) => ({
      ...base,
      key: `dropped ${receiver} ${signal} ${cause}`,
      shape: 'warn',
      what: 'Data was dropped',
      state: receiver,
      cause: `${count(items)} ${signal}, cause: ${cause}`,
      rank: 40,
    }));
  return [...away, ...deaf, ...dropped];
}
