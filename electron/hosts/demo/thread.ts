/** The simulated shop: a thread of its own, so that it takes no time from the engine beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import { Containers } from './containers.ts';
import { createDockerApi, type World } from './docker-api.ts';
import { LineBook } from './line-book.ts';
import { HISTORY_MS, keep, type Memory, recall } from './memory.ts';
import { MetricsPage } from './metrics-page.ts';
import { ShopMetrics } from './shop-metrics.ts';
import { SpanSender } from './span-sender.ts';
import type { FromThread, ReceiverPorts, ThreadData, ToThread } from './thread-messages.ts';
import { Ticker } from './ticker.ts';

const KEEP_EVERY_MS = 10_000;

const { dataDir } = workerData as ThreadData;
const owned = new DisposableStore();
const ticker = owned.add(new Ticker(Date.now));
const page = owned.add(new MetricsPage());
const memory = recall(dataDir, ticker.now());
const world = createWorld(memory, ticker.now());
let toldUntilMs = () => memory.toldUntilMs;
let finishSending: () => Promise<void> = async () => undefined;

const tell = (message: FromThread) => parentPort?.postMessage(message);
const remember = () =>
  keep(dataDir, {
    ...memory,
    toldUntilMs: toldUntilMs(),
    statsUntilMs: ticker.now(),
    readings: [...world.meters].flatMap(([name, { last }]) => (last ? [[name, last]] : [])),
  });

function createWorld({ deployMs, bornMs, statsUntilMs, readings }: Memory, nowMs: number): World {
  const story = { deployMs };
  const containers = new Containers(story, bornMs);
  const historyFromMs = Math.max(bornMs - HISTORY_MS, nowMs - HISTORY_MS);
  return {
    containers,
    book: new LineBook(story),
    ticker,
    meters: new Map(),
    lastReadings: new Map(readings),
    deeds: [],
    historyFromMs,
    statsFromMs: Math.max(statsUntilMs, historyFromMs),
    // The container that is there at the start also tells of the one before it, whose log nobody could read.
    oldestMs: ({ createdMs }) => (createdMs > bornMs ? Math.max(createdMs, historyFromMs) : historyFromMs),
    isSaid: ({ container, ms }) => containers.isUp(container, ms),
  };
}

/** Shorter than sockaddr_un.sun_path on every system, with its terminating zero. */
const LONGEST_SOCKET_PATH = 100;

interface Place {
  path: string;
  dockerHost: string;
  /** A directory made for the socket alone. */
  folder: string | null;
}

/** A named pipe, or a socket in the data directory; where that path is too long, in a directory of its own. */
function choosePlace(): Place {
  if (process.platform === 'win32') {
    const pipe = `trivet-demo-${process.pid}`;
    return { path: `\\\\.\\pipe\\${pipe}`, dockerHost: `npipe:////./pipe/${pipe}`, folder: null };
  }
  const inside = join(resolve(dataDir), 'docker.sock');
  const fits = Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH;
  const folder = fits ? null : mkdtempSync(join(tmpdir(), 'trivet-demo-'));
  const path = folder === null ? inside : join(folder, 'docker.sock');
  return { path, dockerHost: `unix://${path}`, folder };
}

function listen(server: Server): void {
  const { path, dockerHost, folder } = choosePlace();
  // Left there by a demo that was killed; a running one holds the lock of the directory.
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const listens = new Promise<void>((resolve) => server.listen(path, resolve));
  void Promise.all([page.listen(), listens]).then(
    ([metricsPort]) => tell({ kind: 'listening', dockerHost, metricsPort }),
    (error: unknown) => tell({ kind: 'trouble', message: String(error) }),
  );
  owned.onDispose(() => {
    server.closeAllConnections();
    server.close();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
}

function sendSpans(ports: ReceiverPorts): void {
  const from = Math.max(memory.toldUntilMs, world.historyFromMs);
  const trouble = (message: string) => tell({ kind: 'trouble', message });
  const metrics = new ShopMetrics(world.containers, from);
  page.text = () => metrics.exposition(ticker.now());
  const sender = owned.add(new SpanSender(ports, world.containers, from, trouble, metrics));
  toldUntilMs = () => sender.sentUntilMs;
  finishSending = () => sender.finish();
  owned.add(ticker.on((nowMs) => sender.catchUp(nowMs)));
  sender.catchUp(ticker.now());
}

async function stop(): Promise<void> {
  await finishSending();
  remember();
  owned.dispose();
  parentPort?.close();
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'stop') {
    void stop();
    return;
  }
  if (message.ports.otlp === null) toldUntilMs = () => ticker.now();
  else sendSpans(message.ports);
  const timer = setInterval(remember, KEEP_EVERY_MS);
  owned.onDispose(() => clearInterval(timer));
});

listen(createDockerApi(world));
