import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { readVolume } from '../../electron/engine/logs/read-volume.ts';
import { lineEnds } from '../../electron/engine/storage/logs/extras.ts';
import { PatternScanner } from '../../electron/engine/storage/logs/search/regex/pattern-scanner.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { patternTest } from '../../shared/log-query/value-test.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';
import { isSlowFailure, type LogFile, logFile, RARE_ID } from './log-files.ts';
import { storeFile } from './log-store.ts';

const run = promisify(execFile);
const LINES = 1_000_000;
const ROUNDS = 3;
const all = { start: 0n, end: 2n ** 62n };
/** In 3 of 100 lines of the JSON file. */
const FREQUENT = 'PaymentError';
/** Bytes of the file that one thread goes through. */
const SCANNED = 20_000_000;
const LNAV = '/usr/bin/lnav';
const RG = '/usr/bin/rg';

interface Stored {
  store: Store;
  json: LogFile;
  nginx: LogFile;
}

/** What the generator's own rule finds, by reading the file: nothing that is measured is right by itself. */
function slowFailures({ path }: LogFile): number {
  let found = 0;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, status] = /"status":(\d+)/.exec(line) ?? [];
    const [, duration] = /"duration_ms":([\d.]+)/.exec(line) ?? [];
    if (status && duration && isSlowFailure(Number(status), Number(duration))) found++;
  }
  return found;
}

function check(found: number, expected: number, what: string): void {
  if (found !== expected) throw new Error(`${what}: found ${found} lines instead of ${expected}`);
}

const ms = async (work: () => Promise<unknown>): Promise<number> => 1000 / (await perSecond(1, work));

/** The count of a whole result in one container's log, as the histogram above a list asks for it. */
async function count({ store }: Stored, name: string, query: string): Promise<number> {
  const { total } = await readVolume(store, { ...all, entities: [`name:${name}`], query, buckets: 100 });
  return total;
}

const firstPage = async ({ store }: Stored, name: string, query: string): Promise<number> => {
  const asked = { ...all, entities: [`name:${name}`], query, direction: 'backward' as const, limit: 100 };
  return (await store.read('logs.query', asked)).records.length;
};

/** grep and ripgrep end with 1 where nothing is found; here something always is. */
const counted = async (command: string, ...args: string[]) => Number((await run(command, args)).stdout);

/** Loads the file and keeps the lines that hold the text, which lnav prints when it has nothing to draw on. */
async function lnavCount(text: string, { path }: LogFile): Promise<number> {
  const { stdout } = await run(LNAV, ['-n', '-c', `:filter-in ${text}`, path], { maxBuffer: 1 << 28 });
  return stdout.split('\n').length - 1;
}

async function pageRows(stored: Stored): Promise<BenchRow[]> {
  const { json, nginx } = stored;
  const found = await medians(
    {
      json: () => ms(async () => check(await firstPage(stored, 'web', RARE_ID), 3, 'first page')),
      grep: () => ms(async () => check(await counted('grep', '-c', '-F', RARE_ID, json.path), 3, 'grep')),
      nginx: () => ms(async () => check(await firstPage(stored, 'nginx', RARE_ID), 3, 'first page of nginx')),
      grepNginx: () =>
        ms(async () => check(await counted('grep', '-c', '-F', RARE_ID, nginx.path), 3, 'grep')),
      newest: () => ms(() => firstPage(stored, 'web', '')),
    },
    ROUNDS,
  );
  const page = (what: string, figure: number, grep: number | null): BenchRow => ({
    what,
    figure,
    unit: 'ms',
    baseline: grep === null ? null : { what: 'grep -c -F of the file', figure: grep },
    aim: { of: 'figure', atMost: 100 },
  });
  return [
    page('first page of a rare text, over a million JSON lines', found.json, found.grep),
    page('first page of a rare text, over a million nginx lines', found.nginx, found.grepNginx),
    page('first page of all lines', found.newest, null),
  ];
}

async function countRows(stored: Stored): Promise<BenchRow[]> {
  const { json } = stored;
  const expected = await counted('grep', '-c', '-F', FREQUENT, json.path);
  const frequent = (found: number) => check(found, expected, FREQUENT);
  const found = await medians<string>(
    {
      exact: () => ms(async () => frequent(await count(stored, 'web', FREQUENT))),
      anyCase: () => ms(async () => frequent(await count(stored, 'web', FREQUENT.toLowerCase()))),
      regex: () => ms(async () => frequent(await count(stored, 'web', '/Payment(Error|Fault)/'))),
      grep: () => ms(async () => frequent(await counted('grep', '-c', '-F', FREQUENT, json.path))),
      grepAnyCase: () =>
        ms(async () => frequent(await counted('grep', '-c', '-i', '-F', FREQUENT, json.path))),
      ...(existsSync(LNAV) ? { lnav: () => ms(async () => frequent(await lnavCount(FREQUENT, json))) } : {}),
      ...(existsSync(RG)
        ? { rg: () => ms(async () => frequent(await counted(RG, '-c', FREQUENT, json.path))) }
        : {}),
    },
    ROUNDS,
  );
  const row = (what: string, of: string, peer: string, named: string, atMost: number): BenchRow[] => {
    const [figure, baseline] = [found[of], found[peer]];
    if (figure === undefined || baseline === undefined) return [];
    return [
      { what, figure, unit: 'ms', baseline: { what: named, figure: baseline }, aim: { of: 'ratio', atMost } },
    ];
  };
  const text = 'full count of a text in 3% of a million JSON lines';
  return [
    ...row(text, 'exact', 'grep', 'grep -c -F', 8),
    ...row(text, 'exact', 'rg', 'ripgrep -c', 8),
    ...row(text, 'exact', 'lnav', 'lnav -n, loading and filtering', 0.5),
    ...row('full count of a text in any case', 'anyCase', 'grepAnyCase', 'grep -c -i -F', 8),
    ...row('full count of a pattern with a literal', 'regex', 'exact', 'the literal alone', 2),
  ];
}

