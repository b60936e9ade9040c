import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { HostPoint } from '../../../electron/engine/host-metrics/host-point.ts';
import { parseMounts } from '../../../electron/engine/host-metrics/mounts.ts';
import { memoryPoints, statPoints } from '../../../electron/engine/host-metrics/proc-files.ts';
import { HostReader } from '../../../electron/engine/host-metrics/read-host.ts';
import { eventually, missing, testUnless } from '../../docker.ts';

const EXPORTER = 'prometheus-node-exporter';
const noExporter = process.platform === 'linux' ? missing(EXPORTER, ['--version']) : 'not Linux';
const exporterTest = testUnless(noExporter);

const keyOf = ({ name, labels }: HostPoint): string => {
  const sorted = labels.toSorted((a, b) => (a[0] < b[0] ? -1 : 1));
  return labels.length === 0
    ? name
    : `${name}{${sorted.map(([key, value]) => `${key}="${value}"`).join(',')}}`;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function exporterText(): Promise<string> {
  const port = await freePort();
  const child = spawn(EXPORTER, [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  return eventually('the exporter answers', () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      (answer) => answer.text(),
      () => null,
    ),
  );
}

/** How far a value may have moved between two readings: what goes up and down all the time is only there. */
const RESTLESS = /^node_(load|procs_|memory_|disk_io_now|time_seconds|filesystem_(free|avail|files_free))/;

exporterTest(
  'the machine is measured under the names, types, labels and values of node_exporter',
  async () => {
    const [points, text] = [await new HostReader().read(), await exporterText()];
    const theirs = new Map(
      text.split('\n').flatMap((line): [string, number][] => {
        const at = line.lastIndexOf(' ');
        return line.startsWith('node_') ? [[line.slice(0, at), Number(line.slice(at + 1))]] : [];
      }),
    );
    const types = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [
        name,
        type === 'untyped' ? 'unknown' : type,
      ]),
    );
    const names = new Set(points.map(({ name }) => name));
    for (const name of [
      'node_cpu_seconds_total',
      'node_memory_MemAvailable_bytes',
      'node_load1',
      'node_vmstat_pgmajfault',
      'node_network_receive_bytes_total',
      'node_boot_time_seconds',
      'node_filesystem_avail_bytes',
      'node_uname_info',
    ]) {
      expect([...names]).toContain(name);
    }
    for (const name of names)
      expect([name, types.get(name)]).toEqual([name, points.find((point) => point.name === name)?.type]);
    const compared = points.filter((point) => theirs.has(keyOf(point)));
    // Interfaces and file systems may be left out on either side; most must be the same series.
    expect(compared.length / points.length).toBeGreaterThan(0.7);
    for (const point of compared) {
      const other = theirs.get(keyOf(point))!;
      if (RESTLESS.test(point.name)) continue;
      // Between the two readings some seconds passed on a busy machine.
      const near =
        Math.abs(other - point.value) <= Math.max(60, Math.abs(other) * 0.2) ||
        (point.type !== 'gauge' && other >= point.value);
      expect([keyOf(point), near]).toEqual([keyOf(point), true]);
    }
    const total = points.find(({ name }) => name === 'node_memory_MemTotal_bytes');
    expect(theirs.get('node_memory_MemTotal_bytes')).toBe(total?.value);
  },
);

test('CPU time is in seconds, by CPU and mode', () => {
  const points = statPoints('cpu  1 2 3\ncpu0 150 20 300 4000 5 6 7 8 9 10\nctxt 99\nbtime 1700000000\n');
  const values = Object.fromEntries(points.map((point) => [keyOf(point), point.value]));
  expect(values).toMatchObject({
    'node_cpu_seconds_total{cpu="0",mode="user"}': 1.5,
    'node_cpu_seconds_total{cpu="0",mode="idle"}': 40,
    'node_cpu_seconds_total{cpu="0",mode="steal"}': 0.08,
    'node_cpu_guest_seconds_total{cpu="0",mode="nice"}': 0.1,
    node_context_switches_total: 99,
    node_boot_time_seconds: 1_700_000_000,
  });
});

test('memory is in bytes, counts of pages have no unit', () => {
  const points = memoryPoints('MemTotal:       16 kB\nActive(anon):   2 kB\nHugePages_Total:     3\n');
  expect(points.map(({ name, value }) => [name, value])).toEqual([
    ['node_memory_MemTotal_bytes', 16_384],
    ['node_memory_Active_anon_bytes', 2_048],
    ['node_memory_HugePages_Total', 3],
  ]);
});

test('mounts that are no disk are left out, and names are read as they are', () => {
  const text =
    '/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sdb /mnt/my\\040disk xfs ro,noatime 0 0\noverlay /x overlay rw 0 0\n';
  expect(parseMounts(text)).toEqual([
    { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4', readonly: false },
    { device: '/dev/sdb', mountpoint: '/mnt/my disk', fstype: 'xfs', readonly: true },
  ]);
});
