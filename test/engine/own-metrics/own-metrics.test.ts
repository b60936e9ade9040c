import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { writeExposition } from '../../../electron/engine/own-metrics/write-exposition.ts';
import { dockerTest, eventually, missing, runContainer, testUnless } from '../../docker.ts';
import { startEngine } from '../test-engine.ts';

const promtoolTest = testUnless(missing('promtool', ['--version']));

function promtoolComplaints(text: string): string {
  const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

/** Values by `name{labels}`. */
const valuesOf = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, number] => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

dockerTest("containers' families stand beside Trivet's own, and promtool has nothing to say", async () => {
  const { engine } = await startEngine({ docker: 'on' });
  await eventually(
    'docker is connected',
    async () => (await engine.status()).sources[0]?.state === 'connected',
  );
  const { id, name } = await runContainer(`mways-own-${process.pid}`, ['--label', 'a=b'], ['sleep', '600']);
  const read = async () => (await engine.metrics.exposition(false)).text;
  const text = await eventually('its CPU is known', async () => {
    const now = await read();
    return (
      now.includes(`container_cpu_usage_percent{id="${id}"`) &&
      now.includes('docker_container_starts_total{') &&
      now
    );
  });
  const values = valuesOf(text);
  const labels = `id="${id}",name="${name}",image="trivet-test-busybox:latest"`;
  for (const family of [
    `docker_container_cpu_usage_seconds_total{${labels}}`,
    `docker_container_memory_usage_bytes{${labels}}`,
    `docker_container_network_receive_bytes_total{${labels}}`,
    `docker_container_network_transmit_bytes_total{${labels}}`,
    `container_cpu_usage_percent{${labels}}`,
    `container_network_io_bytes_total{${labels},direction="receive"}`,
    `container_network_io_bytes_total{${labels},direction="transmit"}`,
  ]) {
    expect([family, values.has(family)]).toEqual([family, true]);
  }
  expect(text).toContain(`docker_container_info{${labels},image_id="sha256:`);
  expect(
    values.get('docker_container_starts_total{image="trivet-test-busybox:latest"}'),
  ).toBeGreaterThanOrEqual(1);
  expect(text).toMatch(/docker_image_info\{id="sha256:[0-9a-f]+",image="trivet-test-busybox:latest"\} 1/);
  expect(text).toMatch(/docker_image_layers\{id="sha256:[0-9a-f]+",image="trivet-test-busybox:latest"\} 1/);
  expect(values.get('docker_system_info{info="containers_running"}')).toBeGreaterThanOrEqual(1);
  expect(values.get('docker_system_info{info="memory_bytes"}')).toBeGreaterThan(2 ** 20);
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(2 ** 20);
  if (missing('promtool', ['--version']) === null) expect(promtoolComplaints(text)).toBe('');
});

promtoolTest("Trivet's own families are taken by promtool without a word", async () => {
  const { engine } = await startEngine({ docker: 'off' });
  const { text, contentType } = await engine.metrics.exposition(false);
  expect(contentType).toContain('version=0.0.4');
  expect(text).toContain('trivet_build_info{version="0.0.0"} 1');
  expect(promtoolComplaints(text)).toBe('');
});

test('OpenMetrics has its own names of counters and an end', async () => {
  const { engine } = await startEngine({ docker: 'off' });
  const { text, contentType } = await engine.metrics.exposition(true);
  expect(contentType).toContain('application/openmetrics-text; version=1.0.0');
  expect(text).toContain('# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total ');
  expect(text.endsWith('# EOF\n')).toBe(true);
});

test('the same as JSON: uptime, memory, CPU, stores and receivers', async () => {
  const { engine } = await startEngine({ docker: 'off', listen: { statsd: 0 } });
  const custom = await engine.metrics.custom();
  expect(custom).toMatchObject({ version: '0.0.0', uptime_seconds: expect.any(Number) });
  expect(custom.memory.rss_bytes).toBeGreaterThan(2 ** 20);
  expect(custom.store.bytes).toBeGreaterThan(0);
  expect(custom.receivers.find(({ name }) => name === 'statsd')).toMatchObject({
    state: 'listening',
    received: 0,
  });
});

test('whatever a name holds, a line stays a line', () => {
  const samples: [[string, string][], number][] = [[[['name', 'a"b\\c\nd']], Number.POSITIVE_INFINITY]];
  const text = writeExposition([{ name: 'x', type: 'gauge', help: 'a\nb', samples }], false);
  expect(text).toBe('# HELP x a\\nb\n# TYPE x gauge\nx{name="a\\"b\\\\c\\nd"} +Inf\n');
});
