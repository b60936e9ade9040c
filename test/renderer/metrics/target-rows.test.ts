import { describe, expect, test } from 'vitest';
import { targetRows, tellingLabels } from '../../../renderer/views/metrics/targets/target-rows.ts';
import type { ScrapeTarget } from '../../../shared/contract/scrape.ts';

const target = (given: Partial<ScrapeTarget>): ScrapeTarget => ({
  job: 'api',
  origin: '/shop/prometheus.yml',
  url: 'http://api:3000/metrics',
  labels: [
    ['env', 'dev'],
    ['instance', 'api:3000'],
    ['job', 'api'],
  ],
  discovered: [],
  health: 'up',
  lastError: null,
  note: null,
  lastScrapeMs: 1,
  durationMs: 1,
  samples: 1,
  bodyBytes: 1,
  entity: null,
  intervalMs: 1_000,
  timeoutMs: 1_000,
  ...given,
});

const pool = (job: string, origin = '/shop/prometheus.yml', problems: string[] = []) => ({
  job,
  origin,
  problems,
});
const all = { filter: '', shown: 'all' as const };

describe('rows of targets', () => {
  test('stand below their job, what is down first', () => {
    const down = target({ url: 'http://z/metrics', health: 'down', lastError: 'refused' });
    const rows = targetRows([pool('api')], [target({}), down], all);
    expect(rows).toMatchObject([
      { kind: 'group', job: 'api', up: 1, down: 1, total: 2 },
      { kind: 'target', target: { url: 'http://z/metrics' } },
      { kind: 'target', target: { url: 'http://api:3000/metrics' } },
    ]);
  });

  test('a job without targets says so, containers only when there is something to say', () => {
    const rows = targetRows([pool('empty'), pool('containers', 'containers')], [], all);
    expect(rows).toMatchObject([{ kind: 'group', job: 'empty', total: 0 }]);
    expect(targetRows([pool('containers', 'containers', ['no port'])], [], all)).toHaveLength(1);
  });

  test('every word of a filter stands somewhere in the target; jobs without any go', () => {
    const pools = [pool('api'), pool('db')];
    const targets = [
      target({}),
      target({ job: 'db', url: 'http://db:9187/metrics', labels: [['job', 'db']] }),
    ];
    const found = (filter: string) =>
      targetRows(pools, targets, { filter, shown: 'all' }).flatMap((row) =>
        row.kind === 'target' ? [row.target.job] : [],
      );
    expect(found('ENV=dev api')).toEqual(['api']);
    expect(found('9187')).toEqual(['db']);
    expect(targetRows(pools, targets, { filter: 'nothing', shown: 'all' })).toEqual([]);
  });

  test('only those that are down, with their jobs’ own totals', () => {
    const rows = targetRows([pool('api')], [target({}), target({ url: 'http://z', health: 'down' })], {
      filter: '',
      shown: 'down',
    });
    expect(rows).toMatchObject([{ up: 1, total: 2 }, { target: { url: 'http://z' } }]);
  });

  test('of two files with a job of the same name each has its own targets', () => {
    const rows = targetRows([pool('api', 'a'), pool('api', 'b')], [target({ origin: 'b' })], all);
    expect(rows.map(({ kind }) => kind)).toEqual(['group', 'group', 'target']);
  });
});

test('labels that the address and the job say already are left out', () => {
  expect(tellingLabels(target({}))).toEqual([['env', 'dev']]);
});
