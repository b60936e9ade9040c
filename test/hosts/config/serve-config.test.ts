import { writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../electron/hosts/config/config-file.ts';
import { parseListen, serveConfig } from '../../../electron/hosts/config/serve-config.ts';
import { tempDir } from '../../temp-dir.ts';

function withFile(yaml: string): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'trivet.yaml'), yaml);
  return dir;
}

test('a flag beats the environment, which beats the file', () => {
  const dir = withFile('port: 1001\nlisten: {zipkin: 1, loki: 1, statsd: 1}\n');
  const env = { TRIVET_PORT: '1002', TRIVET_LISTEN: 'loki=2,statsd=2' };
  expect(serveConfig({}, {}, dir).port).toBe(1001);
  expect(serveConfig({}, env, dir).port).toBe(1002);
  expect(serveConfig({ port: '1003' }, env, dir).port).toBe(1003);
  expect(serveConfig({ listen: ['statsd=off'] }, env, dir).listen).toEqual({
    zipkin: 1,
    loki: 2,
    statsd: 'off',
  });
});

test('without any of them the UI is at 8748 and everything else is left to the settings page', () => {
  expect(serveConfig({}, {}, tempDir())).toMatchObject({
    port: 8748,
    open: true,
    listen: {},
    bind: [],
    file: null,
  });
});

test('addresses and names add up over the layers', () => {
  const dir = withFile('bind: [10.0.0.1]\nallowHosts: [a.box]\n');
  const config = serveConfig({ bind: ['10.0.0.3'], allowHost: ['c.box'] }, { TRIVET_BIND: '10.0.0.2' }, dir);
  expect(config.bind).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  expect(config.allowHosts).toEqual(['a.box', 'c.box']);
});

test('TRIVET_TOKEN stands above the token file of the file, below the flag', () => {
  const dir = withFile('tokenFile: /etc/trivet-token\n');
  expect(serveConfig({}, {}, dir).tokenFile).toBe('/etc/trivet-token');
  expect(serveConfig({}, { TRIVET_TOKEN: 'x'.repeat(32) }, dir).tokenFile).toBeUndefined();
  expect(serveConfig({ tokenFile: 'mine' }, { TRIVET_TOKEN: 'x'.repeat(32) }, dir).tokenFile).toBe('mine');
});

test('retention in the file is fixed value by value, in days and bytes', () => {
  const dir = withFile('retention:\n  logs: {age: 12h, size: 512MiB}\n  traces: {age: 2d}\n');
  expect(serveConfig({}, {}, dir).fixedSettings).toEqual({
    by: join(dir, 'trivet.yaml'),
    settings: {
      retention: {
        logs: { maxAgeMs: 43_200_000, maxBytes: 512 * 2 ** 20 },
        traces: { maxAgeMs: 172_800_000 },
      },
    },
  });
});

test('how late a sample may come is fixed by the file', () => {
  const dir = withFile('metrics: {outOfOrder: 30m}\n');
  expect(serveConfig({}, {}, dir).fixedSettings.settings).toEqual({ metrics: { outOfOrderMs: 1_800_000 } });
});

test('sampling and limits of spans in the file are fixed value by value', () => {
  const dir = withFile(
    'sampling:\n  probability: 0.25\n  tail: {enabled: true, slowerThan: 1.5s}\nspanLimits: {events: 10}\n',
  );
  expect(serveConfig({}, {}, dir).fixedSettings.settings).toEqual({
    sampling: { probability: 0.25, tail: { enabled: true, slowerThanMs: 1_500 } },
    spanLimits: { events: 10 },
  });
});

test('a named file that is missing is refused, the standard one may be missing', () => {
  expect(() => serveConfig({ config: '/nowhere/trivet.yaml' }, {}, tempDir())).toThrow(
    '/nowhere/trivet.yaml',
  );
});

