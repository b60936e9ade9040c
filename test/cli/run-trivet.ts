import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { main } from '../../electron/cli/program.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const trivetFile = join(root, 'electron', 'cli', 'trivet.ts');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Before the file: flags of node itself. */
  node?: string[];
}

/** What a person's own settings would change about a test. */
const ownEnv = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^TRIVET_|^NODE_OPTIONS|^VITEST/.test(name)),
  );

function start(args: readonly string[], { env = {}, node = [] }: RunOptions): ChildProcess {
  return spawn(process.execPath, [...node, trivetFile, ...args], {
    env: { ...ownEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** One command to its end. */
export async function trivet(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The same inside this process, without the second that a new one takes to start. */
export async function trivetHere(args: readonly string[]): Promise<Ran> {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const [stdout, stderr] = [collect(streams.stdout), collect(streams.stderr)];
  const code = await main(args, streams);
  await Promise.all(Object.values(streams).map((stream) => finished(stream.end())));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The objects that a command printed, one a line. */
export async function trivetJson(args: readonly string[]) {
  const { code, stdout, stderr } = await trivetHere([...args, '--json']);
  if (code !== 0) throw new Error(`trivet ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export interface Running {
  child: ChildProcess;
  stdout: { text: string };
  stderr: { text: string };
  /** Resolves with stdout once it has this many lines; rejects when the process ends before. */
  lines(count: number): Promise<string[]>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A command that runs until it is stopped, by the end of the test at the latest. */
export function startTrivet(args: readonly string[], options: RunOptions = {}): Running {
  const child = start(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const closed = once(child, 'close') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  return {
    child,
    stdout,
    stderr,
    async lines(count) {
      const complete = () => stdout.text.split('\n').slice(0, -1);
      while (complete().length < count) {
        const ended = await Promise.race([
          once(child.stdout!, 'data').then(() => false),
          closed.then(() => true),
        ]);
        if (ended && complete().length < count) throw new Error(`it ended: ${stderr.text}`);
      }
      return complete();
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return (await closed)[0];
    },
  };
}

function collect(stream: NodeJS.ReadableStream | null): { text: string } {
  const collected = { text: '' };
  stream?.setEncoding('utf8').on('data', (text: string) => {
    collected.text += text;
  });
  return collected;
}

export interface Served extends Running {
  ready: {
    url: string;
    token: string;
    pid: number;
    dataDir: string;
    listen: Record<
      string,
      { port: number | null; addresses: string[]; state: string; reason: string | null }
    >;
  };
}

/** `trivet serve --json` on free ports. */
export async function serve(dataDir: string, args: string[] = [], options: RunOptions = {}): Promise<Served> {
  const running = startTrivet(['serve', '--data', dataDir, '--port', '0', '--json', ...args], options);
  const [line = ''] = await running.lines(1);
  return { ...running, ready: JSON.parse(line) as Served['ready'] };
}

/** No receiver takes a port that another program, or another test, may want. */
export const ANY_PORTS = [
  '--listen',
  ...[
    'otlp-grpc',
    'otlp-http',
    'jaeger-http',
    'jaeger-grpc',
    'jaeger-udp-compact',
    'jaeger-udp-binary',
    'zipkin',
    'statsd',
    'remote-write',
    'loki',
    'elasticsearch',
    'syslog',
  ].map((name) => `${name}=0`),
];
