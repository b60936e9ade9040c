import type { LineSource } from '../../electron/engine/formats/line-sink.ts';
import { LineJoiner, type RecordSink } from '../../electron/engine/logs/door/line-joiner.ts';
import type { Pipeline } from '../../electron/engine/logs/door/pipeline/pipeline.ts';
import { parsePipelineFile } from '../../electron/engine/logs/door/pipeline/pipeline-file.ts';
import { Redactor } from '../../electron/engine/logs/door/redactor.ts';
import { redactionDetectors } from '../../shared/contract/settings.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';
import { type LogFileKind, linesOf } from './log-files.ts';

const LINES = 100_000;
const STDOUT: LineSource = 1;
const { copy } = Buffer.prototype;

/** A line's time is a microsecond after that of the one before. */
function feed(lines: readonly Buffer[], take: RecordSink): void {
  for (const [i, line] of lines.entries())
    take.record(i >> 20, (i & 0xfffff) * 1000, STDOUT, 0, line, 0, line.length, 1);
}

/** The least that any door does: the line's bytes go into a buffer of the store's. */
function bareCopy(): RecordSink {
  const kept = Buffer.allocUnsafe(1 << 20);
  let at = 0;
  return {
    record(_seconds, _nanos, _source, _flags, bytes, start, end) {
      if (at + end - start > kept.length) at = 0;
      copy.call(bytes, kept, at, start, end);
      at += end - start;
    },
  };
}

function joined(next: RecordSink): RecordSink {
  const joiner = new LineJoiner(next);
  return {
    record: (seconds, nanos, source, flags, bytes, start, end) =>
      joiner.line(seconds, nanos, source, flags, bytes, start, end),
  };
}

function redacted(next: RecordSink, rules: { name: string; pattern: string }[] = []): RecordSink {
  const redactor = new Redactor({ detectors: redactionDetectors, rules });
  return {
    record(seconds, nanos, source, flags, bytes, start, end, lines) {
      if (redactor.redact(bytes, start, end))
        next.record(seconds, nanos, source, flags, redactor.bytes, 0, redactor.length, lines);
      else next.record(seconds, nanos, source, flags, bytes, start, end, lines);
    },
  };
}

const STAGES = `pipeline_stages:
  - json: {expressions: {level: level, status: res.statusCode}}
  - labels: {status: ''}
`;

function piped(next: RecordSink): RecordSink {
  const parsed = parsePipelineFile(STAGES);
  if (!parsed.ok) throw parsed.error;
  const pipeline = parsed.value.pipelines[0] as Pipeline;
  const stream = new Map<string, string>();
  return {
    record(seconds, nanos, source, flags, bytes, start, end, lines) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);
      const { body } = pipeline.run(text, stream, null, 0);
      const out = body === text ? bytes : Buffer.from(body);
      next.record(seconds, nanos, source, flags, out, 0, out.length, lines);
    },
  };
}

async function rowsOf(kind: LogFileKind): Promise<BenchRow[]> {
  const lines = [...linesOf(kind, LINES)].flat().map((line) => Buffer.from(line));
  const run = (make: () => RecordSink) => () => perSecond(LINES, async () => feed(lines, make()));
  const figures = await medians({
    copy: run(bareCopy),
    joined: run(() => joined(bareCopy())),
    redacted: run(() => redacted(bareCopy())),
    both: run(() => joined(redacted(bareCopy()))),
    rule: run(() => redacted(bareCopy(), [{ name: 'customer', pattern: 'cust-[0-9]{6}' }])),
    piped: run(() => piped(bareCopy())),
  });
  const row = (what: string, figure: number, atLeast: number): BenchRow => ({
    what: `${what}, ${kind} lines`,
    figure,
    unit: 'lines/s',
    baseline: { what: 'a bare copy', figure: figures.copy },
    aim: { of: 'figure', atLeast },
  });
  return [
    row('joined', figures.joined, 2_500_000),
    row('redacted, nothing found', figures.redacted, 1_500_000),
    row('joined and redacted', figures.both, 1_000_000),
    row('redacted with a rule of one’s own that holds a literal', figures.rule, 1_000_000),
    row('through a pipeline of json and labels', figures.piped, 200_000),
  ];
}

/** What the door costs a line before it is looked at: joining, redaction, stages. One thread, no store. */
export const bench: Bench = {
  name: 'log-door',
  run: async () => [...(await rowsOf('json')), ...(await rowsOf('nginx'))],
};
