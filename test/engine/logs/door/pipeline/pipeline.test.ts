import { describe, expect, test } from 'vitest';
import { parsePipelineFile } from '../../../../../electron/engine/logs/door/pipeline/pipeline-file.ts';
import { hasCorpus, readCorpus } from '../../../../corpus.ts';

const NOW = Date.UTC(2024, 4, 14, 12);

function run(text: string, line: string, stream: Record<string, string> = { container: 'api' }) {
  const parsed = parsePipelineFile(text);
  if (!parsed.ok) throw parsed.error;
  const labels = new Map(Object.entries(stream));
  const pipeline = parsed.value.pipelines.find((one) => one.takes(labels));
  return pipeline?.run(line, labels, null, NOW) ?? null;
}

const stages = (text: string) => `pipeline_stages:\n${text.replace(/^/gm, '  ')}`;
const iso = (time: bigint | null | undefined) =>
  time === null || time === undefined ? null : new Date(Number(time / 1_000_000n)).toISOString();

test.skipIf(!hasCorpus)(
  'a whole Promtail configuration is read, and takes files by their path and containers by their job',
  () => {
    const text = readCorpus('reference/container-kit-promtail.yml').toString();
    const line = JSON.stringify({
      level: 'warn',
      timestamp: '2024-05-14T09:26:53.5Z',
      message: 'slow',
      session_id: 's1',
      tool: 'build',
    });
    const outcome = run(text, line, { filename: '/var/log/container-kit/a.log' });
    expect(outcome).toMatchObject({
      dropped: null,
      body: line,
      severity: 13,
      attributes: [
        ['job', 'container-kit'],
        ['level', 'warn'],
        ['session_id', 's1'],
        ['tool', 'build'],
        ['message', 'slow'],
      ],
    });
    expect(iso(outcome?.timeUnixNano)).toBe('2024-05-14T09:26:53.500Z');
    expect(run(text, line, { container: 'container-kit' })).not.toBeNull();
    expect(run(text, line, { filename: '/var/log/other/a.log' })).toBeNull();
  },
);

describe('stages', () => {
  test('json takes members, nested ones by their path, and lists by their place', () => {
    const text = stages(`- json:
    expressions: {method: request.method, first: 'tags[0]', all: tags, status: ''}`);
    const line = '{"request":{"method":"GET"},"tags":["a","b"],"status":200,"__proto__":1}';
    expect(run(text, line)?.attributes).toEqual([
      ['method', 'GET'],
      ['first', 'a'],
      ['all', '["a","b"]'],
      ['status', 200],
    ]);
    expect(run(text, 'no json')?.attributes).toEqual([]);
  });

  test('logfmt and regex extract, labels keep, output makes the line', () => {
    const text = stages(`- logfmt:
    mapping: {level: lvl, message: msg}
- regex:
    source: message
    expression: 'order (?P<order>[0-9]+)'
- labels: {order_id: order}
- output: {source: message}`);
    expect(run(text, 'lvl=error msg="order 17 failed" x=1')).toMatchObject({
      body: 'order 17 failed',
      severity: 17,
      attributes: [
        ['order_id', '17'],
        ['level', 'error'],
      ],
    });
  });

  test('template builds values of others', () => {
    const text = stages(`- regex: {expression: '(?P<level>\\w+) (?P<msg>.*)'}
- template:
    source: msg
    template: '{{ if eq .level "W" }}warning: {{ end }}{{ TrimSuffix .Value "!" | ToUpper }} ({{ Replace .level "W" "WARN" -1 }})'
- output: {source: msg}`);
    expect(run(text, 'W slow!')?.body).toBe('warning: SLOW (WARN)');
    expect(run(text, 'I fine')?.body).toBe('FINE (I)');
  });

  test('replace hides what its groups catch', () => {
    const text = stages(`- replace:
    expression: 'password=(\\S+) user=(\\S+)'
    replace: '{{ if eq .Value "ann" }}{{ .Value }}{{ else }}***{{ end }}'`);
    expect(run(text, 'a password=x1 user=ann password=y user=bob b')?.body).toBe(
      'a password=*** user=ann password=*** user=*** b',
    );
  });

  test.each([
    ['source: level, value: debug', 'level=debug', true],
    ['source: level, value: debug', 'level=info', false],
    ["expression: '^health'", 'healthy', true],
    ["source: level, expression: 'deb|tra'", 'level=trace', true],
    ["source: [level, path], expression: 'debug;/health'", 'level=debug path=/health', true],
    ['longer_than: 10B', 'level=information', true],
    ["longer_than: 10B, expression: 'warn'", 'level=information', false],
  ])('drop { %s } of %s: %s', (conditions, line, dropped) => {
    const text = stages(`- logfmt: {mapping: {level: '', path: ''}}\n- drop: { ${conditions} }`);
    expect(run(text, line)?.dropped).toBe(dropped ? 'drop_stage' : null);
  });

  test('match runs its stages, or leaves out, for those that its selector takes', () => {
    const text = stages(`- match:
    selector: '{container=~"a.*"} |= "order" !~ "ok$"'
    stages:
      - static_labels: {kind: order}
- match: {selector: '{container="api", compose_service!="web"} |= "health"', action: drop}`);
    expect(run(text, 'order lost')?.attributes).toEqual([['kind', 'order']]);
    expect(run(text, 'order ok')?.attributes).toEqual([]);
    expect(run(text, 'health')?.dropped).toBe('match_stage');
    expect(run(text, 'health', { container: 'api', compose_service: 'web' })?.dropped).toBeNull();
  });

  test('docker, cri, decolorize, labeldrop and labelallow', () => {
    const docker = run(
      stages('- docker: {}'),
      '{"log":"hello\\n","stream":"stderr","time":"2024-05-14T09:00:00.1Z"}',
    );
    expect(docker).toMatchObject({ body: 'hello\n', attributes: [['stream', 'stderr']] });
    expect(iso(docker?.timeUnixNano)).toBe('2024-05-14T09:00:00.100Z');
    expect(run(stages('- cri: {}'), '2024-05-14T09:00:00Z stdout F hello')?.body).toBe('hello');
    expect(run(stages('- decolorize:'), '\u001b[31mred\u001b[0m')?.body).toBe('red');
    const labels = '- static_labels: {a: 1, b: 2}\n';
    expect(run(stages(`${labels}- labeldrop: [a]`), '')?.attributes).toEqual([['b', '2']]);
    expect(run(stages(`${labels}- labelallow: [a]`), '')?.attributes).toEqual([['a', '1']]);
  });
});

