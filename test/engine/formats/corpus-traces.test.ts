import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';
import { refusalOfFile } from './read-file.ts';
import { countsOf, readTraces, refusalOf } from './read-traces.ts';

const rows = readFileSync(join(import.meta.dirname, 'corpus-traces.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));

const folders = ['traces-jaeger', 'traces-zipkin', 'traces-otlp'];

describe.skipIf(!hasCorpus)('every trace file of the corpus', () => {
  test.each(rows)(
    '%s is %s: %s traces, %s spans, %s services, %s errors, %s events, %s links',
    (file, format, ...sums) => {
      const read = readTraces(readCorpus(file!), { kind: 'sniffed' });
      expect(read.format).toBe(format);
      expect(Object.values(countsOf(read)).map(String)).toEqual(sums);
    },
  );

  test('what is not read is refused with what it is, its records counted', async () => {
    const named = new Set(rows.map(([file]) => file));
    const others = folders
      .flatMap((folder) => readdirSync(corpusFile(folder)).map((name) => `${folder}/${name}`))
      .filter((file) => !named.has(file));
    expect(others).toHaveLength(42);
    for (const file of others) {
      const { found } = await refusalOfFile(readCorpus(file));
      expect(`${file} ${found}`).toMatch(expectedRefusal(file));
    }
  });

  test('the span whose duration is a text is refused by its path', () => {
    expect(refusalOf(readCorpus('traces-jaeger/invalid-jaeger-anonymizer-trace_invalid_json.json'))).toEqual({
      where: '[0].duration',
      expected: 'microseconds as a number',
      found: 'the string "invalid"',
    });
  });

  test('spans without ids are refused, and left out when the rest is asked for', () => {
    const bytes = readCorpus('traces-otlp/spec-file-exporter-traces.jsonl');
    expect(refusalOf(bytes)).toMatchObject({
      where: 'resourceSpans[0].scopeSpans[0].spans[0].traceId',
      found: 'an empty string',
    });
    const { spans, warnings } = readTraces(bytes, { partial: true });
    expect(spans).toEqual([]);
    expect(warnings).toHaveLength(8);
    expect(warnings.at(-1)?.where).toBe('line 4: resourceSpans[0].scopeSpans[0].spans[1].traceId');
  });

  test('the ids of docker-cpp are padded, its event is read from its text, its status is an error', () => {
    const [first, second] = readTraces(readCorpus('reference/docker-cpp-spans.json')).spans.map(
      ({ span }) => span,
    );
    expect(first).toMatchObject({
      traceId: `${'0'.repeat(30)}1a`,
      spanId: `${'0'.repeat(14)}2b`,
      kind: 2,
      startTimeUnixNano: 1735725600000000000n,
      durationNano: 500000000n,
      statusCode: 1,
      events: [{ name: 'pulled', timeUnixNano: 1735725600100000000n, attributes: [['layers', '7']] }],
    });
    expect(second).toMatchObject({
      parentSpanId: first?.spanId,
      statusCode: 2,
      statusMessage: 'overlay busy',
    });
  });
});

const manifest = hasCorpus ? readCorpus('MANIFEST.md').toString().split('\n') : [];

/** What the refusal of a file that holds no readable traces has to say: how many records the manifest counts in it. */
function expectedRefusal(file: string): RegExp {
  if (file.includes('fluent-bit')) return /an object with/;
  if (file.includes('invalid-jaeger')) return /the string "invalid"/;
  if (file.includes('invalid-truncated')) return /the end of the file/;
  if (file.includes('spec-file-exporter-traces')) return /an empty string/;
  const name = file.split('/').at(-1);
  const line = manifest.find((row) => row.startsWith(`| ${name} |`)) ?? '';
  const [, count, what] = /(\d+) (log records|data points)/.exec(line) ?? [];
  const noun = what === 'log records' ? 'log record' : 'metric point';
  return new RegExp(`none; ${count} ${noun}s? (is|are) not stored yet$`);
}
