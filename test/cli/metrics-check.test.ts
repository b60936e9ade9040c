import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { nameProblems } from '../../electron/cli/commands/metric-lint.ts';
import type { MetricFamily } from '../../shared/contract/promql.ts';
import type { MetricType } from '../../shared/model/series.ts';
import { eventually } from '../docker.ts';
import { tempDir } from '../temp-dir.ts';
import { ANY_PORTS, serve, trivetHere, trivetJson } from './run-trivet.ts';

const NO_DOCKER = { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } };
/** More than any other metric has: what has most is listed. */
const ROUTES = 500;
const METRICS = `# HELP shop_orders Orders.
# TYPE shop_orders counter
${Array.from({ length: ROUTES }, (_, i) => `shop_orders{route="/${i}"} 1`).join('\n')}
# HELP shop_latency_ms How long.
# TYPE shop_latency_ms gauge
shop_latency_ms 3
`;

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4').end(METRICS);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** An engine whose trivet.yaml names a prometheus.yml beside it. */
async function engine(config: (address: string) => string): Promise<string[]> {
  const dir = tempDir();
  writeFileSync(join(dir, 'trivet.yaml'), 'scrape: { files: [prometheus.yml] }\n');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(dir, 'prometheus.yml'), config(address));
  const running = await serve(dir, ANY_PORTS, NO_DOCKER);
  onTestFinished(() => void running.stop());
  return ['--data', dir];
}

test('targets and metrics check tell what is scraped, how many series, and what is wrong', {
  timeout: 60_000,
}, async () => {
  const data = await engine(
    (address) => `rule_files: [none.yml]
scrape_configs:
  - job_name: shop
    scrape_interval: 1s
    static_configs: [{ targets: ['${address}'] }]
`,
  );
  const scraped = await eventually('a scrape', async () => {
    const [target] = await trivetJson(['targets', ...data]);
    return target?.health === 'up' ? target : null;
  });
  expect(scraped).toMatchObject({
    job: 'shop',
    samples: ROUTES + 1,
    lastError: null,
    labels: { job: 'shop' },
  });
  const text = await eventually('the families', async () => {
    const { code, stdout } = await trivetHere(['metrics', 'check', ...data]);
    expect(code).toBe(0);
    return stdout.includes('shop_orders:') ? stdout : null;
  });
  expect(text).toMatch(/shop_orders +500/);
  expect(text).toMatch(/route +500/);
  expect(text).toContain('shop_orders: a counter should end in _total');
  expect(text).toContain('shop_latency_ms: use the base unit seconds');
  expect(text).toContain('prometheus.yml:1: rule_files: none.yml does not exist');
  const [json] = await trivetJson(['metrics', 'check', ...data]);
  expect(json).toMatchObject({ running: true, targets: [{ health: 'up' }], configs: [{ jobs: 1 }] });
});

test('a target that is down makes the check fail', { timeout: 60_000 }, async () => {
  const data = await engine(
    () =>
      `scrape_configs: [{ job_name: shop, scrape_interval: 1s, static_configs: [{ targets: ['127.0.0.1:1'] }] }]`,
  );
  const ran = await eventually('the failed scrape', async () => {
    const result = await trivetHere(['metrics', 'check', ...data]);
    return result.code === 1 ? result : null;
  });
  expect(ran.stdout).toContain('connection refused by 127.0.0.1:1');
});

const family = (name: string, type: MetricType, help = 'Help.'): MetricFamily => ({
  name,
  type,
  help,
  unit: '',
  series: 1,
  lastMs: null,
});

test.each<[string, MetricType, string[]]>([
  ['http_requests_total', 'counter', []],
  ['http_requests', 'counter', ['a counter should end in _total']],
  ['http_requests_total', 'gauge', ['a gauge should not end in _total']],
  ['queue_count', 'gauge', ['a gauge should not end as a part of a histogram does']],
  ['latency_milliseconds', 'gauge', ['use the base unit seconds']],
  ['cpuLoad', 'gauge', ['use snake_case, not camelCase']],
  ['job:rate', 'gauge', ['colons are for recording rules']],
  ['up', 'unknown', []],
])('%s as a %s: %j', (name, type, problems) => {
  expect(nameProblems([family(name, type)]).map(({ problem }) => problem)).toEqual(problems);
});

test('a metric that says nothing about itself is told', () => {
  expect(nameProblems([family('a', 'unknown', '')]).map(({ problem }) => problem)).toEqual([
    'it says no type',
    'it says no help',
  ]);
});
