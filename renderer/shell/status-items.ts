import type { EngineStatus, ReceiverName } from '../../shared/contract/app.ts';
import { count, significant } from '../../shared/model/format.ts';
import type { StateShape } from '../components/StateIcon.tsx';

export interface StatusItem {
  key: string;
  shape: StateShape;
  label: string;
  /** The stronger part; empty when there is nothing to say but the state. */
  value: string;
  title: string;
}

/** Receivers that belong together in one word. */
const FAMILIES: [label: string, unit: string, names: ReceiverName[]][] = [
  ['otlp', 'items/s', ['otlp-http', 'otlp-grpc']],
  ['jaeger', 'spans/s', ['jaeger-http', 'jaeger-grpc', 'jaeger-udp-compact', 'jaeger-udp-binary']],
  ['zipkin', 'spans/s', ['zipkin']],
  ['statsd', 'samples/s', ['statsd']],
  ['remote write', 'samples/s', ['remote-write']],
  ['loki', 'lines/s', ['loki']],
  ['elasticsearch', 'lines/s', ['elasticsearch']],
  ['syslog', 'lines/s', ['syslog']],
];

/** Told only once something came, or they cannot listen: with all of them the line would be too long for a window. */
const QUIET = ['loki', 'elasticsearch', 'syslog'];

/** What the status line says on its left: each source with its state and rate. */
export function statusItems(status: EngineStatus): StatusItem[] {
  return [
    ...status.sources.map(sourceItem),
    ...FAMILIES.flatMap((family) => receiverItem(status, ...family)),
    ...logItem(status),
    ...scrapeItem(status),
    ...alertItem(status),
  ];
}

function sourceItem({
  name,
  state,
  running,
  cause,
  detail,
  endpoint,
}: EngineStatus['sources'][number]): StatusItem {
  const connected = state === 'connected';
  return {
    key: name,
    shape: connected ? 'ok' : state === 'connecting' ? 'pending' : 'warn',
    label: name,
    value: connected ? `${running} running` : state,
    title: [detail, endpoint, cause].filter(Boolean).join(', '),
  };
}

function receiverItem(
  status: EngineStatus,
  label: string,
  unit: string,
  names: ReceiverName[],
): StatusItem[] {
  const own = status.receivers.filter(({ name }) => names.includes(name));
  const failed = own.filter(({ state }) => state === 'failed');
  const listening = own.filter(({ state }) => state === 'listening');
  if (failed.length === 0 && listening.length === 0) return [];
  const received = status.received.filter(({ receiver }) => (names as string[]).includes(receiver));
  if (QUIET.includes(label) && failed.length === 0 && received.length === 0) return [];
  const rate = received.reduce((sum, entry) => sum + entry.rate, 0);
  const onlySpans = received.every(({ signal, rate: part }) => signal === 'traces' || part === 0);
  const value =
    failed.length > 0
      ? 'not listening'
      : rate > 0
        ? `${significant(rate)} ${onlySpans && label === 'otlp' ? 'spans/s' : unit}`
        : 'idle';
  const ports = listening.map(({ name, port }) => `${name} ${port}`).join(', ');
  const reasons = failed.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  return [
    {
      key: names[0] ?? label,
      shape: failed.length > 0 ? 'warn' : rate > 0 ? 'ok' : 'idle',
      label,
      value,
      title: [ports, reasons].filter(Boolean).join('; '),
    },
  ];
}

function scrapeItem({ scrape: { up, down, total, refused } }: EngineStatus): StatusItem[] {
  if (total === 0 && refused === 0) return [];
  const broken = refused === 1 ? 'a configuration is refused' : `${refused} configurations are refused`;
  return [
    {
      key: 'scrape',
      shape: down > 0 || refused > 0 ? 'warn' : up > 0 ? 'ok' : 'pending',
      label: 'scrape',
      value: total === 0 ? 'refused' : `${up} of ${total} up`,
      title: [down > 0 ? `${down} down` : '', refused > 0 ? broken : ''].filter(Boolean).join('; '),
    },
  ];
}

function alertItem({ alerts }: EngineStatus): StatusItem[] {
  const { firing, pending, suppressed, failedRules, alertingRules, recordingRules } = alerts;
  const rules = alertingRules + recordingRules;
  if (rules === 0 && firing === 0 && pending === 0) return [];
  const failed =
    failedRules === 0 ? '' : `${count(failedRules)} ${failedRules === 1 ? 'rule fails' : 'rules fail'}`;
  const said = [firing > 0 ? `${count(firing)} firing` : '', failed].filter(Boolean).join(', ');
  return [
    {
      key: 'alerts',
      shape: firing > 0 ? 'firing' : failedRules > 0 ? 'warn' : pending > 0 ? 'pending' : 'ok',
      label: 'alerts',
      value: said === '' ? 'none firing' : said,
      title: `${count(rules)} rules; ${count(pending)} pending, ${count(suppressed)} kept quiet`,
    },
  ];
}

function logItem(status: EngineStatus): StatusItem[] {
  const docker = status.received.filter(({ receiver, signal }) => receiver === 'docker' && signal === 'logs');
  if (docker.length === 0) return [];
  const rate = docker.reduce((sum, entry) => sum + entry.rate, 0);
  const lines = docker.reduce((sum, entry) => sum + entry.items, 0);
  return [
    {
      key: 'logs',
      shape: rate > 0 ? 'ok' : 'idle',
      label: 'logs',
      value: rate > 0 ? `${significant(rate)} lines/s` : 'idle',
      title: `${count(lines)} lines since the start`,
    },
  ];
}

/** Items dropped in all, over receivers and causes; duplicates are not a loss. */
export function droppedTotal(status: EngineStatus): number {
  return status.dropped
    .filter(({ cause }) => cause !== 'duplicate')
    .reduce((sum, { items }) => sum + items, 0);
}
