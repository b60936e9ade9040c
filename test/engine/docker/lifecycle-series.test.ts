import { expect, onTestFinished, test } from 'vitest';
import { LifecycleSeries } from '../../../electron/engine/docker/lifecycle-series.ts';
import type { MetricSink, SeriesHandle } from '../../../electron/engine/metrics/metric-sink.ts';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import type { UnixNano } from '../../../shared/model/time.ts';
import { FakeSource, summaryOf } from './fake-source.ts';

const WRITE_MS = 15_000;

/** What is written, as `metric{name,exit_code} value@seconds`. */
function begin() {
  let nowMs = 1_000_000;
  const written: string[] = [];
  const told = ({ labels }: SeriesHandle, timeMs: number, value: string) => {
    const of = new Map(labels);
    const shown = [of.get('name'), of.get('exit_code')].filter(Boolean).join(',');
    written.push(`${of.get('__name__')}{${shown}} ${value}@${(timeMs - 1_000_000) / 1000}`);
  };
  const sink = {
    describe: () => undefined,
    series: (receiver, labels, entity = null) => ({ receiver, labels, entity }),
    add: (series, timeMs, value) => told(series, timeMs, String(value)),
    addStale: (series, timeMs) => told(series, timeMs, 'stale'),
  } as Partial<MetricSink> as MetricSink;
  const source = new FakeSource();
  const series = new LifecycleSeries({ source, sink, clock: { now: () => nowMs } });
  onTestFinished(() => series.dispose());
  return {
    source,
    event(action: string, id = 'api', attributes: ContainerEvent['attributes'] = []) {
      const common = { type: 'container', timeUnixNano: 0n as UnixNano, name: id, entity: `name:${id}` };
      source.onEvent.fire({ ...common, action, id, attributes });
    },
    tick() {
      nowMs += WRITE_MS;
      series.write();
      return written.splice(0);
    },
  };
}

test('an end is counted by its exit code, from zero on', () => {
  const { source, event, tick } = begin();
  source.run(summaryOf('api'));
  expect(tick()).toEqual([]);
  event('die', 'api', [['exitCode', '137']]);
  expect(tick()).toEqual(['container_exits_total{api,137} 0@15', 'container_exits_total{api,137} 1@30']);
  event('die', 'api', [['exitCode', '137']]);
  expect(tick()).toEqual(['container_exits_total{api,137} 2@45']);
});

test('a start is a restart only behind an end', () => {
  const { event, tick } = begin();
  event('start');
  expect(tick()).toEqual([]);
  event('die');
  event('start');
  expect(tick()).toContain('container_restarts_total{api} 1@30');
});

test('an OOM kill is counted of a container that is gone already too', () => {
  const { event, tick } = begin();
  event('oom', 'gone');
  expect(tick()).toContain('container_oom_events_total{gone} 1@15');
});

test('health is 1 or 0 while it runs with a check, and ends with it', () => {
  const { source, tick } = begin();
  source.run(
    summaryOf('api', { health: 'healthy' }),
    summaryOf('web'),
    summaryOf('db', { health: 'unhealthy' }),
  );
  expect(tick()).toEqual(['container_health_state{api} 1@15', 'container_health_state{db} 0@15']);
  source.run(summaryOf('api', { health: 'starting' }), summaryOf('db', { state: 'exited' }));
  expect(tick()).toEqual(['container_health_state{db} stale@30', 'container_health_state{api} 0@30']);
});
