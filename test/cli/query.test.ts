import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sparkline } from '../../electron/cli/sparkline.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { listenLocally } from '../../electron/hosts/local-socket.ts';
import { receiverNames } from '../../shared/contract/app.ts';
import { seriesLabels } from '../../shared/model/series.ts';
import { storeSamples } from '../compare/programs.ts';
import { trivetHere, trivetJson } from './run-trivet.ts';

const dir = mkdtempSync(join(tmpdir(), 'trivet-query-'));
/** Ten minutes, a sample every 15 s. */
const startMs = Date.UTC(2026, 0, 5);
const AT = '2026-01-05T00:10:00Z';

let stop = async (): Promise<void> => undefined;

beforeAll(async () => {
  const timesMs = Array.from({ length: 41 }, (_, step) => startMs + step * 15_000);
  const series = (route: string, pace: number) => ({
    labels: seriesLabels('requests_total', [['route', route]]),
    timesMs,
    values: timesMs.map((_, step) => step * pace),
  });
  const family = { name: 'requests_total', type: 'counter', help: '' } as const;
  await storeSamples(dir, [{ ...family, series: [series('/', 15), series('/"pay"', 1500)] }]);
  // One engine for all commands, which would each open the store.
  const engine = await createEngine({
    dataDir: dir,
    version: '0.0.0',
    logger: pino({ level: 'silent' }),
    docker: 'off',
    listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
  });
  const commands = await listenLocally({ dataDir: dir, url: '', connect: (to) => engine.connect(to) });
  stop = async () => {
    commands.dispose();
    await engine.stop();
  };
});
afterAll(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

const query = (...args: string[]) => trivetHere(['query', '--data', dir, ...args]);

describe('at one time', () => {
  test('prints a line a series, numbers under each other', async () => {
    const { code, stdout } = await query('requests_total', '--time', AT);
    expect(code).toBe(0);
    expect(stdout).toBe(
      ' VALUE  SERIES\n   600  requests_total{route="/"}\n60,000  requests_total{route="/\\"pay\\""}\n',
    );
  });

  test('prints a scalar as it is', async () => {
    expect(await query('1 / 3', '--time', AT)).toMatchObject({ stdout: '0.3333333333333333\n' });
  });

  test('says when there is nothing, and prints no row', async () => {
    expect(await query('nothing_at_all')).toMatchObject({
      code: 0,
      stdout: 'VALUE  SERIES\n',
      stderr: 'no series\n',
    });
  });

  test('gives Prometheus’ form as JSON', async () => {
    expect(await trivetJson(['query', '--data', dir, 'sum(requests_total)', '--time', AT])).toEqual([
      { metric: {}, value: [startMs / 1000 + 600, '60600'] },
    ]);
  });
});

describe('over a range', () => {
  const range = ['--time', AT, '--range', '5m', '--step', '1m'];

  test('prints what each series was at least, at most, in the mean and at last', async () => {
    const { stdout, stderr } = await query('requests_total{route="/"}', ...range);
    const [titles, row] = stdout.split('\n');
    expect(titles?.split(/\s+/)).toEqual(['LAST', 'MIN', 'MEAN', 'MAX', 'TREND', 'SERIES']);
    expect(row?.trim().split(/\s+/)).toEqual([
      '600',
      '300',
      '450',
      '600',
      '▁▂▄▅▇█',
      'requests_total{route="/"}',
    ]);
    expect(stderr).toBe('6 points, one every 1m\n');
  });

  test('gives every point as JSON', async () => {
    const [series] = await trivetJson([
      'query',
      '--data',
      dir,
      'rate(requests_total{route="/"}[1m])',
      ...range,
    ]);
    const seconds = [300, 360, 420, 480, 540, 600].map((second) => startMs / 1000 + second);
    expect(series).toEqual({
      metric: { route: '/' },
      values: seconds.map((second) => [second, expect.stringMatching(/^(1|0\.99999999\d+)$/)]),
    });
  });
});

describe('what is wrong is marked', () => {
  test('in the line of the query where it stands', async () => {
    expect(await query('sum(\n\trate(foo bar))')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'trivet: 2:11: parse error: unexpected identifier "bar" in aggregation\n' +
        '  \trate(foo bar))\n  \t         ^^^\n',
    });
  });

  test('at the end, where something is missing', async () => {
    const { stderr } = await query('rate(foo[5m]');
    expect(stderr).toBe(
      'trivet: 1:13: parse error: unclosed left parenthesis\n  rate(foo[5m]\n              ^\n',
    );
  });

  test('a step without a range is wrong use', async () => {
    expect(await query('up', '--step', '1m')).toMatchObject({ code: 2 });
  });

  test('what fails when it is evaluated is told as it is', async () => {
    const { code, stderr } = await query('requests_total + on() requests_total', '--time', AT);
    expect(code).toBe(1);
    expect(stderr).toMatch(/many-to-many matching not allowed/);
  });
});

test('a trend shows gaps and what is no number', () => {
  expect(sparkline([0, 1, 2, Number.NaN, 7], 10)).toBe('▁▂▃ █');
  expect(sparkline([1, 1, Infinity], 10)).toBe('▁▁█');
  expect(sparkline([], 10)).toBe('');
  expect(
    sparkline(
      Array.from({ length: 800 }, (_, i) => i),
      8,
    ),
  ).toBe('▁▂▃▄▅▆▇█');
});