describe('times', () => {
  test.each([
    ['RFC3339', '2024-05-14T09:26:53+02:00', '2024-05-14T07:26:53.000Z'],
    ['RFC3339Nano', '2024-05-14T09:26:53.123456789Z', '2024-05-14T09:26:53.123Z'],
    ['RFC1123Z', 'Tue, 14 May 2024 09:26:53 -0700', '2024-05-14T16:26:53.000Z'],
    ['ANSIC', 'Tue May  4 09:26:53 2024', '2024-05-04T09:26:53.000Z'],
    ['Unix', '1715678813.5', '2024-05-14T09:26:53.500Z'],
    ['UnixMs', '1715678813589', '2024-05-14T09:26:53.589Z'],
    ['UnixNs', '1715678813589000000', '2024-05-14T09:26:53.589Z'],
    ['2006-01-02 15:04:05,000', '2024-05-14 09:26:53,589', '2024-05-14T09:26:53.589Z'],
    ['02/Jan/2006:15:04:05 -0700', '14/May/2024:09:26:53 +0200', '2024-05-14T07:26:53.000Z'],
    ['Jan _2 3:04:05 PM', 'May 14 9:26:53 PM', '2024-05-14T21:26:53.000Z'],
    ['2006-01-02', '2024-13-14', null],
    ['RFC3339', 'yesterday', null],
  ])('%s: %s', (format, given, expected) => {
    const text = stages(
      `- regex: {expression: '^(?P<time>.*)$'}\n- timestamp: {source: time, format: '${format}'}`,
    );
    expect(iso(run(text, given)?.timeUnixNano)).toBe(expected);
  });

  test('without a zone in the location that is named, in summer as in winter', () => {
    const text = stages(`- regex: {expression: '^(?P<time>.*)$'}
- timestamp: {source: time, format: '2006-01-02 15:04', location: Europe/Berlin, fallback_formats: ['Unix']}`);
    expect(iso(run(text, '2024-07-01 12:00')?.timeUnixNano)).toBe('2024-07-01T10:00:00.000Z');
    expect(iso(run(text, '2024-01-01 12:00')?.timeUnixNano)).toBe('2024-01-01T11:00:00.000Z');
    expect(iso(run(text, '1715678813')?.timeUnixNano)).toBe('2024-05-14T09:26:53.000Z');
  });
});

describe('a file is refused whole, with the line and the reason', () => {
  test.each([
    ['- regex: {expression: "a("}', 2, /expression: .*missing/],
    ['- regex: {expression: "a"}', 2, /named group/],
    ['- jsn: {expressions: {}}', 2, /stage jsn is not known/],
    ['- json: {expressions: {a: "b | c"}}', 2, /JMESPath/],
    ['- json: {expression: {a: b}}', 2, /field expression not found/],
    ["- decolorize:\n- template: {source: a, template: '{{ foo }}'}", 3, /function "foo" not defined/],
    ["- template: {source: a, template: '{{ if .a }}x'}", 2, /unexpected EOF/],
    ['- timestamp: {source: a, format: Unix, location: Nowhere}', 2, /location/],
    ["- match: {selector: 'api', stages: [{decolorize: }]}", 2, /braces/],
    ['- drop: {}', 2, /drop: one of/],
    ['- match:\n    selector: \'{a="b"}\'\n    stages:\n      - multiline: {firstline: a}', 5, /multiline/],
  ])('%s', (text, line, reason) => {
    const parsed = parsePipelineFile(stages(text));
    expect(parsed.ok ? null : [parsed.error.line, parsed.error.message]).toEqual([
      line,
      expect.stringMatching(reason),
    ]);
  });

  test('what has no meaning here is named, and the rest goes on', () => {
    const parsed = parsePipelineFile(
      `${stages('- metrics: {a: {}}\n- tenant: {value: a}\n- decolorize:')}\n`,
    );
    expect(parsed.ok && parsed.value.warnings.map(({ line }) => line)).toEqual([2, 3]);
  });
});

test('a selector of the file decides for which streams its stages are', () => {
  const text = `selector: '{compose_service="api"}'\n${stages('- static_labels: {a: b}')}`;
  expect(run(text, 'x', { compose_service: 'api' })).not.toBeNull();
  expect(run(text, 'x', { compose_service: 'web' })).toBeNull();
});