test.each([
  ['port: 1\nprot: 2\n', 'f.yaml:2: prot: no such setting'],
  ['listen:\n  zipkin: 1\n  otlp: 4318\n', 'f.yaml:3: listen.otlp'],
  [
    'retention:\n  logs:\n    age: soon\n',
    'f.yaml:3: retention.logs.age: a length of time, such as 7d or 12h',
  ],
  ['retention:\n  logs:\n    size: 5GB\n', 'f.yaml:3: retention.logs.size: a size, such as 512MiB or 2GiB'],
  ['bind:\n  - 1\n', 'f.yaml:2: bind.0'],
  ['sampling:\n  probability: 2\n', 'f.yaml:2: sampling.probability'],
  ['sampling:\n  tail:\n    quiet: 10ms\n', 'f.yaml:3: sampling.tail.quiet: at least 1s'],
  ['metrics:\n  outOfOrder: 2d\n', 'f.yaml:2: metrics.outOfOrder: at most 1d'],
  ['spanLimits:\n  attributes: 0\n', 'f.yaml:2: spanLimits.attributes'],
  ['port: 70000\n', 'f.yaml:1: port'],
  ['port: [\n', 'f.yaml:2:'],
  ['- a list\n', 'f.yaml:1:'],
])('%j is refused with the place: %s', (yaml, message) => {
  expect(() => parseConfig(yaml, 'f.yaml')).toThrow(message);
});

test('aliases that multiply are refused, not followed', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`,
  );
  expect(() => parseConfig(`a0: &a0 [x]\n${levels.join('\n')}\n`, 'f.yaml')).toThrow('f.yaml');
});

test.each([['otlp=1'], ['zipkin'], ['zipkin=x'], ['zipkin=70000'], ['=1'], ['__proto__=1']])(
  '--listen %s is wrong use',
  (entry) => expect(() => parseListen([entry], '--listen')).toThrow('--listen'),
);

test('what is bound is an address, not a name', () => {
  expect(() => serveConfig({ bind: ['my-host'] }, {}, tempDir())).toThrow('"my-host" is no address');
});

test('redaction and pipeline files in the file are fixed, their paths starting from it', () => {
  const dir = withFile(
    'logs:\n  pipelines: [promtail.yml]\n  redaction: {storage: true, rules: [{name: order, pattern: "o-[0-9]+"}]}\n',
  );
  expect(serveConfig({}, {}, dir).fixedSettings?.settings).toEqual({
    logs: {
      pipelines: [join(dir, 'promtail.yml')],
      redaction: { storage: true, rules: [{ name: 'order', pattern: 'o-[0-9]+' }] },
    },
  });
  expect(() =>
    parseConfig('logs:\n  redaction:\n    rules: [{name: a, pattern: "("}]\n', 'trivet.yaml'),
  ).toThrow(/trivet.yaml:3: .*not a pattern of RE2/);
});

test('log files of the file, the environment and flags add up, their paths starting from where they are named', () => {
  const dir = withFile('logs:\n  files: [app.log, {path: "~/b/*.log", name: b}]\n');
  const env = { TRIVET_LOG_FILES: ['/c.log', '/d.log'].join(delimiter) };
  const files = serveConfig({ logFile: ['e.log'] }, env, dir).fixedSettings.settings.logs?.files;
  expect(files?.map((file) => [file?.path, file?.name])).toEqual([
    [join(dir, 'app.log'), ''],
    ['~/b/*.log', 'b'],
    ['/c.log', ''],
    ['/d.log', ''],
    [resolve('e.log'), ''],
  ]);
});

test('rule files and routes in the file are fixed, their paths starting from it', () => {
  const dir = withFile(
    'alerts:\n  files: [rules/*.yml]\n  routing: alertmanager.yml\n  evaluationInterval: 30s\n  externalLabels: {site: home}\n',
  );
  expect(serveConfig({}, {}, dir).fixedSettings?.settings).toEqual({
    alerts: {
      files: [join(dir, 'rules/*.yml')],
      routing: join(dir, 'alertmanager.yml'),
      evaluationIntervalMs: 30_000,
      externalLabels: [['site', 'home']],
    },
  });
});