async function fieldRows(stored: Stored): Promise<BenchRow[]> {
  const { store, json } = stored;
  const slow = slowFailures(json);
  const query = 'status>=500 and duration_ms>900';
  const entities = ['name:web'];
  const fields = { ...all, entities, query: '', values: 10, read: 20_000 };
  const stats = { ...all, entities, query: 'status>=500', field: 'duration_ms', buckets: 100, read: 200_000 };
  const failed = await counted('grep', '-c', '-E', '" (500|502) ', stored.nginx.path);
  const found = await medians(
    {
      filter: () => ms(async () => check(await count(stored, 'web', query), slow, query)),
      grep: () => ms(() => run('grep', ['-c', '-E', '"status":5.*"duration_ms":[0-9]{3}', json.path])),
      nginx: () =>
        ms(async () => check(await count(stored, 'nginx', 'status>=500'), failed, 'status of nginx')),
      grepNginx: () => ms(() => counted('grep', '-c', '-E', '" (500|502) ', stored.nginx.path)),
      fields: () => ms(() => store.read('logs.fields', fields)),
      stats: () => ms(() => store.read('logs.fieldStats', stats)),
    },
    ROUNDS,
  );
  const row = (what: string, figure: number, atMost: number, grep?: number): BenchRow => ({
    ...{ what, figure, unit: 'ms', aim: { of: 'figure', atMost } },
    baseline: grep === undefined ? null : { what: 'grep -c -E of nearly the same', figure: grep },
  });
  return [
    row(`full count of ${query}, a million JSON lines`, found.filter, 1000, found.grep),
    row('full count of status>=500, a million nginx lines', found.nginx, 1000, found.grepNginx),
    row('fields of a million lines, 20,000 of them read', found.fields, 1000),
    row('statistics of a field over what a filter finds in a million lines', found.stats, 1500),
  ];
}

/** Patterns in which no text is sure to stand go through every line; these are found in none. */
const patterns = [
  { pattern: '[xyz]{2}[0-9]q', grep: ['-E', '[xyz]{2}[0-9]q'], of: 'without a literal' },
  {
    pattern: '(?i)\\b(fatal|panic|oom)\\b',
    grep: ['-i', '-w', '-E', 'fatal|panic|oom'],
    of: 'of words in any case',
  },
];

async function patternRows({ json, ...stored }: Stored): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { pattern, grep, of } of patterns) {
    const search = async () => check(await count({ json, ...stored }, 'web', `/${pattern}/`), 0, pattern);
    const found = await medians(
      {
        regex: () => perSecond(LINES, search),
        grep: () => perSecond(LINES, () => run('grep', ['-c', ...grep, json.path]).catch(() => undefined)),
      },
      ROUNDS,
    );
    rows.push({
      what: `lines searched for a pattern ${of}`,
      figure: found.regex,
      unit: 'lines/s',
      baseline: { what: 'grep -c -E', figure: found.grep },
      aim: { of: 'figure', atLeast: 1_000_000 },
    });
  }
  return [...rows, ...(await automatonRows(json))];
}

/** The part of it that is the pattern's own, on one thread: over bytes as they are stored, and over texts. */
async function automatonRows({ path }: LogFile): Promise<BenchRow[]> {
  const slab = readFileSync(path).subarray(0, SCANNED);
  const whole = slab.subarray(0, slab.lastIndexOf('\n') + 1);
  const texts = whole.toString().trimEnd().split('\n');
  const ends = lineEnds(whole, texts.length);
  const rows: BenchRow[] = [];
  for (const { pattern, of } of patterns) {
    const scanner = new PatternScanner(pattern);
    const scan = () => {
      let start = 0;
      for (const end of ends) {
        if (scanner.standsIn(whole, start, end, true)) throw new Error(`${pattern} is found`);
        start = end + 1;
      }
    };
    const test = patternTest(pattern);
    const ask = () => {
      if (texts.some(test)) throw new Error(`${pattern} is found`);
    };
    const found = await medians(
      {
        bytes: () => perSecond(texts.length, async () => scan()),
        texts: () => perSecond(texts.length, async () => ask()),
      },
      ROUNDS,
    );
    rows.push({
      what: `lines through the automaton of a pattern ${of}, one thread`,
      figure: found.bytes,
      unit: 'lines/s',
      baseline: { what: 're2js over the same lines as texts', figure: found.texts },
      aim: { of: 'ratio', atLeast: 2 },
    });
  }
  return rows;
}

export const bench: Bench = {
  name: 'log-search',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await Store.open(dir, false, pino({ level: 'silent' }));
    try {
      const [json, nginx] = [await logFile('json', LINES), await logFile('nginx', LINES)];
      await storeFile(store, json, 'web');
      await storeFile(store, nginx, 'nginx');
      const stored = { store, json, nginx };
      return [
        ...(await pageRows(stored)),
        ...(await countRows(stored)),
        ...(await fieldRows(stored)),
        ...(await patternRows(stored)),
      ];
    } finally {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
