import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { cast, imageId } from './cast.ts';
import type { Container, Containers, Intervention } from './containers.ts';
import {
  diskUsageAnswer,
  imageHistory,
  imageList,
  infoAnswer,
  inspectAnswer,
  listEntry,
  networkList,
  processList,
  versionAnswer,
  volumeList,
} from './descriptions.ts';
import { sendEvents } from './event-stream.ts';
import { type DaemonEvent, labelsOf } from './events.ts';
import type { LineBook } from './line-book.ts';
import { isTrue, sendLogs } from './log-stream.ts';
import type { DemoLine } from './recorder.ts';
import type { LastReading, StatsMeter } from './stats.ts';
import { sendStats } from './stats-stream.ts';
import type { Ticker } from './ticker.ts';

/** Everything that the stand-in daemon knows. */
export interface World {
  readonly containers: Containers;
  readonly book: LineBook;
  readonly ticker: Ticker;
  /** Readings are one sequence a container, whoever asks for them. */
  readonly meters: Map<string, StatsMeter>;
  /** Of the demo's run before, by container name. */
  readonly lastReadings: ReadonlyMap<string, LastReading>;
  /** Events of what people did, in order. */
  readonly deeds: DaemonEvent[];
  /** Nothing before this is told. */
  readonly historyFromMs: number;
  readonly statsFromMs: number;
  /** The first moment whose lines this container still has. */
  oldestMs(container: Container): number;
  /** Whether the container that prints the line was up. */
  isSaid(line: DemoLine): boolean;
}

interface Request {
  world: World;
  path: string[];
  query: URLSearchParams;
  answer: ServerResponse;
}

const DEEDS_KEPT = 1_000;

function json(answer: ServerResponse, body: unknown, status = 200): void {
  answer.writeHead(status, { 'Content-Type': 'application/json', 'Api-Version': versionAnswer.ApiVersion });
  answer.end(JSON.stringify(body));
}

const refuse = (answer: ServerResponse, status: number, message: string) => json(answer, { message }, status);

function containerOf({ world, path }: Request): Container | null {
  return world.containers.find(decodeURIComponent(path[1] ?? ''), world.ticker.now());
}

function getContainer(request: Request, container: Container): void {
  const { world, query, answer, path } = request;
  switch (path[2]) {
    case 'json':
      json(answer, inspectAnswer(container));
      return;
    case 'top':
      json(answer, processList(container));
      return;
    case 'stats':
      sendStats(world, container, query.get('stream') !== 'false' && query.get('stream') !== '0', answer);
      return;
    case 'logs':
      sendLogs(world, container, query, answer);
      return;
    default:
      refuse(answer, 404, 'page not found');
  }
}

function getContainers(request: Request): void {
  const { world, path, query, answer } = request;
  const nowMs = world.ticker.now();
  if (path[1] === 'json') {
    const all = isTrue(query.get('all'));
    const listed = world.containers.at(nowMs).filter(({ state }) => all || state !== 'exited');
    json(
      answer,
      listed.map((container) => listEntry(container, nowMs)),
    );
    return;
  }
  const container = containerOf(request);
  if (container) getContainer(request, container);
  else refuse(answer, 404, `No such container: ${path[1]}`);
}

function getImages({ world, path, answer }: Request): void {
  const createdMs = world.historyFromMs;
  if (path[1] === 'json') {
    json(answer, imageList(createdMs));
    return;
  }
  const name = decodeURIComponent(path.slice(1, -1).join('/'));
  const image = cast.find((role) => role.image === name || imageId(role.image) === name)?.image ?? name;
  if (path.at(-1) === 'history') json(answer, imageHistory(image, createdMs));
  else json(answer, { Id: imageId(image), RepoTags: [image] });
}

const answers: Record<string, (request: Request) => void> = {
  _ping: ({ answer }) => answer.writeHead(200, { 'Api-Version': versionAnswer.ApiVersion }).end('OK'),
  version: ({ answer }) => json(answer, versionAnswer),
  info: ({ world, answer }) => {
    const nowMs = world.ticker.now();
    json(answer, infoAnswer(world.containers.at(nowMs), nowMs));
  },
  containers: getContainers,
  images: getImages,
  volumes: ({ answer }) => json(answer, volumeList()),
  networks: ({ answer }) => json(answer, networkList()),
  system: ({ world, answer }) => json(answer, diskUsageAnswer(world.historyFromMs)),
  events: ({ world, query, answer }) => sendEvents(world, query, answer),
};

interface Deed {
  events: [action: string, attributes?: Record<string, string>][];
  becomes: Intervention['state'];
  exitCode?: number;
}

const ends = (exitCode: number, signal: string): Deed['events'] => [
  ['kill', { signal }],
  ['die', { exitCode: String(exitCode) }],
];

/** What people may do to a container, what the daemon tells of it, and what becomes of the container. */
const deeds: Record<string, Deed> = {
  start: { events: [['start']], becomes: 'running' },
  stop: { events: [...ends(0, '15'), ['stop']], becomes: 'exited' },
  restart: { events: [...ends(0, '15'), ['stop'], ['start'], ['restart']], becomes: 'running' },
  kill: { events: ends(137, '9'), becomes: 'exited', exitCode: 137 },
  pause: { events: [['pause']], becomes: 'paused' },
  unpause: { events: [['unpause']], becomes: 'running' },
  remove: { events: [['destroy']], becomes: 'removed' },
};

function act(request: Request, name: string): void {
  const { world, answer } = request;
  const container = containerOf(request);
  const deed = deeds[name];
  if (!container) {
    refuse(answer, 404, 'No such container');
    return;
  }
  if (!deed) {
    refuse(answer, 501, 'The demo is simulated: it has no shells and pulls no images.');
    return;
  }
  if (deed.becomes === container.state && name !== 'restart') {
    answer.writeHead(304).end();
    return;
  }
  const sinceMs = world.ticker.now();
  world.containers.intervene(container.id, { state: deed.becomes, sinceMs, exitCode: deed.exitCode ?? 0 });
  for (const [index, [action, more]] of deed.events.entries()) {
    const attributes = { ...labelsOf(container), image: container.image, name: container.role.name, ...more };
    world.deeds.push({ ms: sinceMs + index * 0.2, type: 'container', action, id: container.id, attributes });
  }
  world.deeds.splice(0, Math.max(0, world.deeds.length - DEEDS_KEPT));
  answer.writeHead(204).end();
}

function serve(world: World, message: IncomingMessage, answer: ServerResponse): void {
  message.resume();
  const { pathname, searchParams: query } = new URL(message.url ?? '/', 'http://demo');
  const path = pathname.split('/').filter((part) => part !== '' && !/^v1\.\d+$/.test(part));
  const request = { world, path, query, answer };
  const [group = '', , verb = ''] = path;
  if (message.method === 'GET' || message.method === 'HEAD') {
    const handler = Object.hasOwn(answers, group) ? answers[group] : undefined;
    if (handler) handler(request);
    else refuse(answer, 404, 'page not found');
  } else if (group === 'containers' && message.method === 'DELETE') act(request, 'remove');
  else if (group === 'containers') act(request, Object.hasOwn(deeds, verb) ? verb : '');
  else refuse(answer, 501, 'The demo is simulated: it has no images, volumes or networks to change.');
}

/** A stand-in for the Docker daemon's API, as far as Trivet uses it. */
export function createDockerApi(world: World): Server {
  const server = createServer((message, answer) => serve(world, message, answer));
  // A daemon keeps an idle connection for as long as its client wants it.
  server.keepAliveTimeout = 0;
  return server;
}
