import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { trivetHere } from './run-trivet.ts';

const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];

const otlp = (traceId: string, names: string[]) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'api' } }] },
        scopeSpans: [
          {
            spans: names.map((name, i) => ({
              traceId,
              spanId: String(i + 1).padStart(16, '0'),
              ...(i > 0 ? { parentSpanId: String(i).padStart(16, '0') } : {}),
              name,
              startTimeUnixNano: '1700000000000000000',
              endTimeUnixNano: '1700000000000005000',
            })),
          },
        ],
      },
    ],
  });

/** A folder with two traces, something that is none, and a folder inside. */
function folderOfTraces(): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'more'));
  writeFileSync(join(dir, 'one.json'), otlp(first, ['GET /', 'query', 'row']));
  writeFileSync(join(dir, 'more', 'two.json'), otlp(second, ['tick']));
  writeFileSync(join(dir, 'README.md'), '# notes\n');
  return dir;
}

test('a folder is opened, its other files named without failing; traces, searches and spans are exported', async () => {
  const data = ['--data', tempDir()];
  const dir = folderOfTraces();
  const opened = await trivetHere(['open', dir, ...data]);
  expect(opened.code).toBe(0);
  expect(opened.stdout.match(/otlp-json, 1 traces/g)).toHaveLength(2);
  expect(opened.stdout).toContain('README.md: at line 1: expected a trace file');

  const zipkin = await trivetHere([
    'traces',
    'export',
    '--query',
    'service:api',
    '--format',
    'zipkin',
    ...data,
  ]);
  expect(JSON.parse(zipkin.stdout)).toHaveLength(4);

  const path = join(tempDir(), 'out.json');
  const span = '0000000000000002';
  const one = ['traces', 'export', first, '--format', 'jaeger', '--output', path];
  expect(await trivetHere([...one, '--span', span, '--subtree', ...data])).toMatchObject({
    code: 0,
    stdout: '',
  });
  const [trace] = JSON.parse(readFileSync(path, 'utf8')).data;
  expect(trace.spans.map(({ operationName }: { operationName: string }) => operationName)).toEqual([
    'query',
    'row',
  ]);

  const both = await trivetHere(['traces', 'export', first, second, ...data]);
  expect(JSON.parse(both.stdout)).toMatchObject({ resourceSpans: [{}, {}] });
}, 60_000);

test('an unknown trace leaves neither text nor a file', async () => {
  const data = ['--data', tempDir()];
  const path = join(tempDir(), 'out.json');
  const { code, stderr } = await trivetHere(['traces', 'export', first, '--output', path, ...data]);
  expect(code).toBe(1);
  expect(stderr).toContain(`no trace ${first} is stored`);
  expect(existsSync(path)).toBe(false);
}, 60_000);

test.each([
  [['traces', 'export']],
  [['traces', 'export', first, '--query', 'x']],
  [['traces', 'export', '--query', '(']],
  [['traces', 'export', first, second, '--span', '1']],
  [['traces', 'export', first, '--format', 'xml']],
  [['traces', 'export', 'nothex']],
])(
  '%j is wrong use',
  async (args) => {
    expect((await trivetHere([...args, '--data', tempDir()])).code).toBe(2);
  },
  30_000,
);
