import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Prometheus' answer to a range query: values as texts, at seconds. */
export interface PrometheusSeries {
  metric: Record<string, string>;
  values: [seconds: number, value: string][];
}

/** Why Debian's Prometheus cannot be run here, null where it can. */
export function whyNoPrometheus(): string | null {
  try {
    for (const program of ['prometheus', 'promtool'])
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return "needs Debian's package prometheus";
  }
}

/** Makes blocks of an OpenMetrics file with times. */
export function createBlocks(openMetricsFile: string, dataDir: string): void {
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', openMetricsFile, dataDir], {
    stdio: 'ignore',
    maxBuffer: 2 ** 26,
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A server of Prometheus' own over a data directory of blocks. */
export class PrometheusServer {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  static async start(dataDir: string): Promise<PrometheusServer> {
    const config = join(dataDir, 'prometheus.yml');
    writeFileSync(config, 'global: {}\n');
    const port = await freePort();
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${dataDir}`,
      '--storage.tsdb.retention.time=50y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const child = spawn('prometheus', args, { stdio: 'ignore' });
    const server = new PrometheusServer(child, `http://127.0.0.1:${port}`);
    for (let tries = 0; !(await server.#isReady()); tries++) {
      if (child.exitCode !== null || tries > 600) throw new Error('prometheus did not start');
      await sleep(100);
    }
    return server;
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.#url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async queryRange(
    query: string,
    range: { startMs: number; endMs: number; stepMs: number },
  ): Promise<PrometheusSeries[]> {
    const params = new URLSearchParams({
      query,
      start: String(range.startMs / 1000),
      end: String(range.endMs / 1000),
      step: String(range.stepMs / 1000),
    });
    const response = await fetch(`${this.#url}/api/v1/query_range`, { method: 'POST', body: params });
    const answer = (await response.json()) as { error?: string; data?: { result: PrometheusSeries[] } };
    if (!answer.data) throw new Error(answer.error ?? `status ${response.status}`);
    return answer.data.result;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}
