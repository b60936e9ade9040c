import type { EngineStatus, ReceiverName, ReceiverStatus } from '../../../shared/contract/app.ts';
import { hostileAlerts } from './alerting.ts';
import { alertsStatus } from './alerts.ts';
import type { StandIn } from './api.ts';

const listening = (name: ReceiverName, port: number): ReceiverStatus => ({
  name,
  state: 'listening',
  port,
  addresses: ['127.0.0.1', '::1'],
  reason: null,
  lastFault: null,
});

export function status(world: StandIn): EngineStatus {
  const { team, quiet, docker } = world;
  return {
    sources: [
      docker
        ? {
            name: 'docker',
            state: 'connected',
            endpoint: 'unix:///var/run/docker.sock',
            detail: 'Docker 28.0.1',
            running: team.filter(({ state }) => state === 'running').length,
            total: team.length,
            cause: null,
            cure: null,
          }
        : {
            name: 'docker',
            state: 'unavailable',
            endpoint: 'unix:///var/run/docker.sock',
            detail: null,
            running: 0,
            total: 0,
            cause: 'nothing answers at unix:///var/run/docker.sock',
            cure: 'Start Docker, or name another endpoint in Settings.',
          },
    ],
    receivers: [listening('otlp-http', 4318)],
    received: quiet
      ? []
      : [
          { receiver: 'otlp-http', signal: 'traces', items: 705_600, rate: 784 },
          { receiver: 'docker', signal: 'logs', items: 192_604, rate: 214 },
        ],
    dropped: [],
    redacted: quiet
      ? []
      : [
          { signal: 'logs', name: 'email', items: 1_204 },
          { signal: 'traces', name: 'url-password', items: 17 },
        ],
    stores: quiet ? [] : [{ signal: 'traces', bytes: 4e8, items: 705_600, oldestMs: Date.now() - 9e5 }],
    storeBytes: quiet ? 120_000 : 842 * 2 ** 20,
    engine: { cpuPercent: 2.14, rssBytes: 96.4 * 2 ** 20 },
    scrape: { up: quiet ? 0 : 6, down: quiet ? 0 : 1, total: quiet ? 0 : 7, refused: 0 },
    alerts: (hostileAlerts(world) ?? alertsStatus(world)).counts,
    problems: [],
  };
}
