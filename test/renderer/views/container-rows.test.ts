import { describe, expect, test } from 'vitest';
import {
  containerRows,
  matchesFilter,
  type RowsSpec,
  stateCounts,
} from '../../../renderer/views/containers/container-rows.ts';
import { possibleActions } from '../../../renderer/views/containers/possible-actions.ts';
import { members } from '../../e2e/stand-in/shop.ts';
import { container } from '../containers.ts';

const all = members.map(({ name }) => container(name));
const spec: RowsSpec = {
  grouping: 'project',
  filter: '',
  sort: { key: 'name', descending: false },
  collapsed: new Set(),
  errors: null,
};
const names = (changes: Partial<RowsSpec>) =>
  containerRows(all, { ...spec, ...changes }).map((row) =>
    row.kind === 'group' ? `[${row.label}]` : row.container.name,
  );

describe('grouping', () => {
  test('by project: what runs first, then what has none, then what has ended', () => {
    expect(names({}).filter((name) => name.startsWith('['))).toEqual([
      '[shop]',
      '[tools]',
      '[no project]',
      '[blog]',
    ]);
  });

  test('a collapsed group keeps its head only', () => {
    expect(names({ collapsed: new Set(['shop', 'tools', 'blog']) })).toEqual([
      '[shop]',
      '[tools]',
      '[no project]',
      'buildkit',
      'registry',
      '[blog]',
    ]);
  });

  test('the head says who is in which state and the totals of what is known', () => {
    const [shop] = containerRows(all, { ...spec, errors: new Map([['compose:shop/api/1', 321]]) });
    const cpu = all
      .filter(({ composeProject }) => composeProject === 'shop')
      .reduce((sum, { stats }) => sum + (stats?.cpuPercent ?? 0), 0);
    expect(shop).toMatchObject({ counts: '9 running, 1 exited', totals: { restarts: 2, errors: 321 } });
    expect(shop?.kind === 'group' && shop.totals.cpu).toBeCloseTo(cpu);
  });

  test('totals of what has ended are missing, not zero', () => {
    const blog = containerRows(all, spec).find((row) => row.kind === 'group' && row.label === 'blog');
    expect(blog).toMatchObject({ totals: { cpu: null, memory: null, pids: null, restarts: null } });
  });
});

describe('sorting', () => {
  test('numbers in names count as numbers', () => {
    const workers = [10, 9, 1].map((n) => container('worker-1', { id: `${n}`, name: `worker-${n}` }));
    const rows = containerRows(workers, { ...spec, grouping: 'flat' });
    expect(rows.map((row) => row.kind === 'container' && row.container.name)).toEqual([
      'worker-1',
      'worker-9',
      'worker-10',
    ]);
  });

  test('missing values come last, whichever way', () => {
    for (const descending of [true, false]) {
      expect(names({ grouping: 'flat', sort: { key: 'cpu', descending } }).slice(-3)).toEqual([
        'ghost',
        'migrate',
        'mysql',
      ]);
    }
    expect(names({ grouping: 'flat', sort: { key: 'memory', descending: true } })[0]).toBe('postgres');
  });
});

describe('the filter', () => {
  test.each([
    ['orders', ['migrate', 'orders']],
    ['unhealthy', ['orders']],
    ['exited blog', ['ghost', 'mysql']],
    ['compose.service=redis', ['redis']],
    ['nothing like it', []],
  ])('%s', (filter, found) => expect(names({ grouping: 'flat', filter })).toEqual(found));

  test('is no regular expression', () => expect(matchesFilter(container('api'), '(a+)+$')).toBe(false));
});

test('states are counted with running first', () => {
  expect(stateCounts([container('ghost'), container('api'), container('web', { state: 'paused' })])).toBe(
    '1 running, 1 exited, 1 paused',
  );
});

test('what can be done follows from the state', () => {
  expect(possibleActions(container('ghost'))).toEqual(['start', 'remove']);
  expect(possibleActions(container('api', { state: 'paused' }))).toContain('unpause');
  expect(possibleActions(container('api', { state: 'gone' }))).toEqual([]);
});
