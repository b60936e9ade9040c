import { LogFacts } from '../../electron/engine/formats/log-facts.ts';
import type { LogFormat } from '../../shared/log-format/formats.ts';
import { parseLog } from '../../shared/log-format/parse-log.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { type LogFileKind, linesOf } from './log-files.ts';

const LINES = 40_000;
/** What a program of its own for nothing but this format would do. */
const COMBINED =
  /^(\S+) (\S+) (\S+) \[([^\]]+)\] "(\S+) (\S+) ([^"]+)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/;

/** Microseconds of this thread a line. */
function timePerLine(lines: readonly string[], work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  return process.threadCpuUsage(before).user / lines.length;
}

function readFacts(lines: readonly string[]): () => number {
  const ends: number[] = [];
  for (const line of lines) ends.push((ends.at(-1) ?? 0) + Buffer.byteLength(line));
  const bytes = Buffer.from(lines.join(''));
  return () => {
    const facts = new LogFacts();
    let start = 0;
    let known = 0;
    for (const end of ends) {
      facts.read(bytes, start, end);
      known += facts.severity + facts.seconds;
      start = end;
    }
    return known;
  };
}

function countFields(lines: readonly string[], format: LogFormat): number {
  let fields = 0;
  for (const line of lines) fields += parseLog(line, format).fields.length;
  return fields;
}

const plainly: Record<LogFileKind, (line: string) => unknown> = {
  json: (line) => JSON.parse(line),
  nginx: (line) => COMBINED.exec(line)?.slice(1),
};

async function rowsOf(kind: LogFileKind, format: LogFormat, mostMicros: number): Promise<BenchRow[]> {
  const lines = [...linesOf(kind, LINES)].flat();
  const facts = readFacts(lines);
  const result = await medians({
    parsed: () => timePerLine(lines, () => countFields(lines, format)),
    plain: () => timePerLine(lines, () => lines.map(plainly[kind]).length),
    facts: () => timePerLine(lines, facts),
  });
  const baseline = { what: kind === 'json' ? 'JSON.parse' : 'one regular expression', figure: result.plain };
  return [
    {
      what: `${kind}: fields of a line`,
      figure: result.parsed,
      unit: 'µs',
      baseline,
      aim: { of: 'figure', atMost: mostMicros },
    },
    {
      what: `${kind}: facts of a line's bytes`,
      figure: result.facts,
      unit: 'µs',
      baseline,
      aim: { of: 'figure', atMost: 1 },
    },
  ];
}

export const bench: Bench = {
  name: 'log-parse',
  async run() {
    return [...(await rowsOf('json', 'json', 2)), ...(await rowsOf('nginx', 'access', 1.5))];
  },
};
