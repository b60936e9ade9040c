import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrometheusConfig } from '../../../electron/engine/scrape/config/prometheus-config.ts';
import { corpusFile, hasCorpus } from '../../corpus.ts';

const read = (text: string) => parsePrometheusConfig(text, '/nowhere');

const said = (text: string) => {
  const result = read(text);
  return result.ok ? 'loaded' : `${result.error.line}: ${result.error.message}`;
};

const job = (keys: string) => `scrape_configs:\n- job_name: a\n  ${keys}`;

const faults: [text: string, message: RegExp][] = [
  ['scrape_configs: [', /^1: Flow sequence/],
  ['a: b', /^1: field a not found in the configuration/],
  ['- a', /^1: the configuration: expected a mapping/],
  ['global: 7', /^1: global: expected a mapping/],
  ['scrape_configs: 7', /^1: scrape_configs: expected a list/],
  ['scrape_configs:\n- \n- job_name: b', /^2: empty or null entry in scrape_configs/],
  ['scrape_configs:\n- scrape_interval: 5s', /^2: job_name is empty/],
  ['a: 1\na: 2', /^2: Map keys must be unique/],
  [job('scrape_interval: [5s]'), /^3: scrape_configs\.scrape_interval: expected a single value/],
  [
    job('scrape_interval: 5s\n  scrape_timeout: 10s'),
    /^4: scrape timeout greater than scrape interval .*10s > 5s/,
  ],
  [job('honor_labels: perhaps'), /^3: honor_labels: expected true or false/],
  [job('sample_limit: -1'), /^3: sample_limit: expected a whole number from 0/],
  [job('scheme: ftp'), /^3: scheme: unknown value "ftp"; it takes http, https/],
  [job('scrape_protocols: [a]'), /^3: scrape_protocols: unknown protocol "a"/],
  [
    job('scrape_protocols: [PrometheusProto, PrometheusProto]'),
    /^3: scrape_protocols: a protocol stands twice/,
  ],
  [
    job('basic_auth: { username: a, password: b, password_file: c }'),
    /^3: at most one of password and password_file/,
  ],
  [job('basic_auth: { username: a }\n  bearer_token: b'), /^2: at most one of basic_auth/],
  [job('authorization: { type: Basic }'), /^3: authorization type cannot be "basic"/],
  [job('tls_config: { cert_file: a }'), /^3: tls_config: cert and key must be given together/],
  [job('tls_config: { min_version: SSL3 }'), /^3: min_version: unknown value/],
  [job('http_headers: { Host: { values: [a] } }'), /^3: setting header "Host" is not allowed/],
  [job('file_sd_configs: [{ files: [a.txt] }]'), /^3: path name "a.txt" is not valid/],
  [job('docker_sd_configs: [{ port: 80 }]'), /^3: docker_sd_configs: host missing/],
  [job('dns_sd_configs: [{ names: [a], type: A }]'), /^3: a port is required/],
  [job("static_configs: [{ targets: ['a/b'] }]"), /^3: "a\/b" is not a valid hostname/],
  ['global: { scrape_interval: 1s, scrape_timeout: 2s }', /^1: global scrape timeout greater/],
  [`${'#'.repeat(2 ** 20)}\n`, /^null: larger than 1 MiB/],
];

describe('what is wrong is said with its line', () => {
  test.each(faults.map(([text, message]) => ({ text, message })))('$message', ({ text, message }) =>
    expect(said(text)).toMatch(message),
  );
});

test.each([
  ['proxy_url: http://x', 'proxy_url is not supported: targets are asked directly'],
  ['oauth2: { client_id: a }', 'oauth2 is not supported: requests go without it'],
  ['keep_dropped_targets: 5', 'keep_dropped_targets is not supported'],
  ['scrape_native_histograms: true', 'scrape_native_histograms is not supported'],
  ['gce_sd_configs: [{}]', 'gce_sd_configs is not supported'],
  ['metric_name_escaping_scheme: dots', 'metric_name_escaping_scheme dots is not supported'],
])('%s is named, not ignored', (keys, message) => {
  const result = read(job(keys));
  if (!result.ok) throw result.error;
  expect(result.value.warnings).toEqual([{ message: expect.stringContaining(message), line: 3 }]);
});

test('anchors and merges are followed, and aliases that multiply are refused', () => {
  const merged = read(
    'scrape_configs:\n- &base { job_name: a, scrape_interval: 7s }\n- { <<: *base, job_name: b }\n',
  );
  expect(merged.ok && merged.value.jobs.map(({ name, intervalMs }) => [name, intervalMs])).toEqual([
    ['a', 7_000],
    ['b', 7_000],
  ]);
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [i, name] of [...'bcdefgh'].entries()) {
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`);
  }
  expect(said(bomb.join('\n'))).toContain('Excessive alias count');
});

test('whatever a text has become, it is loaded or refused in words', { timeout: 60_000 }, () => {
  const base = hasCorpus
    ? readFileSync(corpusFile('prometheus-config/prometheus-testdata/conf.good.yml'), 'utf8')
    : job('static_configs: [{ targets: [a, b] }]');
  const pieces = [
    '\n',
    '  ',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '!!binary ',
    '<<',
    '\0',
    '\t',
    '0',
    'null',
    '\ud800',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(base.length), fc.nat(40), fc.constantFrom(...pieces)), {
        minLength: 1,
        maxLength: 4,
      }),
      (cuts) => {
        const text = cuts.reduce(
          (now, [at, length, piece]) => now.slice(0, at) + piece + now.slice(at + length),
          base,
        );
        const result = read(text);
        if (!result.ok) expect(result.error.message).not.toBe('');
      },
    ),
    { numRuns: 60 },
  );
});
